#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

class SuspectsContract : public store_contract {
protected:
  suspects& doubts() { return open().doubts(); }

  /// Suspects it alone.
  std::uint32_t starts_of(const event_id& which, const std::vector<event_id>& cleared = {}) {
    return must(doubts().suspect({which}, cleared)).starts;
  }
};
class DurableSuspectsContract : public SuspectsContract {
protected:
  /// A node that begins, and dies.
  std::uint32_t start_and_die() {
    reopen();
    return must(doubts().begin());
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, SuspectsContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableSuspectsContract, testing::ValuesIn(durable_store_kinds()),
                         name_of);

TEST_P(SuspectsContract, the_first_node_follows_none_that_died) {
  EXPECT_EQ(must(doubts().begin()), 0u);
  EXPECT_EQ(must(doubts().begin()), 0u);
}

TEST_P(SuspectsContract, an_event_is_suspected_once_although_it_is_said_twice_in_a_row) {
  const auto ids = append({"1", "2"});
  must(doubts().begin());

  EXPECT_EQ(starts_of(ids[0]), 1u);
  EXPECT_EQ(starts_of(ids[0]), 1u);
  EXPECT_EQ(starts_of(ids[1], {ids[0]}), 1u);
}

TEST_P(SuspectsContract, those_that_never_were_are_suspected_together) {
  const auto ids = append({"1", "2", "3"});
  must(doubts().begin());

  const auto first = must(doubts().suspect(ids, {}));
  const auto again = must(doubts().suspect(ids, {}));

  EXPECT_EQ(first.together, 3u);
  EXPECT_EQ(first.starts, 0u);
  EXPECT_EQ(again.together, 3u);
  EXPECT_EQ(again.starts, 0u);
}

TEST_P(SuspectsContract, one_that_comes_again_after_it_was_cleared_is_suspected_anew) {
  const auto ids = append({"1", "2"});
  must(doubts().begin());
  must(doubts().suspect(ids, {}));

  EXPECT_EQ(starts_of(ids[0], ids), 1u);
  must(doubts().clear({ids[0]}));
  EXPECT_EQ(starts_of(ids[0]), 1u);
}

TEST_P(SuspectsContract, an_event_of_another_store_is_never_suspected) {
  auto foreign = append_one();
  foreign.installation ^= 1;

  EXPECT_EQ(starts_of(foreign, {foreign}), 0u);
  must(doubts().clear({foreign}));
}

TEST_P(DurableSuspectsContract, nodes_that_die_in_a_row_are_counted) {
  EXPECT_EQ(start_and_die(), 0u);
  EXPECT_EQ(start_and_die(), 1u);
  EXPECT_EQ(start_and_die(), 2u);
}

TEST_P(DurableSuspectsContract, a_node_that_ends_in_order_ends_the_row) {
  start_and_die();
  start_and_die();
  must(doubts().end());

  EXPECT_EQ(start_and_die(), 0u);
  EXPECT_EQ(start_and_die(), 1u);
}

TEST_P(DurableSuspectsContract, a_suspect_is_known_at_the_next_start_and_counted_up) {
  const auto id = append_one();
  start_and_die();
  EXPECT_EQ(starts_of(id), 1u);
  start_and_die();
  EXPECT_EQ(starts_of(id), 2u);
  start_and_die();

  EXPECT_EQ(starts_of(id), 3u);
}

TEST_P(DurableSuspectsContract, one_that_was_suspected_at_a_start_before_is_alone) {
  const auto ids = append({"1", "2", "3", "4"});
  start_and_die();
  must(doubts().suspect({ids[1]}, {}));
  start_and_die();

  EXPECT_EQ(must(doubts().suspect(ids, {})).together, 1u);
  const auto second = must(doubts().suspect({ids[1], ids[2], ids[3]}, {ids[0]}));
  EXPECT_EQ(second.together, 1u);
  EXPECT_EQ(second.starts, 2u);
  EXPECT_EQ(must(doubts().suspect({ids[2], ids[3]}, {ids[1]})).together, 2u);
}

TEST_P(DurableSuspectsContract, those_that_were_suspected_together_are_alone_the_next_time) {
  const auto ids = append({"1", "2"});
  start_and_die();
  must(doubts().suspect(ids, {}));
  start_and_die();

  const auto first = must(doubts().suspect(ids, {}));

  EXPECT_EQ(first.together, 1u);
  EXPECT_EQ(first.starts, 1u);
}

TEST_P(DurableSuspectsContract, one_that_was_cleared_begins_anew) {
  const auto ids = append({"1", "2"});
  start_and_die();
  starts_of(ids[0]);
  starts_of(ids[1], {ids[0]});
  must(doubts().clear({ids[1]}));
  start_and_die();

  EXPECT_EQ(starts_of(ids[0]), 1u);
  EXPECT_EQ(starts_of(ids[1], {ids[0]}), 1u);
}

TEST_P(DurableSuspectsContract, nobody_is_suspected_after_an_end_in_order) {
  const auto id = append_one();
  start_and_die();
  starts_of(id);
  must(doubts().end());
  start_and_die();

  EXPECT_EQ(starts_of(id), 1u);
}

TEST_P(DurableSuspectsContract, one_that_was_overtaken_ends_nothing) {
  start_and_die();
  const auto next = another();
  EXPECT_EQ(must(next->doubts().begin()), 1u);

  must(doubts().end());

  EXPECT_EQ(start_and_die(), 2u);
}

} // namespace fanfare::test
