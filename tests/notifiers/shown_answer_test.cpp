#include "messages/utf8.hpp"
#include "notifiers/shown_answer.hpp"

#include <gtest/gtest.h>

#include <random>

namespace fanfare {
namespace {

const std::vector<std::string> none;

TEST(ShownAnswer, is_what_was_said) {
  EXPECT_EQ(shown_answer(R"({"error":"no such tenant"})", none), R"({"error":"no such tenant"})");
  EXPECT_EQ(shown_answer("", none), "");
  EXPECT_EQ(shown_answer("d\xC3\xBCrfen wir nicht \xE2\x82\xAC", none),
            "d\xC3\xBCrfen wir nicht \xE2\x82\xAC");
}

TEST(ShownAnswer, steers_no_terminal) {
  EXPECT_EQ(shown_answer("<p>\r\n\tno\n</p>\n", none), "<p>   no </p>");
  EXPECT_EQ(shown_answer("\x1B[31mred\x07\x7F", none), "?[31mred??");
  EXPECT_EQ(shown_answer("\xC2\x9B"
                         "31m \xE2\x80\xAEtxt.exe",
                         none),
            "?31m ?txt.exe");
  EXPECT_EQ(shown_answer(std::string{"a\0b", 3}, none), "a?b");
}

TEST(ShownAnswer, is_utf8_whatever_came) {
  EXPECT_EQ(shown_answer("\xFF\xFE ok \xC3", none), "?? ok ?");
  std::mt19937 random{42};
  for (int turn = 0; turn < 1'000; ++turn) {
    std::string bytes(random() % 64, '\0');
    for (auto& byte : bytes)
      byte = static_cast<char>(random());
    std::string_view shown = bytes;
    const auto text = shown_answer(bytes, none);
    for (shown = text; !shown.empty(); shown.remove_prefix(utf8_length(shown)))
      ASSERT_GT(utf8_length(shown), 0u) << "turn " << turn;
  }
}

TEST(ShownAnswer, is_cut_at_a_character) {
  EXPECT_EQ(shown_answer(std::string(5'000, 'x'), none), std::string(1'024, 'x'));
  std::string euros;
  for (int i = 0; i < 400; ++i)
    euros += "\xE2\x82\xAC";

  const auto shown = shown_answer("x" + euros, none);

  EXPECT_EQ(shown.size(), 1'024u);
  EXPECT_TRUE(shown.ends_with("\xE2\x82\xAC"));
}

TEST(ShownAnswer, masks_secrets_wherever_they_stand) {
  const std::vector<std::string> secrets{"hunter22", "Ym9iOmh1bnRlcjIy"};

  EXPECT_EQ(shown_answer("hunter22 is wrong, bob:hunter22", secrets),
            "******** is wrong, bob:********");
  EXPECT_EQ(shown_answer(R"({"authorization":"Basic Ym9iOmh1bnRlcjIy"})", secrets),
            R"({"authorization":"Basic ********"})");
  EXPECT_EQ(shown_answer("hunter2 hunte", secrets), "hunter2 ********") << "the end may cut one";
  EXPECT_EQ(shown_answer("touch", secrets), "touch");
}

TEST(ShownAnswer, masks_the_longest_of_secrets_that_overlap) {
  EXPECT_EQ(shown_answer("x=tokentoken;", {"token", "tokentoken"}), "x=********;");
}

TEST(ShownAnswer, masks_secrets_that_json_has_escaped) {
  EXPECT_EQ(shown_answer(R"({"p":"pa\"ss\/word\\"})", {R"(pa"ss/word\)"}), R"({"p":"********\"})")
      << "an escaped backslash is two of them";
  EXPECT_EQ(shown_answer(R"(Basic QUJD\/REVG)", {"QUJD/REVG"}), "Basic ********");
}

TEST(ShownAnswer, shows_no_part_of_a_secret_that_the_end_of_what_is_read_cuts) {
  // Masks are shorter than what they stand for, so that the end of what was read comes in sight.
  const std::string secret(1'000, 's');
  std::string said;
  for (int i = 0; i < 4; ++i)
    said += secret + ".";
  said += std::string(longest_read_answer - said.size() - 2, ' ') + "the-other-secret";

  const auto shown = shown_answer(said, {secret, "the-other-secret"});

  EXPECT_EQ(shown, "********.********.********.********." + std::string(90, ' ') + "********");
}

TEST(ShownAnswer, is_hidden_as_a_whole_if_a_very_short_secret_is_in_it) {
  EXPECT_EQ(shown_answer("payment refused", {"pay"}), "********");
  EXPECT_EQ(shown_answer("nothing of it", {"pay"}), "nothing of it");
  EXPECT_EQ(shown_answer("anything", {""}), "anything");
}

} // namespace
} // namespace fanfare
