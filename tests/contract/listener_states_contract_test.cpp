#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

class ListenerStatesContract : public store_contract {
protected:
  ListenerStatesContract() {
    make_listener("l1");
    make_listener("l2");
  }

  static listener_state failing(const std::string& id, const std::string& why = "503") {
    const listener_state::time_point when{std::chrono::milliseconds{1'700'000'000'123}};
    return {.listener_id = id,
            .failing_since = when,
            .last_error_at = when,
            .last_error = why,
            .consecutive_failures = 3};
  }
};
class DurableListenerStatesContract : public ListenerStatesContract {};

INSTANTIATE_TEST_SUITE_P(Stores, ListenerStatesContract, testing::ValuesIn(all_store_kinds()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableListenerStatesContract,
                         testing::ValuesIn(durable_store_kinds()), name_of);

TEST_P(ListenerStatesContract, a_new_store_has_none) {
  EXPECT_TRUE(must(open().states().all()).empty());
}

TEST_P(ListenerStatesContract, gives_back_what_was_put_in_the_order_of_ids) {
  must(open().states().put({failing("l2", "l2 ü \" \n"), failing("l1")}));

  const std::vector<listener_state> expected{failing("l1"), failing("l2", "l2 ü \" \n")};
  EXPECT_EQ(must(open().states().all()), expected);
}

TEST_P(ListenerStatesContract, a_later_one_takes_the_place_of_the_one_before) {
  must(open().states().put({failing("l1")}));

  must(open().states().put({{.listener_id = "l1"}}));

  EXPECT_EQ(must(open().states().all()), std::vector<listener_state>{{.listener_id = "l1"}});
}

TEST_P(ListenerStatesContract, one_of_a_listener_that_is_not_there_is_dropped) {
  must(open().states().put({failing("nobody"), failing("l1")}));

  EXPECT_EQ(must(open().states().all()), std::vector<listener_state>{failing("l1")});
}

TEST_P(ListenerStatesContract, one_goes_with_its_listener_and_does_not_come_back) {
  must(open().states().put({failing("l1"), failing("l2")}));

  must(listeners().erase("l1"));
  must(open().states().put({failing("l1")}));
  make_listener("l1");

  EXPECT_EQ(must(open().states().all()), std::vector<listener_state>{failing("l2")});
}

TEST_P(ListenerStatesContract, are_no_change_of_the_listeners) {
  const auto before = must(listeners().load()).version;

  must(open().states().put({failing("l1")}));

  EXPECT_EQ(must(listeners().load()).version, before);
}

TEST_P(ListenerStatesContract, putting_none_is_no_failure) { must(open().states().put({})); }

TEST_P(DurableListenerStatesContract, are_still_there_when_the_store_is_opened_again) {
  must(open().states().put({failing("l1")}));

  reopen();

  EXPECT_EQ(must(open().states().all()), std::vector<listener_state>{failing("l1")});
}

} // namespace fanfare::test
