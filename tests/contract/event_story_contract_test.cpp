#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

class EventStoryContract : public store_contract {
protected:
  EventStoryContract() {
    make_listener("l1");
    make_listener("l2");
  }

  std::optional<stored_event> find(const event_id& id) { return must(events().find(id)); }
  std::vector<waiting_report> waiting(const event_id& id) { return must(parked().of_event(id)); }
};

INSTANTIATE_TEST_SUITE_P(Stores, EventStoryContract, testing::ValuesIn(all_store_kinds()), name_of);

TEST_P(EventStoryContract, an_event_is_found_until_nothing_is_kept_of_it) {
  const auto id = append_one("the report");
  ASSERT_TRUE(find(id));
  EXPECT_EQ(find(id)->body, "the report");
  EXPECT_FALSE(find(id)->settled);

  settle({.settled = {id}, .parks = {{id, "l1", "", now}}});
  ASSERT_TRUE(find(id));
  EXPECT_TRUE(find(id)->settled);

  finish({.event = id, .listener = "l1"});
  EXPECT_FALSE(find(id));
}

TEST_P(EventStoryContract, an_event_of_another_store_is_not_found) {
  auto foreign = append_one();
  foreign.installation ^= 1;

  EXPECT_FALSE(find(foreign));
  EXPECT_TRUE(waiting(foreign).empty());
}

TEST_P(EventStoryContract, what_waits_of_an_event_is_told_by_listener_and_part) {
  const auto other = park("l1", now);
  const auto id = append_one();
  settle({.settled = {id},
          .parks = {{id, "l2", "", much_later, 2, "503"},
                    {id, "l1", "b@x", now, 0, ""},
                    {id, "l1", "a@x", now, 0, ""}},
          .dead = {{id, "l3", "", "no", "", 1}}});

  const auto found = waiting(id);

  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].part, "a@x");
  EXPECT_EQ(found[1].part, "b@x");
  EXPECT_EQ(found[2].listener_id, "l2");
  EXPECT_EQ(found[2].attempts, 2u);
  EXPECT_EQ(found[2].last_error, "503");
  ASSERT_TRUE(found[0].due_at);
  ASSERT_TRUE(found[2].due_at);
  EXPECT_GT(*found[2].due_at, *found[0].due_at + much_later / 2);
  EXPECT_EQ(waiting(other).size(), 1u);
}

TEST_P(EventStoryContract, one_that_is_held_behind_another_says_so) {
  const auto ids = append({"1", "2"});
  for (const auto& id : ids)
    settle({.settled = {id}, .parks = {{id, "l1", "", now, 0, "", "a|key"}}});

  const auto found = waiting(ids[1]);

  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].due_at);
  EXPECT_EQ(found[0].order_key, "a|key");
  EXPECT_TRUE(waiting(ids[0]).at(0).due_at);
}

} // namespace fanfare::test
