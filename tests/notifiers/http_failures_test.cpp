#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/http_receiver.hpp"

#include <gtest/gtest.h>

#include <ctime>

// What a failure tells beside the verdict: the status, when to come again, and
// what the receiver said.

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using test::attempt_for;
using test::deliver;
using test::http_receiver;
using test::listener_for;
using test::received_request;
using test::reply;

/// Delivers once to a receiver that answers so.
outcome answered(const reply& what, const std::string& more_config = "") {
  http_receiver receiver{[&](const received_request&) { return what; }};
  const auto notifier = test::loopback_notifier();
  return deliver(*notifier, attempt_for(listener_for(R"({"url":")" + receiver.url() + "\"" +
                                                     more_config + "}")));
}

outcome told_to_wait(const std::string& field, int status = 503) {
  return answered(reply::with(status, "Retry-After: " + field + "\r\n"));
}

std::string http_date(std::chrono::system_clock::time_point when) {
  const auto seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

TEST(HttpFailures, tell_how_long_the_receiver_wants_to_be_left_alone) {
  const auto said = told_to_wait("7");

  EXPECT_EQ(said.how, verdict::retry);
  EXPECT_EQ(said.status, 503u);
  EXPECT_EQ(said.retry_after, 7s);
  EXPECT_EQ(told_to_wait("1000000000", 429).retry_after, 1'000'000'000s);
}

TEST(HttpFailures, tell_it_of_a_date_too) {
  const auto said = told_to_wait(http_date(std::chrono::system_clock::now() + 1h));

  ASSERT_TRUE(said.retry_after);
  EXPECT_GT(*said.retry_after, 59min);
  EXPECT_LE(*said.retry_after, 1h);
  EXPECT_EQ(told_to_wait(http_date(std::chrono::system_clock::now() - 1h)).retry_after, 0s);
}

TEST(HttpFailures, tell_nothing_of_it_when_the_receiver_says_nothing_or_nonsense) {
  EXPECT_FALSE(told_to_wait("soon").retry_after);
  EXPECT_FALSE(told_to_wait("-7").retry_after);
  EXPECT_FALSE(answered(reply::with(503)).retry_after);
  EXPECT_FALSE(told_to_wait("7", 200).retry_after) << "a success waits for nothing";
}

TEST(HttpFailures, of_410_say_that_the_receiver_is_gone) {
  const auto said = answered(reply::with(410, "", "we moved out"));

  EXPECT_EQ(said.how, verdict::gone);
  EXPECT_EQ(said.status, 410u);
  EXPECT_NE(said.detail.find("-> 410 Gone"), std::string::npos) << said.detail;
  EXPECT_EQ(said.answer, "we moved out");
}

TEST(HttpFailures, of_redirects_are_rejections_that_lead_nowhere) {
  http_receiver elsewhere;
  for (const int status : {301, 302, 303, 307, 308}) {
    const auto said = answered(reply::with(status, "Location: " + elsewhere.url() + "\r\n"));

    EXPECT_EQ(said.how, verdict::rejected);
    EXPECT_EQ(said.status, static_cast<std::uint32_t>(status));
    EXPECT_NE(said.detail.find("redirects are not followed"), std::string::npos) << said.detail;
  }
  EXPECT_EQ(elsewhere.connections(), 0u);
}

TEST(HttpFailures, show_the_beginning_of_what_was_said) {
  const auto said =
      answered(reply::with(422, "", "no field 'tenant'\r\n\x1B[2J" + std::string(5'000, 'x')));

  EXPECT_EQ(said.answer.size(), 1'024u);
  EXPECT_TRUE(said.answer.starts_with("no field 'tenant'  ?[2Jxxx")) << said.answer;
}

TEST(HttpFailures, show_it_also_when_the_answer_does_not_end_in_time) {
  http_receiver receiver{[](const received_request&) {
    return reply{.head = "HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nthe disk is",
                 .after = reply::ending::hang};
  }};
  const auto notifier = test::loopback_notifier();
  auto one = attempt_for(test::listener_at(receiver.url()));
  one.timeout = 300ms;

  const auto said = deliver(*notifier, std::move(one));

  EXPECT_EQ(said.how, verdict::retry);
  EXPECT_EQ(said.status, 500u);
  EXPECT_EQ(said.answer, "the disk is");
}

TEST(HttpFailures, show_no_secret_that_the_receiver_says_back) {
  http_receiver echo{[](const received_request& request) {
    return reply::with(401, "",
                       R"({"target":")" + request.target + R"(","authorization":")" +
                           request.header("authorization") + R"(","password":"hunter22"})");
  }};
  const auto notifier = test::loopback_notifier();
  const auto to = listener_for(R"({"url":")" + echo.url("/hook?token=abc%2Fdef&page=2") +
                               R"(","username":"bob","password":"hunter22"})");

  const auto said = deliver(*notifier, attempt_for(to));

  EXPECT_EQ(said.answer, R"({"target":"/hook?********","authorization":"Basic ********",)"
                         R"("password":"********"})");
}

TEST(HttpFailures, of_a_success_hold_nothing_but_the_status) {
  const auto said = answered(reply::with(202, "", "thank you"));

  EXPECT_EQ(said.how, verdict::delivered);
  EXPECT_EQ(said.status, 202u);
  EXPECT_EQ(said.answer, "");
  EXPECT_EQ(said.detail, "");
}

TEST(HttpFailures, in_transport_have_no_status_and_no_answer) {
  const auto said = answered(reply::hang_up());

  EXPECT_EQ(said.how, verdict::retry);
  EXPECT_EQ(said.status, 0u);
  EXPECT_EQ(said.answer, "");
}

} // namespace
} // namespace fanfare
