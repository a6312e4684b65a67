#include "tests/server/server_test.hpp"

namespace fanfare::test {
namespace {

class HttpPublish : public server_test {};

TEST_F(HttpPublish, answers_202_with_the_ids_when_the_reports_are_durable) {
  const auto one = ask(post(report_of("a.b")));
  const auto two = ask(post("[" + report_of("a.c") + "," + report_of("a.d") + "]"));

  EXPECT_EQ(one.status, 202);
  EXPECT_EQ(one.body, R"({"ids":["id-0"]})");
  EXPECT_TRUE(one.has("Content-Type: application/json\r\n"));
  EXPECT_EQ(two.status, 202);
  EXPECT_EQ(two.body, R"({"ids":["id-1","id-2"]})");
}

TEST_F(HttpPublish, hands_on_the_bytes_of_each_report_as_they_came) {
  const std::string odd = "{ \"event_type\" :\"a.b\",\t\"n\":123456789012345678901234567890, "
                          "\"e\":1e400,\"u\":\"\\u00e9\"}";

  ask(post("[ " + odd + " ,\n" + report_of("a.c") + "]"));

  EXPECT_EQ(engine_.published(), (std::vector{odd, report_of("a.c")}));
}

TEST_F(HttpPublish, takes_one_report_per_line_of_ndjson) {
  const auto got = ask(
      post(report_of("a.b") + "\r\n\n" + report_of("a.c"), "Application/X-NDJSON; charset=utf-8"));

  EXPECT_EQ(got.status, 202);
  EXPECT_EQ(engine_.published(), (std::vector{report_of("a.b"), report_of("a.c")}));
}

TEST_F(HttpPublish, takes_a_chunked_body) {
  const auto got =
      ask("POST /v1/events?x=1 HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
          "Transfer-Encoding: chunked\r\n\r\n"
          "8\r\n{\"event_\r\nc\r\ntype\":\"a.b\"}\r\n0\r\n\r\n");

  EXPECT_EQ(got.status, 202);
  EXPECT_EQ(engine_.published(), std::vector{report_of("a.b")});
}

struct bad_publish {
  const char* what;
  std::string body;
  const char* content_type;
  int status;
  std::vector<const char*> words;
};

std::string many(std::size_t count, const char* separator) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text.append(i == 0 ? "" : separator).append(R"({"event_type":"a"})");
  return text;
}

std::vector<bad_publish> bad_publishes() {
  constexpr auto json = "application/json";
  constexpr auto ndjson = "application/x-ndjson";
  const std::string good = R"({"event_type":"a.b"})";
  return {
      {"nothing", "", json, 400, {"empty"}},
      {"empty array", "[]", json, 400, {"empty"}},
      {"invalid JSON", R"({"event_type":"a.b",})", json, 400, {"at byte"}},
      {"invalid UTF-8", "{\"event_type\":\"a.b\",\"x\":\"\xff\"}", json, 400, {"UTF-8"}},
      {"no event_type", "{}", json, 400, {"event_type"}},
      {"type with a space", R"({"event_type":"a b"})", json, 400, {"event_type", "a b"}},
      {"second item is bad", "[" + good + R"(,{"x":1}])", json, 400, {"event 1", "event_type"}},
      {"second line is bad", good + "\nnull\n", ndjson, 400, {"event 1"}},
      {"NDJSON called JSON", good + "\n" + good, json, 400, {"at byte"}},
      {"depth 100,000",
       good.substr(0, good.size() - 1) + ",\"x\":" + std::string(100'000, '['),
       json,
       400,
       {"deep"}},
      {"1 MiB + 1",
       R"({"event_type":"a","x":")" + std::string(1024 * 1024 - 24, 'x') + "\"}",
       json,
       413,
       {"1048576"}},
      {"10,001 events", "[" + many(10'001, ",") + "]", json, 413, {"10000"}},
      {"10,001 lines", many(10'001, "\n"), ndjson, 413, {"10000"}},
      {"no content type", good, "", 415, {"application/json", "application/x-ndjson"}},
      {"curl -d", good, "application/x-www-form-urlencoded", 415, {"curl -d", "-H"}},
      {"another type", good, "text/plain", 415, {"text/plain", "application/json"}},
  };
}

TEST_F(HttpPublish, refuses_bad_input_with_a_problem_that_says_why_and_stores_nothing) {
  for (const auto& bad : bad_publishes()) {
    SCOPED_TRACE(bad.what);

    const auto got = ask(post(bad.body, bad.content_type));

    EXPECT_EQ(got.status, bad.status) << got.body;
    EXPECT_TRUE(got.has("Content-Type: application/problem+json\r\n")) << got.head;
    EXPECT_TRUE(got.has("\"status\":" + std::to_string(bad.status))) << got.body;
    for (const auto* word : bad.words)
      EXPECT_TRUE(got.has(word)) << word << " is missing in " << got.body;
  }
  EXPECT_TRUE(engine_.published().empty());
}

TEST_F(HttpPublish, refuses_a_body_that_is_compressed) {
  const auto got = ask("POST /v1/events HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                       "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n");

  EXPECT_EQ(got.status, 415);
  EXPECT_TRUE(got.has("gzip"));
}

TEST_F(HttpPublish, refuses_an_oversize_body_without_reading_it) {
  raw_client client{server_->address()};

  client.send("POST /v1/events HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
              "Content-Length: 33554433\r\n\r\n[");
  const auto got = client.read();

  EXPECT_EQ(got.status, 413);
  EXPECT_TRUE(got.has("33554432"));
  EXPECT_TRUE(got.has("Connection: close"));
}

TEST_F(HttpPublish, a_client_that_sends_on_gets_the_refusal_of_its_oversize_body_whole) {
  begin({}, {1000, 10, 1000});
  raw_client client{server_->address()};
  const std::string body(8 * 1024 * 1024, ' ');

  client.send(post(body));
  const auto got = client.read();

  EXPECT_EQ(got.status, 413);
}

TEST_F(HttpPublish, refuses_an_oversize_chunked_body_when_it_grows_too_large) {
  begin({}, {1000, 10, 1000});

  const auto got = ask("POST /v1/events HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n200\r\n" +
                       std::string(512, ' ') + "\r\n200\r\n" + std::string(512, ' ') + "\r\n");

  EXPECT_EQ(got.status, 413);
}

TEST_F(HttpPublish, answers_503_when_too_many_large_bodies_come_at_once) {
  begin({1024, 1000, std::chrono::seconds{30}});
  raw_client first{server_->address()};
  first.send("POST /v1/events HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
             "Expect: 100-continue\r\nContent-Length: 900\r\n\r\n");
  ASSERT_EQ(first.read(answer_body::none).status, 100);

  const auto refused = ask(post(report_of("a.b") + std::string(100, ' ')));
  first.send(report_of("a.c") + std::string(900 - report_of("a.c").size(), ' '));
  const auto taken = first.read();
  const auto later = ask(post(report_of("a.d") + std::string(100, ' ')));

  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After: 1\r\n"));
  EXPECT_EQ(taken.status, 202);
  EXPECT_EQ(later.status, 202);
}

TEST_F(HttpPublish, answers_503_and_when_to_come_back_for_what_may_work_later) {
  for (const auto code : {errc::busy, errc::shutting_down, errc::store_unreachable}) {
    SCOPED_TRACE(name(code));
    engine_.fail_with({code, "not now"});

    const auto got = ask(post(report_of("a.b")));

    EXPECT_EQ(got.status, 503);
    EXPECT_TRUE(got.has("Retry-After: 1\r\n"));
    EXPECT_TRUE(got.has("not now"));
    EXPECT_TRUE(got.has(name(code)));
    EXPECT_FALSE(got.has("\"ids\""));
  }
}

TEST_F(HttpPublish, names_the_ids_that_are_stored_when_the_store_failed_in_between) {
  engine_.fail_with({errc::store_unreachable, "disk full", {"id-a", "id-b"}});

  const auto got = ask(post(report_of("a.b")));

  EXPECT_EQ(got.status, 503);
  EXPECT_TRUE(got.has(R"("ids":["id-a","id-b"])")) << got.body;
}

TEST_F(HttpPublish, answers_500_for_a_defect) {
  engine_.fail_with({errc::internal, "a defect"});

  EXPECT_EQ(ask(post(report_of("a.b"))).status, 500);
}

TEST_F(HttpPublish, answers_each_client_as_soon_as_its_own_reports_are_durable) {
  engine_.hold();
  raw_client first{server_->address()};
  raw_client second{server_->address()};
  first.send(post(report_of("first")));
  second.send(post(report_of("second")));
  ASSERT_TRUE(engine_.wait_for_held(2));

  engine_.answer(report_of("second"), receipt{{"2"}});
  const auto second_answer = second.read();
  engine_.answer(report_of("first"), receipt{{"1"}});
  const auto first_answer = first.read();

  EXPECT_EQ(second_answer.body, R"({"ids":["2"]})");
  EXPECT_EQ(first_answer.body, R"({"ids":["1"]})");
}

} // namespace
} // namespace fanfare::test
