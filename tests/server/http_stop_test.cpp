#include "tests/server/server_test.hpp"

#include <atomic>
#include <latch>
#include <thread>
#include <utility>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class HttpStop : public server_test {};

TEST_F(HttpStop, refuses_publishes_but_goes_on_answering_when_told_so) {
  server_->refuse_publishes();

  const auto publish = ask(post(report_of("a.b")));
  const auto live = ask("GET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto ready = ask("GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n");

  EXPECT_EQ(publish.status, 503);
  EXPECT_TRUE(publish.has("Retry-After: 1\r\n"));
  EXPECT_TRUE(publish.has("shutting_down"));
  EXPECT_TRUE(engine_.published().empty());
  EXPECT_EQ(live.status, 200);
  EXPECT_EQ(ready.status, 503);
  EXPECT_TRUE(ready.has("stopping"));
}

TEST_F(HttpStop, finishes_the_answer_under_way) {
  engine_.hold();
  raw_client client{server_->address()};
  client.send(post(report_of("a.b")));
  ASSERT_TRUE(engine_.wait_for_held(1));

  std::thread stopping{[&] { server_->stop(); }};
  engine_.answer(report_of("a.b"), receipt{{"1"}});
  const auto got = client.read();
  stopping.join();

  EXPECT_EQ(got.status, 202);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpStop, closes_idle_connections_at_once) {
  raw_client idle{server_->address()};
  idle.send("GET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
  idle.read();
  const auto begun = std::chrono::steady_clock::now();

  server_->stop();

  EXPECT_TRUE(idle.closed_by_server());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1500ms);
}

TEST_F(HttpStop, does_not_wait_longer_than_two_seconds_for_an_engine_that_never_answers) {
  engine_.hold();
  raw_client client{server_->address()};
  client.send(post(report_of("a.b")));
  ASSERT_TRUE(engine_.wait_for_held(1));
  const auto begun = std::chrono::steady_clock::now();

  server_->stop();
  const auto took = std::chrono::steady_clock::now() - begun;

  EXPECT_GE(took, 1900ms);
  EXPECT_LT(took, 8s);
  EXPECT_EQ(client.read().status, 0);
}

TEST_F(HttpStop, an_engine_may_answer_after_the_server_is_gone) {
  engine_.hold();
  raw_client client{server_->address()};
  client.send(post(report_of("a.b")));
  ASSERT_TRUE(engine_.wait_for_held(1));

  server_.reset();
  engine_.answer(report_of("a.b"), receipt{{"1"}});

  EXPECT_EQ(client.read().status, 0);
}

TEST_F(HttpStop, every_publish_that_reached_the_engine_under_load_is_answered) {
  constexpr int clients = 8;
  std::atomic<std::size_t> answered{0};
  std::latch warm{clients};
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&] {
      raw_client client{server_->address()};
      bool first = true;
      while (client.send(post(report_of("a.b"))) && client.read().status == 202) {
        ++answered;
        if (std::exchange(first, false))
          warm.count_down();
      }
    });
  warm.wait();

  server_->stop();
  for (auto& thread : threads)
    thread.join();

  EXPECT_EQ(answered, engine_.published().size());
}

TEST_F(HttpStop, a_second_stop_does_nothing) {
  server_->stop();
  server_->stop();
}

} // namespace
} // namespace fanfare::test
