#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/steady_publisher.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <iostream>
#include <optional>
#include <thread>

namespace fanfare::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// A node under load with three listeners: /quick, /slow and /stuck. Until
/// they recover, /slow answers after 300 ms and /stuck does not answer at all.
class StoppedNode : public testing::Test {
protected:
  void listen(std::vector<std::string> paths) {
    paths_ = std::move(paths);
    for (const auto& path : paths_)
      site_.listen(receiver_.url(path), "load.#");
  }

  /// Starts the node and the producer, and waits until all paths have work.
  void begin_load() {
    node_.emplace(site_);
    producer_.go_to(node_->address());
    ASSERT_TRUE(producer_.wait_for(500));
    for (const auto& path : paths_)
      ASSERT_TRUE(receiver_.wait_for_attempts(path, 8)) << path;
  }

  /// Sends SIGTERM and expects the end in time, with exit code 0.
  void terminate_within(milliseconds bound) {
    const auto start = steady_clock::now();
    node_->running().signal(SIGTERM);
    const auto end = node_->running().wait(bound);
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
    ASSERT_TRUE(end) << "still there after " << bound.count() << " ms";
    EXPECT_EQ(end->exit_code, 0) << end->err;
    RecordProperty("milliseconds_to_exit", static_cast<int>(took.count()));
    std::cout << "ended after " << took.count() << " ms\n";
  }

  /// Starts a node again, receivers recovered, and expects that everything
  /// answered to the producer comes, and nothing of `before` comes again that
  /// was answered.
  void expect_the_rest(const std::map<delivery_ledger::entry, delivery_ledger::arrivals>& before) {
    recovered_ = true;
    node_.emplace(site_);
    const auto left = site_.emptied();
    EXPECT_EQ(left.unsettled + left.parked + left.referenced + left.dead_letters, 0u);
    const auto after = receiver_.book();
    std::size_t repeated = 0;
    for (const auto& [which, came] : before)
      repeated += came.answered > 0 && after.at(which).count > came.count;
    EXPECT_EQ(repeated, 0u) << "of " << before.size();
    std::size_t missing = 0;
    for (const auto& [id, report] : producer_.answered())
      for (const auto& path : paths_) {
        const auto found = after.find({path, id});
        missing += found == after.end() || found->second.answered == 0;
        EXPECT_TRUE(found == after.end() || found->second.body == report);
      }
    EXPECT_EQ(missing, 0u);
  }

  reply answer(const received_request& request) const {
    if (request.target == "/stuck" && !recovered_)
      return reply::silence();
    if (request.target == "/slow" && !recovered_)
      std::this_thread::sleep_for(milliseconds{300});
    return reply::with(200);
  }

  std::atomic<bool> recovered_{false};
  delivery_ledger receiver_{[this](const received_request& request) { return answer(request); }};
  program_site site_{{{"FANFARE_DELIVERY_FIRST_DELAY", "100ms"}}};
  std::vector<std::string> paths_;
  std::optional<served_node> node_;
  steady_publisher producer_{100'000};
};

TEST_F(StoppedNode, under_load_ends_soon_and_loses_and_repeats_nothing) {
  listen({"/quick", "/quick2", "/quick3"});
  begin_load();

  terminate_within(seconds{10});

  producer_.stop();
  expect_the_rest(receiver_.book());
}

TEST_F(StoppedNode, waits_for_slow_answers_and_does_not_repeat_what_they_answered) {
  listen({"/quick", "/slow"});
  begin_load();

  terminate_within(seconds{10});

  producer_.stop();
  expect_the_rest(receiver_.book());
}

TEST_F(StoppedNode, ends_within_ten_seconds_although_a_listener_hangs) {
  listen({"/quick", "/slow", "/stuck"});
  begin_load();

  terminate_within(seconds{10});

  producer_.stop();
  expect_the_rest(receiver_.book());
}

TEST_F(StoppedNode, takes_no_more_events_while_it_ends) {
  listen({"/stuck"});
  begin_load();
  producer_.stop();
  node_->running().signal(SIGTERM);
  ASSERT_TRUE(node_->running().wait_for_line("SIGTERM"));

  raw_client client{node_->address()};
  client.send(post(R"({"event_type":"a"})"));
  const auto answer = client.read();

  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("stopping")) << answer.body;
}

TEST_F(StoppedNode, ends_at_once_on_a_second_signal_and_loses_nothing) {
  listen({"/quick", "/stuck"});
  begin_load();
  node_->running().signal(SIGTERM);
  ASSERT_TRUE(node_->running().wait_for_line("SIGTERM"));

  node_->running().signal(SIGTERM);
  const auto end = node_->running().wait(seconds{2});

  ASSERT_TRUE(end) << "waits although it was told twice";
  EXPECT_EQ(end->signal, SIGTERM);
  producer_.stop();
  // What was answered but not settled may come again: this is no orderly end.
  expect_the_rest({});
}

} // namespace
} // namespace fanfare::test
