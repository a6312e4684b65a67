#include "matching/event_type_pattern.hpp"
#include "matching/listener_index.hpp"
#include "messages/parse_report.hpp"
#include "tests/matching/naive_filter.hpp"
#include "tests/matching/random_filters.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <optional>
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

/// A list with one item a name.
std::string list_of(std::size_t count, const std::string& before, const std::string& behind) {
  std::string made;
  for (std::size_t i = 0; i < count; ++i)
    made += (i == 0 ? "" : ",") + before + std::to_string(i) + behind;
  return "[" + made + "]";
}

TEST(FilteredIndex, finds_pairs_among_many_values_of_both_fields) {
  std::vector<ready_listener_ptr> all;
  for (int i = 0; i < 1'200; ++i)
    all.push_back(ready(std::to_string(i), {"*"},
                        R"({"k":["k"],"n":["n)" + std::to_string(i % 60) + R"("],"s":["s)" +
                            std::to_string(i % 3) + "\"]}"));
  const listener_index index{1, all};

  const auto event = R"({"k":"k","s":"s1","n":)" + list_of(60, "\"n", "\"") + "}";
  const auto found = ids(index, "x", std::string_view{event});

  EXPECT_EQ(found.size(), 400u);
}

TEST(FilteredIndex, knows_all_the_places_of_a_value) {
  const listener_index index{
      1,
      {ready("a", {"*"}, R"({"u":{"n":["x"],"v":[{"numeric":[">",0]}]}})"),
       ready("b", {"*"}, R"({"u":{"n":["x","y"],"v":[{"numeric":["<",0]}]}})")}};

  EXPECT_EQ(ids(index, "x", R"({"u":[{"n":"x","v":0},{"n":"x","v":1}]})"), name_set{"a"});
  EXPECT_EQ(ids(index, "x", R"({"u":[{"n":"x","v":0},{"n":"y","v":-1}]})"), name_set{"b"});
  EXPECT_EQ(ids(index, "x", R"({"u":[{"n":"z","v":1},{"n":"x","v":0}]})"), name_set{});
}

TEST(FilteredIndex, knows_that_a_range_was_found_for_the_first_of_its_values_only) {
  const listener_index index{
      1, {ready("a", {"*"}, R"({"u":{"n":[{"numeric":[">",0]}],"k":[{"anything-but":["y"]}]}})")}};

  EXPECT_EQ(ids(index, "x", R"({"u":[{"n":3,"k":"y"},{"n":3,"k":"x"}]})"), name_set{"a"});
  EXPECT_EQ(ids(index, "x", R"({"u":[{"n":3,"k":"y"},{"n":0,"k":"x"}]})"), name_set{});
}

TEST(FilteredIndex, asks_of_long_arrays_what_it_would_ask_of_short_ones) {
  std::vector<ready_listener_ptr> all;
  for (int i = 0; i < 100; ++i)
    all.push_back(ready(std::to_string(i), {"*"},
                        R"({"u":{"n":["n)" + std::to_string(i) + R"("],"v":[{"prefix":"v)" +
                            std::to_string(i % 50) + R"(x"}],"w":[1]}})"));
  const listener_index index{1, all};
  std::string units;
  name_set expected;
  for (int i = 0; i < 100; ++i) {
    const bool right = i % 50 == i || i % 7 == 0;
    units += (i == 0 ? R"({"n":"n)" : R"(,{"n":"n)") + std::to_string(i) + R"(","v":"v)" +
             std::to_string(right ? i % 50 : i) + R"(x!","w":)" + (i % 2 == 0 ? "1" : "2") + "}";
    if (right && i % 2 == 0)
      expected.insert(std::to_string(i));
  }

  const auto event = R"({"u":[)" + units + "]}";
  EXPECT_EQ(ids(index, "x", std::string_view{event}), expected);
}

TEST(FilteredIndex, tells_letters_apart_that_are_folded_alike) {
  const listener_index index{
      1,
      {ready("eszett", {"*"}, R"({"a":[{"equals-ignore-case":"straße"}]})"),
       ready("ascii", {"*"}, R"({"a":[{"equals-ignore-case":"strasse"}]})"),
       ready("kelvin", {"*"}, R"({"a":[{"equals-ignore-case":"\u212a"}]})"),
       ready("long s", {"*"}, R"({"a":[{"prefix":{"equals-ignore-case":"ſé"}}]})")}};

  EXPECT_EQ(ids(index, "x", R"({"a":"STRASSE"})"), (name_set{"ascii", "eszett"}));
  EXPECT_EQ(ids(index, "x", R"({"a":"straße"})"), name_set{"eszett"});
  EXPECT_EQ(ids(index, "x", R"({"a":"strasse"})"), name_set{"ascii"});
  EXPECT_EQ(ids(index, "x", R"({"a":"straſſe"})"), name_set{});
  EXPECT_EQ(ids(index, "x", R"({"a":"K"})"), name_set{});
  EXPECT_EQ(ids(index, "x", R"({"a":"\u212a"})"), name_set{"kelvin"});
  EXPECT_EQ(ids(index, "x", R"({"a":"SÉa"})"), name_set{"long s"});
  EXPECT_EQ(ids(index, "x", R"({"a":"sÉa"})"), name_set{});
}

TEST(FilteredIndex, agrees_with_the_language_for_many_listeners_at_once) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::cout << "seed " << seed << '\n';
  std::mt19937 random{seed};
  random_filters make{seed};
  const names types{"a.b", "a.c", "b"};
  const names patterns{"a.b", "a.*", "#", "*", "b"};
  std::size_t matched = 0;
  std::size_t early = 0;

  for (int round = 0; round < 10; ++round) {
    std::vector<ready_listener_ptr> all;
    std::vector<std::optional<naive_json>> trees;
    for (int i = 0; i < 300; ++i) {
      all.push_back(ready(std::to_string(i), {patterns[random() % patterns.size()]},
                          random() % 10 == 0  ? std::string{}
                          : random() % 3 == 0 ? make.pair()
                                              : make.filter()));
      const auto& asked = all.back()->what->filter;
      trees.push_back(asked.empty() ? std::nullopt : std::optional{read_naively(asked)});
    }
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
      for (std::size_t k = 0; k < all.size(); ++k)
        if (matches(all[k]->what->event_types.front(), type) &&
            (!trees[k] || naively_matches(*trees[k], tree)))
          expected.insert(all[k]->what->id);
      matched += expected.size();
      ASSERT_EQ(ids(index, type, {event, distinct}), expected) << type << ' ' << event;
    }
  }

  EXPECT_GT(matched, 5'000u) << "filters and events hardly ever met";
  EXPECT_GT(early, 100u) << "hardly any event had distinct keys";
}

} // namespace
} // namespace fanfare::test
