#include "messages/listener_state_json.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

const listener_state::time_point when{std::chrono::milliseconds{1'700'000'000'123}};

TEST(ListenerStateJson, holds_what_is_known_in_the_words_of_the_readme) {
  const auto json = state_to_json({.listener_id = "l1",
                                   .failing_since = when,
                                   .last_error_at = when,
                                   .last_error = "POST \"x\" -> 503",
                                   .consecutive_failures = 3});

  EXPECT_EQ(json, R"({"failing_since":"2023-11-14T22:13:20.123Z",)"
                  R"("last_error_at":"2023-11-14T22:13:20.123Z",)"
                  R"("last_error":"POST \"x\" -> 503","consecutive_failures":3})");
}

TEST(ListenerStateJson, says_who_disabled_it_and_what_holds_it) {
  const auto json = state_to_json({.listener_id = "l1",
                                   .breaker_open_since = when,
                                   .held_since = when,
                                   .disabled_by = "fanfare",
                                   .disabled_because = "410",
                                   .disabled_at = when,
                                   .failing_told = true,
                                   .disabling_told = 70});

  EXPECT_EQ(json, R"({"consecutive_failures":0,"breaker_open_since":"2023-11-14T22:13:20.123Z",)"
                  R"("held_since":"2023-11-14T22:13:20.123Z","disabled_by":"fanfare",)"
                  R"("disabled_because":"410","disabled_at":"2023-11-14T22:13:20.123Z",)"
                  R"("failing_told":true,"disabling_told":70})");
}

TEST(ListenerStateJson, is_read_back) {
  const listener_state full{.listener_id = "l1",
                            .failing_since = when,
                            .last_success = when,
                            .last_error_at = when,
                            .last_error = "ü",
                            .consecutive_failures = 4'294'967'295,
                            .breaker_open_since = when,
                            .held_since = when,
                            .disabled_by = "fanfare",
                            .disabled_because = "ü",
                            .disabled_at = when,
                            .failing_told = true,
                            .disabling_told = 90};

  EXPECT_EQ(*state_from_json("l1", state_to_json(full)), full);
  EXPECT_EQ(*state_from_json("l1", state_to_json({.listener_id = "l1"})),
            listener_state{.listener_id = "l1"});
}

TEST(ListenerStateJson, an_error_that_is_not_utf_8_is_written_all_the_same) {
  const auto read = state_from_json("l1", state_to_json({.listener_id = "l1",
                                                         .last_error = "a\xff"
                                                                       "b"}));

  ASSERT_TRUE(read);
  EXPECT_EQ(read->last_error, "a\xEF\xBF\xBD"
                              "b");
}

TEST(ListenerStateJson, members_of_a_later_version_are_passed_over) {
  const auto read = state_from_json("l1", R"({"breaker":{"open":true},"last_error":"503"})");

  ASSERT_TRUE(read);
  EXPECT_EQ(read->last_error, "503");
}

TEST(ListenerStateJson, that_is_none_is_refused_with_the_member_named) {
  const struct {
    const char* text;
    const char* named;
  } table[] = {{"", "state"},
               {"[]", "state"},
               {"{", "state"},
               {R"({"failing_since":5})", "failing_since"},
               {R"({"last_success":"yesterday"})", "last_success"},
               {R"({"last_error":null})", "last_error"},
               {R"({"consecutive_failures":-1})", "consecutive_failures"},
               {R"({"consecutive_failures":4294967296})", "consecutive_failures"},
               {R"({"consecutive_failures":1.5})", "consecutive_failures"},
               {R"({"breaker_open_since":true})", "breaker_open_since"},
               {R"({"held_since":""})", "held_since"},
               {R"({"disabled_by":1})", "disabled_by"},
               {R"({"failing_told":"yes"})", "failing_told"},
               {R"({"disabling_told":"50"})", "disabling_told"}};
  for (const auto& [text, named] : table) {
    const auto read = state_from_json("l1", text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().detail.rfind(named, 0), 0u) << text << " -> " << read.error().detail;
  }
}

} // namespace
} // namespace fanfare::test
