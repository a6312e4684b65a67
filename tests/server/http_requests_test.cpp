#include "tests/server/server_test.hpp"

namespace fanfare::test {
namespace {

class HttpRequests : public server_test {};

std::string get(std::string_view path, std::string_view method = "GET") {
  return std::string{method} + " " + std::string{path} + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

TEST_F(HttpRequests, livez_says_ok_whatever_the_engine_says) {
  engine_.be({false, {"the store is gone"}});

  const auto got = ask(get("/livez"));

  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "ok");
}

TEST_F(HttpRequests, readyz_tells_the_condition_of_the_engine) {
  const auto ready = ask(get("/readyz"));
  engine_.be({false, {"the store is gone", "no \"space\""}});
  const auto not_ready = ask(get("/readyz"));
  engine_.be({true, {}, {"it may forget"}});
  const auto warned = ask(get("/readyz"));

  EXPECT_EQ(ready.status, 200);
  EXPECT_EQ(ready.body, R"({"ready":true,"problems":[],"warnings":[]})");
  EXPECT_EQ(not_ready.status, 503);
  EXPECT_EQ(not_ready.body,
            R"({"ready":false,"problems":["the store is gone","no \"space\""],"warnings":[]})");
  EXPECT_EQ(warned.status, 200);
  EXPECT_EQ(warned.body, R"({"ready":true,"problems":[],"warnings":["it may forget"]})");
}

TEST_F(HttpRequests, head_answers_as_get_without_the_body) {
  raw_client client{server_->address()};

  client.send(get("/livez", "HEAD") + get("/livez"));
  const auto head = client.read(answer_body::none);
  const auto next = client.read();

  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 2\r\n"));
  EXPECT_EQ(next.body, "ok");
}

struct bad_request {
  std::string text;
  int status;
  std::vector<const char*> words;
};

TEST_F(HttpRequests, refuses_what_it_does_not_know_with_a_problem) {
  const std::vector<bad_request> table{
      {get("/v1/nothing"), 404, {"/v1/nothing", "POST /v1/events"}},
      {get("/"), 404, {"POST /v1/events"}},
      {get("/v1/events"), 405, {"Allow: POST\r\n"}},
      {get("/v1/events", "DELETE"), 405, {"Allow: POST\r\n", "DELETE"}},
      {get("/livez", "DELETE"), 405, {"Allow: GET, HEAD\r\n"}},
      {"POST /readyz HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}",
       405,
       {"Allow: GET, HEAD"}},
      {"nonsense\r\n\r\n", 400, {"not HTTP/1.1"}},
      {"GET /livez HTTP/9.9\r\n\r\n", 400, {"not HTTP/1.1"}},
      {"POST /v1/events HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, {"not HTTP/1.1"}},
      {"POST /v1/events HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       400,
       {"not HTTP/1.1"}},
      {"GET /livez HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431, {"16384"}},
      {"POST /v1/events HTTP/1.1\r\nContent-Type: application/json\r\nExpect: wonders\r\n\r\n",
       417,
       {"100-continue"}},
  };
  for (const auto& bad : table) {
    SCOPED_TRACE(bad.text.substr(0, 60));

    const auto got = ask(bad.text);

    EXPECT_EQ(got.status, bad.status) << got.body;
    EXPECT_TRUE(got.has("application/problem+json")) << got.head;
    for (const auto* word : bad.words)
      EXPECT_TRUE(got.has(word)) << word << " is missing in " << got.head << got.body;
  }
  EXPECT_EQ(ask(get("/livez")).status, 200);
}

TEST_F(HttpRequests, quotes_bytes_that_are_no_text_without_failing) {
  const auto got = ask(get("/v1/\xff\xfe"));

  EXPECT_TRUE(got.status == 404 || got.status == 400) << got.status;
}

TEST_F(HttpRequests, answers_pipelined_requests_in_their_order) {
  raw_client client{server_->address()};

  client.send(post(report_of("a")) + get("/livez") + post("{}") + post(report_of("b")));

  EXPECT_EQ(client.read().body, R"({"ids":["id-0"]})");
  EXPECT_EQ(client.read().body, "ok");
  EXPECT_EQ(client.read().status, 400);
  EXPECT_EQ(client.read().body, R"({"ids":["id-1"]})");
}

TEST_F(HttpRequests, answers_requests_that_come_byte_by_byte) {
  raw_client client{server_->address()};

  for (const char byte : post(report_of("a.b")))
    client.send({&byte, 1});

  EXPECT_EQ(client.read().status, 202);
}

TEST_F(HttpRequests, asks_for_the_body_of_a_client_that_waits_to_be_asked) {
  raw_client client{server_->address()};
  const auto body = report_of("a.b");

  client.send("POST /v1/events HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
              "Expect: 100-continue\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n");
  const auto go_on = client.read(answer_body::none);
  client.send(body);

  EXPECT_EQ(go_on.status, 100);
  EXPECT_EQ(client.read().status, 202);
}

TEST_F(HttpRequests, refuses_before_it_asks_for_the_body) {
  const auto got = ask("POST /v1/events HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n"
                       "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n");

  EXPECT_EQ(got.status, 415);
}

TEST_F(HttpRequests, closes_when_the_client_asks_for_it) {
  raw_client modern{server_->address()};
  raw_client old{server_->address()};

  modern.send("GET /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  old.send("GET /livez HTTP/1.0\r\n\r\n");

  EXPECT_TRUE(modern.read().has("Connection: close"));
  EXPECT_TRUE(modern.closed_by_server());
  EXPECT_EQ(old.read().body, "ok");
  EXPECT_TRUE(old.closed_by_server());
}

TEST_F(HttpRequests, drops_a_client_that_stops_in_the_middle_and_serves_the_others) {
  begin({1024, 1 << 20, std::chrono::milliseconds{50}});
  raw_client idle{server_->address()};
  raw_client in_the_head{server_->address()};
  raw_client in_the_body{server_->address()};

  in_the_head.send("POST /v1/ev");
  in_the_body.send("POST /v1/events HTTP/1.1\r\nContent-Type: application/json\r\n"
                   "Content-Length: 10\r\n\r\n{");

  EXPECT_TRUE(idle.closed_by_server());
  EXPECT_TRUE(in_the_head.closed_by_server());
  EXPECT_TRUE(in_the_body.closed_by_server());
  EXPECT_EQ(ask(get("/livez")).status, 200);
}

TEST_F(HttpRequests, a_client_that_leaves_in_the_middle_disturbs_nobody) {
  engine_.hold();
  {
    raw_client leaving{server_->address()};
    leaving.send("POST /v1/events HTTP/1.1\r\nContent-Length: 10\r\n\r\n{");
    raw_client left{server_->address()};
    left.send(post(report_of("left")));
    ASSERT_TRUE(engine_.wait_for_held(1));
  }

  engine_.answer(report_of("left"), receipt{{"1"}});

  EXPECT_EQ(ask(get("/livez")).status, 200);
}

TEST_F(HttpRequests, serves_a_client_beyond_the_cap_once_another_has_left) {
  begin({1, 1 << 20, std::chrono::seconds{30}});
  auto first = std::make_unique<raw_client>(server_->address());
  first->send(get("/livez"));
  ASSERT_EQ(first->read().status, 200);
  raw_client second{server_->address()};
  second.send(get("/livez"));

  first->send(get("/readyz"));
  const auto still_served = first->read();
  first.reset();
  const auto served_at_last = second.read();

  EXPECT_EQ(still_served.status, 200);
  EXPECT_EQ(served_at_last.status, 200);
}

} // namespace
} // namespace fanfare::test
