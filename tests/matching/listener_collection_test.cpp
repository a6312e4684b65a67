#include "matching/listener_collection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

using names = std::vector<std::string>;

ready_listener_ptr ready(const std::string& id, const std::string& type,
                         const std::string& filter = {}) {
  listener one;
  one.id = id;
  one.event_types = {type};
  one.filter = filter;
  auto made = std::make_shared<ready_listener>();
  made->what = std::make_shared<const listener>(std::move(one));
  return made;
}

names matching(const index_ptr& in, const std::string& type, const std::string& event = "{}") {
  std::vector<const ready_listener_ptr*> found;
  in->match(type, std::string_view{event}, found);
  names ids;
  for (const auto* each : found)
    ids.push_back((*each)->what->id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

/// Puts listeners whose names are numbers.
void put_many(listener_collection& into, int begin, int end) {
  for (int i = begin; i < end; ++i)
    into.put(ready(std::to_string(i), "t" + std::to_string(i % 50),
                   R"({"n":[)" + std::to_string(i) + "]}"));
}

names matching_number(const index_ptr& in, int n) {
  return matching(in, "t" + std::to_string(n % 50), R"({"n":)" + std::to_string(n) + "}");
}

TEST(ListenerCollection, keeps_what_is_put_while_all_layers_are_merged) {
  listener_collection all;
  put_many(all, 0, 3'000);
  all.snapshot(1);
  put_many(all, 0, 1'500);
  all.snapshot(2);
  const auto order = all.order_merge();
  ASSERT_TRUE(order);
  all.put(ready("old field", "x", R"({"other":[1],"n":[1]})"));
  all.put(ready("twice", "x", R"({"n":[2]})"));
  all.put(ready("twice", "x", R"({"n":[3]})"));
  all.put(ready("gone", "x"));
  all.erase("gone");

  all.take(merge(*order));
  const auto now = all.snapshot(3);

  EXPECT_EQ(matching(now, "x", R"({"other":1,"n":1})"), names{"old field"});
  EXPECT_EQ(matching(now, "x", R"({"n":2})"), names{});
  EXPECT_EQ(matching(now, "x", R"({"n":3})"), names{"twice"});
  EXPECT_EQ(now->size(), 3'002u);
}

TEST(ListenerCollection, snapshots_have_what_was_changed_before_them_and_stay_so) {
  listener_collection all;
  all.put(ready("a", "x"));
  const auto first = all.snapshot(1);
  all.put(ready("a", "y"));
  all.put(ready("b", "x"));
  const auto second = all.snapshot(2);
  all.erase("a");
  const auto third = all.snapshot(3);

  EXPECT_EQ(matching(first, "x"), names{"a"});
  EXPECT_EQ(matching(second, "x"), names{"b"});
  EXPECT_EQ(matching(second, "y"), names{"a"});
  EXPECT_EQ(matching(third, "y"), names{});
  EXPECT_EQ(third->find("a"), nullptr);
  EXPECT_NE(third->find("b"), nullptr);
  EXPECT_EQ(first->size(), 1u);
  EXPECT_EQ(second->size(), 2u);
  EXPECT_EQ(third->size(), 1u);
  EXPECT_EQ(third->version(), 3u);
}

TEST(ListenerCollection, keeps_the_last_of_several_changes_between_snapshots) {
  listener_collection all;
  all.put(ready("a", "x"));
  all.put(ready("a", "y"));
  all.erase("a");
  all.put(ready("a", "z"));
  all.put(ready("b", "z"));
  all.erase("b");
  all.erase("never there");

  EXPECT_EQ(all.ids(), std::unordered_set<std::string>{"a"});
  EXPECT_EQ(all.find("b"), nullptr);
  EXPECT_EQ(matching(all.snapshot(1), "z"), names{"a"});
}

TEST(ListenerCollection, an_event_is_matched_with_filters_of_all_layers) {
  listener_collection all;
  put_many(all, 0, 5'000);
  all.snapshot(1);
  all.put(ready("new field", "t7", R"({"m":["odd"]})"));
  const auto now = all.snapshot(2);

  EXPECT_EQ(matching(now, "t7", R"({"n":4957,"m":"odd"})"), (names{"4957", "new field"}));
}

TEST(ListenerCollection, orders_no_merge_for_a_few_changes) {
  listener_collection all;
  put_many(all, 0, 5'000);
  all.snapshot(1);
  put_many(all, 0, 100);
  all.snapshot(2);

  EXPECT_FALSE(all.order_merge());
}

TEST(ListenerCollection, what_changes_during_a_merge_is_neither_lost_nor_undone) {
  listener_collection all;
  put_many(all, 0, 5'000);
  all.snapshot(1);
  put_many(all, 5'000, 9'000);
  all.snapshot(2);
  const auto order = all.order_merge();
  ASSERT_TRUE(order);
  EXPECT_FALSE(all.order_merge());
  all.erase("17");
  all.put(ready("18", "other"));
  all.put(ready("fresh", "t9", R"({"fresh":[true]})"));
  all.snapshot(3);
  all.erase("19");

  all.take(merge(*order));
  const auto now = all.snapshot(4);

  EXPECT_EQ(matching_number(now, 17), names{});
  EXPECT_EQ(matching_number(now, 18), names{});
  EXPECT_EQ(matching_number(now, 19), names{});
  EXPECT_EQ(matching(now, "other"), names{"18"});
  EXPECT_EQ(matching(now, "t9", R"({"fresh":true,"n":8959})"), (names{"8959", "fresh"}));
  EXPECT_EQ(now->size(), 8'999u);
  EXPECT_EQ(now->find("17"), nullptr);
  EXPECT_FALSE(all.order_merge());
}

TEST(ListenerCollection, merges_a_layer_that_is_mostly_gone) {
  listener_collection all;
  put_many(all, 0, 5'000);
  all.snapshot(1);
  for (int i = 0; i < 4'000; ++i)
    all.erase(std::to_string(i));
  all.snapshot(2);

  const auto order = all.order_merge();
  ASSERT_TRUE(order);
  const auto made = merge(*order);
  all.take(made);

  EXPECT_EQ(made.layer->size(), 1'000u);
  EXPECT_EQ(matching_number(all.snapshot(3), 4'001), names{"4001"});
}

TEST(ListenerCollection, agrees_with_an_index_made_at_once_after_random_changes) {
  std::mt19937 random{20'261'124};
  const auto below = [&random](unsigned most) { return static_cast<int>(random() % most); };
  listener_collection all;
  std::map<std::string, ready_listener_ptr> expected;
  std::optional<merge_order> order;
  for (int turn = 0; turn < 150; ++turn) {
    for (int left = below(turn % 10 == 0 ? 2'500 : 20); left > 0; --left) {
      const auto id = std::to_string(below(6'000));
      if (below(4) == 0) {
        all.erase(id);
        expected.erase(id);
        continue;
      }
      const auto one = ready(id, "t" + std::to_string(below(5)),
                             R"({"f)" + std::to_string(below(30)) + R"(":[1]})");
      all.put(one);
      expected[id] = one;
    }
    const auto now = all.snapshot(static_cast<std::uint64_t>(turn));
    std::vector<ready_listener_ptr> listed;
    for (const auto& [id, one] : expected)
      listed.push_back(one);
    const auto at_once = std::make_shared<const listener_index>(1, std::move(listed));
    const auto type = "t" + std::to_string(below(5));
    const auto event = R"({"f)" + std::to_string(below(30)) + R"(":1})";
    ASSERT_EQ(matching(now, type, event), matching(at_once, type, event)) << "turn " << turn;
    ASSERT_EQ(now->size(), expected.size()) << "turn " << turn;
    ASSERT_EQ(all.ids().size(), expected.size()) << "turn " << turn;
    if (order && turn % 3 == 0)
      all.take(merge(*std::exchange(order, std::nullopt)));
    if (!order)
      order = all.order_merge();
  }
}

} // namespace
} // namespace fanfare::test
