#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

using strings = std::vector<std::string>;

class AttemptLogContract : public store_contract {
protected:
  attempt_log& attempts() { return open().attempts(); }

  recent_attempt attempt(const std::string& detail, const std::string& listener = "l1") {
    recent_attempt one;
    one.event_id = event_.text();
    one.event_type = "repo.sync.start";
    one.listener_id = listener;
    one.outcome = "retry";
    one.ended_at = std::chrono::system_clock::time_point{std::chrono::milliseconds{1'234}};
    one.detail = detail;
    return one;
  }

  void put(const strings& details, const std::string& listener = "l1", std::size_t most = 1'000) {
    std::vector<recent_attempt> some;
    for (const auto& detail : details)
      some.push_back(attempt(detail, listener));
    must(attempts().put(some, most));
  }

  static strings details_of(const std::vector<recent_attempt>& some) {
    strings details;
    for (const auto& each : some)
      details.push_back(each.detail);
    return details;
  }
  strings newest(const attempt_filter& which = {}, std::size_t limit = 100) {
    return details_of(must(attempts().newest(which, limit)));
  }
  strings since(const std::string& after, const attempt_filter& which = {},
                std::size_t limit = 100) {
    return details_of(must(attempts().since(after, which, limit)));
  }

  const event_id event_ = append_one();
};

INSTANTIATE_TEST_SUITE_P(Stores, AttemptLogContract, testing::ValuesIn(all_store_kinds()), name_of);

TEST_P(AttemptLogContract, is_empty_at_first) {
  EXPECT_TRUE(newest().empty());
  EXPECT_TRUE(since("").empty());
  EXPECT_EQ(must(attempts().last()), "");
  must(attempts().put({}, 10));
}

TEST_P(AttemptLogContract, gives_back_every_field) {
  auto one = attempt("POST http://x/ -> 503");
  one.part = "a@x";
  one.number = 3;
  one.status = 503;
  one.took = std::chrono::milliseconds{42};
  one.answer = std::string{"busy\0\xff|'", 8};
  must(attempts().put({one}, 10));

  const auto found = must(attempts().newest({}, 10));

  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].id.empty());
  EXPECT_EQ(found[0].event_id, event_.text());
  EXPECT_EQ(found[0].event_type, "repo.sync.start");
  EXPECT_EQ(found[0].listener_id, "l1");
  EXPECT_EQ(found[0].part, "a@x");
  EXPECT_EQ(found[0].number, 3u);
  EXPECT_EQ(found[0].outcome, "retry");
  EXPECT_EQ(found[0].status, 503);
  EXPECT_EQ(found[0].took, one.took);
  EXPECT_EQ(found[0].ended_at, one.ended_at);
  EXPECT_EQ(found[0].detail, one.detail);
  EXPECT_EQ(found[0].answer, one.answer);
}

TEST_P(AttemptLogContract, shows_the_newest_first_as_the_filter_says) {
  put({"1", "2"});
  put({"3"}, "l2");

  EXPECT_EQ(newest(), (strings{"3", "2", "1"}));
  EXPECT_EQ(newest({}, 2), (strings{"3", "2"}));
  EXPECT_EQ(newest({.listener_id = "l1"}), (strings{"2", "1"}));
  EXPECT_EQ(newest({.event_id = event_.text()}).size(), 3u);
  EXPECT_TRUE(newest({.event_id = "nonsense"}).empty());
  auto foreign = event_;
  foreign.installation ^= 1;
  EXPECT_TRUE(newest({.event_id = foreign.text()}).empty());
}

TEST_P(AttemptLogContract, is_followed_from_where_one_was) {
  put({"1", "2"});
  const auto here = must(attempts().last());
  EXPECT_TRUE(since(here).empty());

  put({"3"});
  put({"4"}, "l2");

  EXPECT_EQ(since(here), (strings{"3", "4"}));
  EXPECT_EQ(since(here, {}, 1), strings{"3"});
  EXPECT_EQ(since(here, {.listener_id = "l2"}), strings{"4"});
  EXPECT_EQ(since(""), (strings{"1", "2", "3", "4"}));
  EXPECT_TRUE(since("nonsense").empty());
}

TEST_P(AttemptLogContract, keeps_about_as_many_as_it_is_told) {
  for (int i = 0; i < 20; ++i)
    put(strings(100, std::to_string(i)), "l1", 500);

  const auto left = newest({}, 10'000);

  EXPECT_GE(left.size(), 500u);
  EXPECT_LE(left.size(), 700u);
  EXPECT_EQ(left.front(), "19");
}

TEST_P(AttemptLogContract, those_of_one_listener_are_found_behind_many_of_others) {
  put({"rare"}, "l2");
  put(strings(700, "many"));

  EXPECT_EQ(newest({.listener_id = "l2"}, 1), strings{"rare"});
}

} // namespace fanfare::test
