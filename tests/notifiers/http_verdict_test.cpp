#include "notifiers/http_verdict.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

http_ending answered(long status, CURLcode code = CURLE_OK) {
  return {.code = code, .status = status, .connected = true, .timeout = 15s};
}

TEST(HttpVerdict, takes_exactly_the_2xx_for_success) {
  for (long status : {200, 201, 202, 204, 206, 226, 299})
    EXPECT_EQ(verdict_of(status), verdict::delivered) << status;
}

TEST(HttpVerdict, retries_what_may_pass) {
  for (long status : {408, 409, 425, 429, 500, 501, 502, 503, 504, 507, 599})
    EXPECT_EQ(verdict_of(status), verdict::retry) << status;
}

TEST(HttpVerdict, rejects_everything_else) {
  for (long status : {101, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404,
                      405, 413, 418, 422, 426, 428, 431, 451, 499, 600, 999})
    EXPECT_EQ(verdict_of(status), verdict::rejected) << status;
}

TEST(HttpVerdict, takes_410_for_the_end_of_the_listener) {
  EXPECT_EQ(verdict_of(410), verdict::gone);
  EXPECT_EQ(judge("http://h/", answered(410)).detail, "POST http://h/ -> 410 Gone");
}

TEST(HttpVerdict, tells_the_status_of_successes_and_failures) {
  EXPECT_EQ(judge("http://h/", answered(202)).status, 202u);
  EXPECT_EQ(judge("http://h/", answered(503)).status, 503u);
  EXPECT_EQ(judge("http://h/", {.code = CURLE_COULDNT_CONNECT}).status, 0u);
}

TEST(HttpVerdict, takes_nothing_for_an_attempt_that_had_no_socket) {
  const auto said = judge("http://h/", {.code = CURLE_COULDNT_CONNECT,
                                        .refusal = "no socket could be opened: too many files",
                                        .no_socket = true});

  EXPECT_EQ(said.how, verdict::unsent);
  EXPECT_EQ(said.detail, "POST http://h/ -> not sent: no socket could be opened: too many files");
}

TEST(HttpVerdict, tells_what_was_tried_and_what_the_other_side_said) {
  EXPECT_EQ(judge("http://h:1/p", answered(503)).detail,
            "POST http://h:1/p -> 503 Service Unavailable");
  EXPECT_EQ(judge("http://h/", answered(799)).detail, "POST http://h/ -> 799");
  EXPECT_EQ(judge("http://h/", answered(302)).detail,
            "POST http://h/ -> 302 Found (redirects are not followed)");
}

TEST(HttpVerdict, goes_by_the_status_whatever_became_of_the_body) {
  for (auto code :
       {CURLE_WRITE_ERROR, CURLE_OPERATION_TIMEDOUT, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE})
    EXPECT_EQ(judge("http://h/", answered(200, code)).how, verdict::delivered) << code;
  EXPECT_EQ(judge("http://h/", answered(404, CURLE_WRITE_ERROR)).how, verdict::rejected);
}

TEST(HttpVerdict, retries_every_failure_in_transport_and_says_why) {
  struct {
    http_ending ending;
    const char* words;
  } const failures[] = {
      {{.code = CURLE_COULDNT_CONNECT, .complaint = "some words"}, "some words"},
      {{.code = CURLE_COULDNT_CONNECT, .os_error = ECONNREFUSED}, "connect: Connection refused"},
      {{.code = CURLE_COULDNT_RESOLVE_HOST}, "resolve"},
      {{.code = CURLE_COULDNT_CONNECT, .refusal = "10.0.0.1 is refused", .complaint = "other"},
       "-> 10.0.0.1 is refused"},
      {{.code = CURLE_OPERATION_TIMEDOUT, .connected = true, .timeout = 15s},
       "no answer within 15s"},
      {{.code = CURLE_OPERATION_TIMEDOUT, .timeout = 15s, .connect_timeout = 5s},
       "no connection within 5s"},
      {{.code = CURLE_OPERATION_TIMEDOUT, .timeout = 250ms, .connect_timeout = 5s},
       "no connection within 250ms"},
      {{.code = CURLE_WRITE_ERROR, .oversized_head = true}, "head of the answer does not end"},
      {{.code = CURLE_SSL_CACERT_BADFILE}, "ca_path"},
      {{.code = CURLE_OK}, "no final answer"},
  };

  for (const auto& [ending, words] : failures) {
    const auto said = judge("http://h/", ending);
    EXPECT_EQ(said.how, verdict::retry) << words;
    EXPECT_NE(said.detail.find(words), std::string::npos) << said.detail;
  }
}

TEST(HttpVerdict, shows_no_control_characters_of_the_receiver) {
  const auto said =
      judge("http://h/", {.code = CURLE_WEIRD_SERVER_REPLY, .complaint = "odd\r\n\x1b[31mred"});

  EXPECT_EQ(said.detail, "POST http://h/ -> odd???[31mred");
}

} // namespace
} // namespace fanfare
