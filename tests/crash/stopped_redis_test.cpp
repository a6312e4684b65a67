#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/steady_publisher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <thread>

namespace fanfare::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// A node under load on a Redis that something happens to.
class RedisUnderLoad : public testing::Test {
protected:
  struct answer_in_time {
    int status = 0;
    milliseconds took{0};
  };

  answer_in_time ask(const std::string& request) const {
    const auto start = steady_clock::now();
    raw_client client{node->address()};
    client.send(request);
    const auto status = client.read().status;
    return {status, std::chrono::duration_cast<milliseconds>(steady_clock::now() - start)};
  }
  answer_in_time publish() const { return ask(post(R"({"event_type":"load.probe"})")); }
  bool ready() const { return ask("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n").status == 200; }

  static bool holds_within(milliseconds patience, const std::function<bool()>& what) {
    const auto deadline = steady_clock::now() + patience;
    while (!what()) {
      if (steady_clock::now() > deadline)
        return false;
      std::this_thread::sleep_for(milliseconds{20});
    }
    return true;
  }

  std::ptrdiff_t entries_of(const std::string& directory) const {
    const std::filesystem::directory_iterator all{"/proc/" + std::to_string(node->running().pid()) +
                                                  "/" + directory};
    return std::distance(begin(all), end(all));
  }

  void begin_load() {
    node.emplace(site);
    site.listen(receiver.url("/all"), "load.#");
    producer.go_to(node->address());
    ASSERT_TRUE(producer.wait_for(500));
  }

  /// Goes on publishing until so many more were answered.
  bool goes_on(std::size_t more) {
    const auto goal = producer.answered().size() + more;
    return holds_within(seconds{20}, [&] {
      producer.go_to(node->address());
      return producer.wait_for(goal, milliseconds{200});
    });
  }

  delivery_ledger receiver;
  redis_server redis;
  program_site site{{{"FANFARE_STORE_URL", redis.url()}}};
  mutable std::optional<served_node> node;
  steady_publisher producer{1'000'000};
};

TEST_F(RedisUnderLoad, a_stop_of_20_s_makes_nobody_wait_and_is_over_soon_after) {
  begin_load();
  const auto threads = entries_of("task");
  const auto files = entries_of("fd");

  redis.signal(SIGSTOP);
  const auto start = steady_clock::now();
  milliseconds longest{0};
  std::size_t acknowledged = 0;
  while (steady_clock::now() - start < seconds{20}) {
    const auto answer = publish();
    longest = std::max(longest, answer.took);
    acknowledged += answer.status == 202;
    std::this_thread::sleep_for(milliseconds{20});
  }
  const auto noticed = !ready();
  redis.signal(SIGCONT);
  const auto recovering = steady_clock::now();
  const auto recovered = holds_within(seconds{10}, [this] { return ready(); });
  const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - recovering);

  std::cout << "longest wait " << longest.count() << " ms, ready again after " << took.count()
            << " ms\n";
  EXPECT_LE(longest, seconds{2});
  EXPECT_EQ(acknowledged, 0u);
  EXPECT_TRUE(noticed);
  EXPECT_TRUE(recovered);
  EXPECT_LE(took, seconds{3});
  EXPECT_TRUE(goes_on(500)) << node->running().err();
  producer.stop();
  EXPECT_EQ(site.emptied().unsettled, 0u);
  EXPECT_TRUE(holds_within(
      seconds{10}, [&] { return entries_of("task") == threads && entries_of("fd") <= files; }))
      << entries_of("task") << " threads of " << threads << ", " << entries_of("fd")
      << " descriptors of " << files;
}

TEST_F(RedisUnderLoad, one_that_is_emptied_is_said_and_the_engine_goes_on) {
  begin_load();

  redis.ask({"FLUSHALL"});

  EXPECT_TRUE(node->running().wait_for_line("emptied this Redis"));
  EXPECT_TRUE(goes_on(500)) << node->running().err();
  site.listen(receiver.url("/again"), "load.#");
  EXPECT_TRUE(goes_on(100));
  EXPECT_TRUE(receiver.wait_for_attempts("/again", 50));
}

TEST_F(RedisUnderLoad, a_journal_that_is_deleted_is_said_and_the_engine_goes_on) {
  begin_load();

  redis.ask({"DEL", "fanfare:{0}:events"});

  EXPECT_TRUE(node->running().wait_for_line("deleted the stream"));
  EXPECT_TRUE(goes_on(500)) << node->running().err();
  producer.stop();
  EXPECT_EQ(site.emptied().unsettled, 0u);
}

TEST_F(RedisUnderLoad, a_node_that_starts_before_redis_waits_for_it) {
  redis.kill_now();
  node.emplace(site);

  const auto refused = publish();
  EXPECT_EQ(refused.status, 503);
  EXPECT_LE(refused.took, seconds{2});
  EXPECT_FALSE(ready());
  EXPECT_EQ(site.fanfare({"event", "listener", "list"}).exit_code, 69);

  redis.start();
  EXPECT_TRUE(holds_within(seconds{5}, [this] { return ready() && publish().status == 202; }))
      << node->running().err();
}

} // namespace
} // namespace fanfare::test
