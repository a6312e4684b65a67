#include "cli/document.hpp"
#include "cli/suggestion.hpp"
#include "cli/text_layout.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fanfare {
namespace {

using nlohmann::json;

TEST(TextLayout, a_line_may_be_exactly_as_long_as_the_width) {
  EXPECT_EQ(hanging("ab: ", "cd ef", 9), "ab: cd ef");
  EXPECT_EQ(hanging("ab: ", "cd ef", 8), "ab: cd\n    ef");
}

TEST(TextLayout, a_word_longer_than_the_line_stays_whole) {
  EXPECT_EQ(hanging("x ", "a http://long.example/path b", 10),
            "x a\n  http://long.example/path\n  b");
}

TEST(TextLayout, an_empty_text_leaves_the_prefix_with_its_spaces) {
  EXPECT_EQ(hanging("Notifier Config:   ", "", 80), "Notifier Config:   ");
}

TEST(TextLayout, columns_are_code_points) {
  EXPECT_EQ(columns("Zoë"), 3u);
  EXPECT_EQ(padded("Zoë", 5), "Zoë  ");
}

TEST(TextLayout, what_could_steer_a_terminal_becomes_harmless) {
  EXPECT_EQ(printable("a\nb\tc\rd"), "a b c d");
  EXPECT_EQ(printable("\x1b[31mred\x07\x7f"), "?[31mred??");
  EXPECT_EQ(printable("\xC2\x9B"), "?") << "a C1 control in UTF-8";
}

TEST(TextLayout, text_that_is_utf8_is_kept_and_other_bytes_are_marked) {
  EXPECT_EQ(printable("Zoë – 日本 😀"), "Zoë – 日本 😀");
  EXPECT_EQ(printable("a\xFF\xC3"), "a??");
  EXPECT_EQ(printable("\xED\xA0\x80"), "???") << "a surrogate";
  EXPECT_EQ(printable("\xC0\x80"), "??") << "an overlong form";
}

TEST(TextLayout, utf8_is_told_from_other_bytes) {
  for (auto good : {"", "abc", "Zoë", "😀"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (auto bad : {"\xFF", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xF4\x90\x80\x80", "\xED\xA0\x80"})
    EXPECT_FALSE(is_utf8(bad)) << testing::PrintToString(bad);
}

TEST(Document, is_laid_out_as_pulp_did) {
  json listener{{"event_types", {"repo.sync.start", "repo.sync.finish"}},
                {"id", "50bf51ffdd01fb5b9d000003"},
                {"notifier_config",
                 {{"url", "https://h/api"},
                  {"username", "me"},
                  {"password", "letmein"},
                  {"ca_path", "ca.pem"}}},
                {"notifier_type_id", "http"}};

  EXPECT_EQ(layout_of(listener, 80), "Event Types:       repo.sync.start, repo.sync.finish\n"
                                     "Id:                50bf51ffdd01fb5b9d000003\n"
                                     "Notifier Config:   \n"
                                     "  CA Path:  ca.pem\n"
                                     "  Password: letmein\n"
                                     "  URL:      https://h/api\n"
                                     "  Username: me\n"
                                     "Notifier Type Id:  http\n");
}

TEST(Document, hides_keys_that_begin_with_an_underscore) {
  EXPECT_EQ(layout_of({{"_href", "/x"}, {"id", "1"}}, 80), "Id:  1\n");
}

TEST(Document, writes_values_as_python_does) {
  EXPECT_EQ(layout_of({{"a", true}, {"b", false}, {"c", nullptr}, {"d", 5}}, 80),
            "A:  True\nB:  False\nC:  None\nD:  5\n");
}

TEST(Document, a_line_break_in_a_value_becomes_a_space) {
  EXPECT_EQ(layout_of({{"name", "a\nb"}}, 80), "Name:  a b\n");
}

TEST(Document, labels_with_other_letters_are_aligned_by_code_points) {
  EXPECT_EQ(layout_of({{"größe", "x"}, {"laenge", "y"}}, 80), "Größe:   x\nLaenge:  y\n");
}

TEST(Document, an_empty_object_prints_nothing) { EXPECT_EQ(layout_of(json::object(), 80), ""); }

TEST(Suggestion, is_made_only_for_what_is_near) {
  EXPECT_EQ(nearest_word("--event-tpye", {"--url", "--event-type"}), "--event-type");
  EXPECT_EQ(nearest_word("--urll", {"--url", "--event-type"}), "--url");
  EXPECT_EQ(nearest_word("zebra", {"list", "show"}), "");
  EXPECT_EQ(nearest_word("anything", {}), "");
}

TEST(Suggestion, a_very_long_word_is_not_compared) {
  EXPECT_EQ(nearest_word(std::string(1'000'000, 'x'), {"--url"}), "");
}

} // namespace
} // namespace fanfare
