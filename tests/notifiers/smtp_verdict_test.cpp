#include "notifiers/smtp_verdict.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

outcome judged(const smtp_ending& ending) { return judge("a@b.c", "mail:25", ending); }

TEST(SmtpVerdict, takes_what_fails_before_a_session_stands_for_a_server_that_is_away) {
  const smtp_ending failures[] = {
      {.code = CURLE_COULDNT_CONNECT, .os_error = ECONNREFUSED},
      {.code = CURLE_COULDNT_RESOLVE_HOST},
      {.code = CURLE_OPERATION_TIMEDOUT, .timeout = 15s, .patience = 15s},
      {.code = CURLE_WEIRD_SERVER_REPLY, .status = 421, .reply = "421 too busy"},
      {.code = CURLE_WEIRD_SERVER_REPLY, .status = 554, .reply = "554 no"},
      {.code = CURLE_LOGIN_DENIED, .status = 535},
      {.code = CURLE_USE_SSL_FAILED},
      {.code = CURLE_PEER_FAILED_VERIFICATION},
  };

  for (const auto& each : failures) {
    EXPECT_TRUE(server_is_away(each)) << each.code;
    EXPECT_EQ(judged(each).how, verdict::unsent) << each.code;
  }
}

TEST(SmtpVerdict, blames_no_server_for_a_listener_that_has_no_patience) {
  const smtp_ending hasty{.code = CURLE_OPERATION_TIMEDOUT, .timeout = 100ms, .patience = 100ms};
  const smtp_ending late{.code = CURLE_OPERATION_TIMEDOUT, .timeout = 15s, .patience = 4'999ms};

  for (const auto& each : {hasty, late}) {
    EXPECT_FALSE(server_is_away(each));
    EXPECT_EQ(judged(each).how, verdict::retry);
  }
}

TEST(SmtpVerdict, blames_no_server_for_want_of_memory) {
  EXPECT_FALSE(server_is_away({.code = CURLE_OUT_OF_MEMORY}));
}

TEST(SmtpVerdict, retries_what_fails_once_a_session_stands) {
  for (const auto step : {smtp_step::sender, smtp_step::address, smtp_step::data, smtp_step::text})
    for (const auto& each :
         {smtp_ending{.code = CURLE_SEND_ERROR, .asked = step, .status = 451},
          smtp_ending{.code = CURLE_RECV_ERROR, .asked = step},
          smtp_ending{
              .code = CURLE_OPERATION_TIMEDOUT, .asked = step, .timeout = 15s, .patience = 15s}}) {
      EXPECT_FALSE(server_is_away(each));
      EXPECT_EQ(judged(each).how, verdict::retry);
    }
}

TEST(SmtpVerdict, rejects_for_good_what_is_refused_for_good_and_not_the_sender) {
  for (const auto step : {smtp_step::address, smtp_step::data, smtp_step::text})
    EXPECT_EQ(judged({.code = CURLE_SEND_ERROR, .asked = step, .status = 550}).how,
              verdict::rejected);
  EXPECT_EQ(judged({.code = CURLE_SEND_ERROR, .asked = smtp_step::sender, .status = 550}).how,
            verdict::retry);
}

TEST(SmtpVerdict, tells_the_reply_code) {
  EXPECT_EQ(judged({.code = CURLE_SEND_ERROR, .asked = smtp_step::address, .status = 550}).status,
            550u);
  EXPECT_EQ(judged({.code = CURLE_OK, .asked = smtp_step::text, .status = 250}).status, 250u);
  EXPECT_EQ(judged({.code = CURLE_COULDNT_CONNECT}).status, 0u);
}

} // namespace
} // namespace fanfare
