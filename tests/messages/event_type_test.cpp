#include "messages/event_type.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

TEST(EventType, is_dotted_names) {
  for (std::string_view good : {"a", "repo.sync.start", "A-1.b_2", "-", "_", "0.0"})
    EXPECT_TRUE(is_event_type(good)) << good;
  EXPECT_TRUE(is_event_type(std::string(255, 'a')));

  for (std::string_view bad : {"", ".", "a.", ".a", "a..b", "a b", " a", "a.*", "#", "a/b", "é"})
    EXPECT_FALSE(is_event_type(bad)) << bad;
  EXPECT_FALSE(is_event_type(std::string(256, 'a')));
  EXPECT_FALSE(is_event_type(std::string_view{"a\0b", 3}));
}

TEST(EventType, is_the_engines_own_under_fanfare_only) {
  EXPECT_TRUE(is_engine_type("fanfare.listener.disabled"));
  EXPECT_FALSE(is_engine_type("fanfare"));
  EXPECT_FALSE(is_engine_type("fanfares.x"));
  EXPECT_FALSE(is_engine_type("repo.fanfare.x"));
}

TEST(Pattern, is_segments_of_names_and_wildcards) {
  for (std::string_view good : {"*", "#", "repo.sync.start", "repo.*.finish", "repo.#", "#.start",
                                "a.#.b.#", "*.*", "#.#", "a-b_c.0"})
    EXPECT_TRUE(check_pattern(good)) << good;
  EXPECT_TRUE(check_pattern(std::string(255, 'a')));
}

TEST(Pattern, is_refused_with_what_to_write_instead) {
  struct {
    std::string pattern;
    std::string words;
  } const table[] = {
      {"rep*", "event_types: 'rep*': a segment is a name, '*' or '#'; to match every type under "
               "repo write 'repo.#'"},
      {"repo.s*.x", "'repo.s*.x': a segment is a name"},
      {"**", "'**': a segment is a name"},
      {"repo.##", "'repo.##': a segment is a name"},
      {"", "event_types: '': a pattern is never empty"},
      {"repo..start", "'repo..start': there is nothing between two dots"},
      {".repo", "before or after one"},
      {"repo.", "before or after one"},
      {"repo sync", "'repo sync': a name is made of"},
      {" *", "' *'"},
      {"a\nb", "'a?b'"},
      {std::string(256, 'a'), "aaa…': a pattern has at most 255 bytes, this one has 256"},
  };

  for (const auto& [pattern, words] : table) {
    auto checked = check_pattern(pattern);

    ASSERT_FALSE(checked) << pattern;
    EXPECT_EQ(checked.error().code, errc::invalid_listener);
    EXPECT_NE(checked.error().detail.find(words), std::string::npos) << checked.error().detail;
  }
}

} // namespace
} // namespace fanfare
