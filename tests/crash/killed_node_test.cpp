#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/steady_publisher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>
#include <thread>

namespace fanfare::test {
namespace {

constexpr std::size_t events = 5'000;
constexpr std::size_t paths = 10;
constexpr std::size_t kills = 8;
constexpr std::size_t window = 8; ///< Attempts under way for one listener.

std::string path_of(std::size_t i) { return "/listener" + std::to_string(i); }

/// Returns after how many answered events the node is killed.
std::vector<std::size_t> moments(std::mt19937& random) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < kills; ++i)
    all.push_back(random() % (events - 100));
  std::sort(all.begin(), all.end());
  return all;
}

/// What came of the deliveries that were due.
struct account {
  std::size_t missing = 0;
  std::size_t repeats = 0;
  std::size_t wrong_bytes = 0;
};

account account_of(const delivery_ledger& receiver,
                   const std::map<std::string, std::string>& answered) {
  const auto book = receiver.book();
  account sum;
  for (const auto& [which, came] : book) {
    sum.repeats += came.count - 1;
    sum.wrong_bytes += !came.same_bytes;
  }
  for (const auto& [id, report] : answered)
    for (std::size_t i = 0; i < paths; ++i) {
      const auto found = book.find({path_of(i), id});
      sum.missing += found == book.end();
      sum.wrong_bytes += found != book.end() && found->second.body != report;
    }
  return sum;
}

/// A node under load, on one of the stores, that is killed again and again.
class KilledNode : public testing::TestWithParam<std::string> {
protected:
  KilledNode() {
    std::cout << "seed " << seed << '\n';
    std::map<std::string, std::string> environment{{"FANFARE_DELIVERY_FIRST_DELAY", "100ms"}};
    if (GetParam() == "redis") {
      redis.emplace(std::vector<std::string>{"--appendonly", "yes", "--appendfsync", "always"});
      environment["FANFARE_STORE_URL"] = redis->url();
    }
    site.emplace(std::move(environment));
    node.emplace(*site); // It makes the store.
    for (std::size_t i = 0; i < paths; ++i)
      site->listen(receiver.url(path_of(i)), "load.#");
  }

  /// Waits until so many events were answered. A producer that was refused looks for
  /// a node again only when it is told of one.
  bool answered(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{40};
    while (!producer.wait_for(count, std::chrono::milliseconds{250})) {
      if (std::chrono::steady_clock::now() > deadline)
        return false;
      producer.go_to(node->address());
    }
    return true;
  }

  void kill_node() {
    node->kill_now();
    node.emplace(*site);
    producer.go_to(node->address());
  }

  /// Kills Redis, and expects that nothing is acknowledged until it is back.
  void kill_redis() {
    redis->kill_now();
    raw_answer refused{202, {}, {}};
    for (int i = 0; i < 5 || refused.status == 202; ++i) {
      raw_client client{node->address()};
      client.send(post(R"({"event_type":"not.stored"})"));
      refused = client.read();
    }
    EXPECT_EQ(refused.status, 503);
    const auto before = producer.answered().size();
    for (int i = 0; i < 20; ++i) {
      producer.go_to(node->address());
      EXPECT_FALSE(producer.wait_for(before + 1, std::chrono::milliseconds{10}));
    }
    redis->start();
    // What was delivered meanwhile is settled by then; a kill before that would repeat it.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!ready() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    EXPECT_TRUE(ready()) << node->running().err();
  }

  bool ready() const {
    raw_client client{node->address()};
    client.send("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n");
    return client.read().status == 200;
  }

  const std::random_device::result_type seed = std::random_device{}();
  std::mt19937 random{seed};
  delivery_ledger receiver;
  std::optional<redis_server> redis;
  std::optional<program_site> site;
  mutable std::optional<served_node> node;
  steady_publisher producer{events};
};

INSTANTIATE_TEST_SUITE_P(Stores, KilledNode, testing::Values("sqlite", "redis"),
                         [](const auto& store) { return store.param; });

TEST_P(KilledNode, loses_no_delivery_and_repeats_few) {
  producer.go_to(node->address());

  std::size_t number = 0;
  for (const auto moment : moments(random)) {
    ASSERT_TRUE(answered(moment)) << node->running().err();
    // Some before they deliver anything, as nodes do that die one soon after the other.
    if (random() % 2 == 0) {
      ASSERT_TRUE(receiver.wait_for(receiver.book().size() + 1)) << node->running().err();
    }
    // Anywhere between two answers, and in what follows them.
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 50'000});
    if (redis && (++number == 3 || number == 6))
      kill_redis();
    else
      kill_node();
  }

  ASSERT_TRUE(answered(events)) << node->running().err();
  const auto left = site->emptied();
  const auto book = producer.answered();
  const auto sum = account_of(receiver, book);
  std::cout << book.size() << " events answered, " << sum.missing << " deliveries missing, "
            << sum.repeats << " repeated\n";
  EXPECT_EQ(sum.missing, 0u);
  EXPECT_EQ(sum.wrong_bytes, 0u);
  // Of the deliveries at most 1 %, and never more than what the kills found under way.
  EXPECT_LE(sum.repeats, events * paths / 100);
  EXPECT_LE(sum.repeats, kills * paths * window);
  EXPECT_EQ(left.unsettled, 0u);
  EXPECT_EQ(left.parked, 0u);
  EXPECT_EQ(left.referenced, 0u);
  EXPECT_EQ(left.dead_letters, 0u);
}

} // namespace
} // namespace fanfare::test
