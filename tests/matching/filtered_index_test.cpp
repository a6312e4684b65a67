#include "matching/event_type_pattern.hpp"
#include "matching/listener_index.hpp"
#include "messages/parse_report.hpp"
#include "tests/matching/naive_filter.hpp"
#include "tests/matching/random_filters.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

using names = std::vector<std::string>;
using name_set = std::multiset<std::string>; ///< They come in no order.

ready_listener_ptr ready(std::string id, names patterns, const std::string& asked) {
  listener what;
  what.id = std::move(id);
  what.event_types = std::move(patterns);
  what.filter = asked;
  ready_listener made;
  made.what = std::make_shared<const listener>(std::move(what));
  return std::make_shared<const ready_listener>(std::move(made));
}

name_set ids(const listener_index& index, std::string_view type, event_text event) {
  std::vector<const ready_listener_ptr*> matched;
  index.match(type, event, matched);
  name_set found;
  for (const auto* each : matched)
    found.insert((*each)->what->id);
  return found;
}

TEST(FilteredIndex, wants_the_type_and_the_filter_to_fit) {
  const listener_index index{1,
                             {ready("a", {"x.*"}, R"({"payload":{"n":[1]}})"),
                              ready("b", {"y"}, R"({"payload":{"n":[1]}})"),
                              ready("c", {"x.z"}, ""),
                              ready("d", {"*"}, R"({"payload":{"n":[2]}})")}};

  EXPECT_EQ(ids(index, "x.z", R"({"payload":{"n":1.0}})"), (name_set{"a", "c"}));
  EXPECT_EQ(ids(index, "x.z", R"({"payload":{"n":2}})"), (name_set{"c", "d"}));
  EXPECT_EQ(ids(index, "y", R"({"payload":{"n":1}})"), name_set{"b"});
  EXPECT_EQ(ids(index, "x.z", "{}"), name_set{"c"});
}

TEST(FilteredIndex, reads_events_as_deep_as_ingest_takes_them) {
  const listener_index index{1, {ready("a", {"*"}, R"({"p":[1]})")}};
  const auto nested = [](std::size_t depth) {
    return R"({"event_type":"x","p":)" + std::string(depth - 1, '[') + "1" +
           std::string(depth - 1, ']') + "}";
  };

  for (const std::size_t depth : {1U, 63U, 64U}) {
    const auto event = nested(depth);
    EXPECT_TRUE(parse_report(event, event.size())) << depth;
    EXPECT_EQ(ids(index, "x", std::string_view{event}), name_set{"a"}) << depth;
  }
  EXPECT_FALSE(parse_report(nested(65), 1'000));
}

TEST(FilteredIndex, does_not_mix_up_one_event_with_the_next) {
  const listener_index first{
      1, {ready("a", {"*"}, R"({"n":[1]})"), ready("b", {"*"}, R"({"m":[1]})")}};
  const listener_index second{2, {ready("c", {"*"}, R"({"m":[{"exists":false}]})")}};

  EXPECT_EQ(ids(first, "x", R"({"n":1})"), name_set{"a"});
  EXPECT_EQ(ids(second, "x", R"({"n":1})"), name_set{"c"});
  EXPECT_EQ(ids(first, "x", R"({"m":1})"), name_set{"b"});
  EXPECT_EQ(ids(second, "x", R"({"m":1})"), name_set{});
  EXPECT_EQ(ids(first, "x", "{}"), name_set{});
}

TEST(FilteredIndex, gives_events_of_the_engine_only_to_patterns_that_name_them) {
  const listener_index index{1,
                             {ready("a", {"*"}, R"({"n":[1]})"), ready("b", {"#"}, R"({"n":[1]})"),
                              ready("c", {"fanfare.*"}, R"({"n":[1]})"),
                              ready("d", {"fanfare.*"}, R"({"n":[2]})")}};

  EXPECT_EQ(ids(index, "fanfare.listener", R"({"n":1})"), name_set{"c"});
}

TEST(FilteredIndex, agrees_with_the_language_for_many_listeners_at_once) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  random_filters make{seed};
  const names types{"a.b", "a.c", "b"};
  const names patterns{"a.b", "a.*", "#", "*", "b"};
  std::size_t matched = 0;
  std::size_t early = 0;

  for (int round = 0; round < 10; ++round) {
    std::vector<ready_listener_ptr> all;
    for (int i = 0; i < 600; ++i)
      all.push_back(ready(std::to_string(i), {patterns[random() % patterns.size()]},
                          random() % 10 == 0  ? std::string{}
                          : random() % 3 == 0 ? make.pair()
                                              : make.filter()));
    const listener_index index{1, all};
    for (int i = 0; i < 50; ++i) {
      const auto& type = types[random() % types.size()];
      auto event = make.event();
      event.insert(1, event == "{}" ? R"("event_type":"a")" : R"("event_type":"a",)");
      const auto parsed = parse_report(event, event.size());
      const bool distinct = parsed && parsed->distinct_keys;
      early += distinct ? 1 : 0;
      const auto tree = read_naively(event);
      name_set expected;
      for (const auto& each : all)
        if (matches(each->what->event_types.front(), type) &&
            (each->what->filter.empty() || naively_matches(read_naively(each->what->filter), tree)))
          expected.insert(each->what->id);
      matched += expected.size();
      ASSERT_EQ(ids(index, type, {event, distinct}), expected) << type << ' ' << event;
    }
  }

  EXPECT_GT(matched, 10'000u) << "filters and events hardly ever met";
  EXPECT_GT(early, 100u) << "hardly any event had distinct keys";
}

} // namespace
} // namespace fanfare::test
