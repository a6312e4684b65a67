#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

using strings = std::vector<std::string>;

class ListenersContract : public store_contract {
protected:
  void expect_conflict(const result<void>& put, const std::string& words) {
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, errc::conflict);
    EXPECT_NE(put.error().detail.find(words), std::string::npos) << put.error().detail;
  }
};
class DurableListenersContract : public ListenersContract {};

INSTANTIATE_TEST_SUITE_P(Stores, ListenersContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableListenersContract, testing::ValuesIn(durable_store_kinds()),
                         name_of);

TEST_P(ListenersContract, a_new_store_has_none_at_version_0) {
  const auto none = must(listeners().load());

  EXPECT_EQ(none.version, 0u);
  EXPECT_TRUE(none.all.empty());
  EXPECT_FALSE(must(listeners().find("l1")));
}

TEST_P(ListenersContract, gives_back_what_was_put) {
  const auto given =
      listener({.id = "l1", .mark = "ü", .name = "ops", .type = "email", .enabled = false});
  must(listeners().put(given, std::nullopt));

  const auto found = must(listeners().find("l1")).value();

  EXPECT_EQ(found.id, "l1");
  EXPECT_EQ(found.name, "ops");
  EXPECT_EQ(found.notifier_type, "email");
  EXPECT_FALSE(found.claimable);
  EXPECT_EQ(found.json, given.json);
}

TEST_P(ListenersContract, are_loaded_in_the_order_they_were_made_whatever_changed_since) {
  must(listeners().put(listener({"z"}), std::nullopt));
  must(listeners().put(listener({"a"}), std::nullopt));
  must(listeners().put(listener({"m"}), std::nullopt));
  must(listeners().put(listener({"z", "changed1"}), json({"z"})));

  const auto loaded = must(listeners().load());

  strings ids;
  for (const auto& x : loaded.all)
    ids.push_back(x.id);
  EXPECT_EQ(ids, (strings{"z", "a", "m"}));
  EXPECT_EQ(loaded.version, 4u);
}

TEST_P(ListenersContract, are_found_by_id_before_name) {
  must(listeners().put(listener({.id = "first", .name = "second"}), std::nullopt));
  must(listeners().put(listener({.id = "second", .name = "third"}), std::nullopt));

  EXPECT_EQ(must(listeners().find("second"))->id, "second");
  EXPECT_EQ(must(listeners().find("third"))->id, "second");
  EXPECT_FALSE(must(listeners().find("")));
}

TEST_P(ListenersContract, a_new_one_is_refused_where_one_is_already) {
  must(listeners().put(listener({"l1", "old1"}), std::nullopt));

  expect_conflict(listeners().put(listener({"l1", "new1"}), std::nullopt), "exists already");

  EXPECT_EQ(must(listeners().find("l1"))->json, json({"l1", "old1"}));
  EXPECT_EQ(must(listeners().load()).version, 1u);
}

TEST_P(ListenersContract, a_change_is_refused_when_somebody_else_was_faster) {
  must(listeners().put(listener({"l1", "seen1"}), std::nullopt));
  must(listeners().put(listener({"l1", "theirs1"}), json({"l1", "seen1"})));

  expect_conflict(listeners().put(listener({"l1", "mine1"}), json({"l1", "seen1"})),
                  "changed by somebody else");

  EXPECT_EQ(must(listeners().find("l1"))->json, json({"l1", "theirs1"}));
  EXPECT_EQ(must(listeners().load()).version, 2u);
}

TEST_P(ListenersContract, a_change_is_refused_when_the_listener_is_gone) {
  expect_conflict(listeners().put(listener({"l1"}), json({"l1"})), "deleted");

  EXPECT_FALSE(must(listeners().find("l1")));
}

TEST_P(ListenersContract, a_name_belongs_to_one_listener) {
  must(listeners().put(listener({.id = "l1", .name = "ops"}), std::nullopt));

  expect_conflict(listeners().put(listener({.id = "l2", .name = "ops"}), std::nullopt),
                  "listener l1");

  EXPECT_FALSE(must(listeners().find("l2")));
}

TEST_P(ListenersContract, keep_their_name_through_changes_and_free_it_when_erased) {
  must(listeners().put(listener({.id = "l1", .name = "ops"}), std::nullopt));
  must(listeners().put(listener({.id = "l1", .mark = "a1", .name = "ops"}),
                       json({.id = "l1", .name = "ops"})));
  must(listeners().erase("l1"));

  must(listeners().put(listener({.id = "l2", .name = "ops"}), std::nullopt));

  EXPECT_EQ(must(listeners().find("ops"))->id, "l2");
}

