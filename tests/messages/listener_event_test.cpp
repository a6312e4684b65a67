#include "messages/listener_event.hpp"
#include "messages/parse_report.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

using kind = listener_event::kind;

const listener_event::time_point then{std::chrono::milliseconds{1'700'000'000'123}};

listener_event sample(kind what) {
  return {.what = what,
          .listener_id = "l1",
          .listener_name = "ops",
          .notifier_type = "http",
          .reason = "because",
          .last_error = "POST https://e.org/ -> 503",
          .failing_since = then,
          .failures = 7,
          .percent = 70,
          .disabling_at = then + std::chrono::hours{1},
          .count = 3,
          .event_id = "0123"};
}

std::string payload(kind what) {
  const auto report = report_of(sample(what));
  const std::string start = R"({"event_type":")" + std::string{type_of(what)} +
                            R"(","payload":{"listener_id":"l1","listener_name":"ops",)"
                            R"("notifier_type_id":"http",)";
  const std::string end = R"(},"call_report":null})";
  EXPECT_TRUE(report.starts_with(start)) << report;
  EXPECT_TRUE(report.ends_with(end)) << report;
  return report.substr(start.size(), report.size() - start.size() - end.size());
}

TEST(ListenerEvent, says_what_its_kind_has_to_say) {
  const std::string failing = R"("failing_since":"2023-11-14T22:13:20.123Z",)"
                              R"("consecutive_failures":7,)"
                              R"("last_error":"POST https://e.org/ -> 503")";
  EXPECT_EQ(payload(kind::failing), failing);
  EXPECT_EQ(payload(kind::recovered), R"("failing_since":"2023-11-14T22:13:20.123Z")");
  EXPECT_EQ(payload(kind::disabling_soon),
            failing + R"(,"percent":70,"disabling_at":"2023-11-14T23:13:20.123Z")");
  EXPECT_EQ(payload(kind::disabled), R"("disabled_by":"fanfare","reason":"because",)" + failing);
  EXPECT_EQ(payload(kind::dead_letter),
            R"("count":3,"reason":"because","last_answer":"POST https://e.org/ -> 503",)"
            R"("event_id":"0123")");
  EXPECT_EQ(payload(kind::quarantined), R"("reason":"because")");
}

TEST(ListenerEvent, is_a_report_that_only_the_engine_may_publish) {
  for (const auto what : {kind::failing, kind::recovered, kind::disabling_soon, kind::disabled,
                          kind::dead_letter, kind::quarantined}) {
    const auto report = report_of(sample(what));
    const auto parsed = parse_report(report, 1'000'000, report_author::engine);
    ASSERT_TRUE(parsed) << parsed.error().detail;
    EXPECT_EQ(parsed->type, type_of(what));
    EXPECT_FALSE(parse_report(report, 1'000'000));
  }
}

TEST(ListenerEvent, is_utf8_whatever_a_receiver_said) {
  auto odd = sample(kind::failing);
  odd.last_error = "a\xff"
                   "b\n\"";

  const auto parsed = parse_report(report_of(odd), 1'000'000, report_author::engine);

  EXPECT_TRUE(parsed) << parsed.error().detail;
}

} // namespace
} // namespace fanfare
