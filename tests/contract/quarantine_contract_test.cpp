#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

class QuarantineContract : public store_contract {
protected:
  quarantine& broken() { return open().broken(); }
};
class DurableQuarantineContract : public QuarantineContract {};

INSTANTIATE_TEST_SUITE_P(Stores, QuarantineContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableQuarantineContract,
                         testing::ValuesIn(durable_store_kinds()), name_of);

TEST_P(QuarantineContract, a_new_store_has_nobody_in_it) {
  EXPECT_TRUE(must(broken().all()).empty());
}

TEST_P(QuarantineContract, gives_back_who_was_put_in_and_why) {
  must(broken().put("l1", "url: missing", R"({"id":"l1"})"));

  const auto all = must(broken().all());

  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].id, "l1");
  EXPECT_EQ(all[0].reason, "url: missing");
  EXPECT_EQ(all[0].last_good, R"({"id":"l1"})");
  EXPECT_GT(all[0].since.time_since_epoch().count(), 0);
}

TEST_P(QuarantineContract, a_new_reason_keeps_the_time_and_the_last_good_version) {
  must(broken().put("l1", "url: missing", "good"));
  const auto since = must(broken().all()).at(0).since;

  must(broken().put("l1", "not JSON", ""));

  const auto all = must(broken().all());
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].reason, "not JSON");
  EXPECT_EQ(all[0].last_good, "good");
  EXPECT_EQ(all[0].since, since);
}

TEST_P(QuarantineContract, a_newer_good_version_takes_the_place_of_the_one_before) {
  must(broken().put("l1", "url: missing", "good"));

  must(broken().put("l1", "url: missing", "better"));

  EXPECT_EQ(must(broken().all()).at(0).last_good, "better");
}

TEST_P(QuarantineContract, who_is_lifted_out_is_gone_and_others_stay) {
  must(broken().put("l1", "one", ""));
  must(broken().put("l2", "two", ""));

  must(broken().lift("l1"));
  must(broken().lift("l1"));
  must(broken().lift("nobody"));

  const auto all = must(broken().all());
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].id, "l2");
}

TEST_P(QuarantineContract, takes_ids_that_are_none) {
  const std::string odd = "no id! 'ü' *?[ \n";

  must(broken().put(odd, "id: not allowed", ""));

  EXPECT_EQ(must(broken().all()).at(0).id, odd);
  must(broken().lift(odd));
  EXPECT_TRUE(must(broken().all()).empty());
}

TEST_P(QuarantineContract, is_left_with_the_listener_that_is_erased) {
  make_listener("l1");
  must(broken().put("l1", "url: missing", ""));

  must(listeners().erase("l1"));

  EXPECT_TRUE(must(broken().all()).empty());
}

TEST_P(QuarantineContract, is_no_change_of_the_listeners) {
  make_listener("l1");
  const auto before = must(listeners().load()).version;

  must(broken().put("l1", "url: missing", ""));
  must(broken().lift("l1"));

  EXPECT_EQ(must(listeners().load()).version, before);
}

TEST_P(DurableQuarantineContract, is_the_same_when_the_store_is_opened_again) {
  must(broken().put("l1", "url: missing", "good"));
  const auto since = must(broken().all()).at(0).since;

  reopen();

  const auto all = must(broken().all());
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].last_good, "good");
  EXPECT_EQ(all[0].since, since);
}

} // namespace fanfare::test