TEST_P(ListenersContract, any_number_may_be_without_a_name) {
  must(listeners().put(listener({"l1"}), std::nullopt));
  must(listeners().put(listener({"l2"}), std::nullopt));

  EXPECT_EQ(must(listeners().load()).all.size(), 2u);
}

TEST_P(ListenersContract, edits_tell_the_last_state_of_each_once) {
  must(listeners().put(listener({"kept"}), std::nullopt));
  const auto seen = must(listeners().load()).version;
  must(listeners().put(listener({"changed"}), std::nullopt));
  must(listeners().put(listener({"changed", "v2"}), json({"changed"})));
  must(listeners().put(listener({"erased"}), std::nullopt));
  must(listeners().erase("erased"));

  const auto edits = must(listeners().edits_since(seen));

  EXPECT_TRUE(edits.complete);
  EXPECT_EQ(edits.version, 5u);
  ASSERT_EQ(edits.edits.size(), 2u);
  EXPECT_EQ(edits.edits[0].id, "changed");
  EXPECT_EQ(edits.edits[0].now.value().json, json({"changed", "v2"}));
  EXPECT_EQ(edits.edits[1].id, "erased");
  EXPECT_FALSE(edits.edits[1].now);
}

TEST_P(ListenersContract, no_edits_since_the_current_version) {
  make_listener({"l1"});

  const auto edits = must(listeners().edits_since(1));

  EXPECT_TRUE(edits.complete);
  EXPECT_EQ(edits.version, 1u);
  EXPECT_TRUE(edits.edits.empty());
}

TEST_P(ListenersContract, edits_since_a_version_this_store_never_had_are_not_complete) {
  make_listener({"l1"});

  EXPECT_FALSE(must(listeners().edits_since(7)).complete);
  EXPECT_FALSE(must(listeners().edits_since(~std::uint64_t{0})).complete);
}

TEST_P(ListenersContract, erasing_one_that_is_not_there_is_not_found_and_no_change) {
  const auto erased = listeners().erase("nobody");

  ASSERT_FALSE(erased);
  EXPECT_EQ(erased.error().code, errc::not_found);
  EXPECT_EQ(must(listeners().load()).version, 0u);
}

TEST_P(ListenersContract, erasing_drops_what_waits_and_releases_its_events) {
  make_listener({"l1"});
  make_listener({"l2"});
  const auto shared = append_one("shared");
  settle({.settled = {shared},
          .parks = {{shared, "l1", "a", now}, {shared, "l1", "b", now}, {shared, "l2", "", now}}});
  park("l1", now);
  append_one("open");

  EXPECT_EQ(must(listeners().erase("l1")), 3u);

  EXPECT_EQ(must(parked().parked()), 1u);
  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_EQ(unsettled_bodies(), strings{"open"});
  EXPECT_EQ(due_within(much_later), strings{"l2"});
  EXPECT_EQ(claim("l2").at(0).event.body, "shared");
}

TEST_P(ListenersContract, dead_letters_stay_when_their_listener_is_erased) {
  make_listener({"l1"});
  const auto id = append_one();
  settle({.settled = {id}, .dead = {{id, "l1", "", "rejected", ""}}});

  EXPECT_EQ(must(listeners().erase("l1")), 0u);

  EXPECT_EQ(must(open().dead().count()), 1u);
  EXPECT_EQ(must(events().referenced()), 1u);
}

TEST_P(ListenersContract, an_outcome_of_an_erased_listener_changes_nothing) {
  make_listener({"l1"});
  const auto id = park("l1", now);
  claim("l1");
  must(listeners().erase("l1"));

  finish({.event = id,
          .listener = "l1",
          .park = parked_delivery{id, "l1", "", now, 2, ""},
          .bury = {}});

  expect_empty();
}

TEST_P(DurableListenersContract, survive_a_restart_with_their_version_and_edits) {
  make_listener({"l1"});
  make_listener({"l2"});

  reopen();

  EXPECT_EQ(must(listeners().load()).all.size(), 2u);
  EXPECT_EQ(must(listeners().edits_since(1)).edits.at(0).id, "l2");
}

TEST_P(DurableListenersContract, a_listener_put_elsewhere_is_in_the_version_of_the_next_read) {
  const auto other = another();
  must(other->listeners().put(listener({"l1"}), std::nullopt));
  must(other->events().write({.appends = {{"after it", ""}}}));

  EXPECT_EQ(must(events().read(std::nullopt, {1, 100})).listeners_version, 1u);
  EXPECT_TRUE(must(listeners().find("l1")));
}

} // namespace fanfare::test
