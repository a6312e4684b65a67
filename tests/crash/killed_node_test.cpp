#include "tests/crash/account.hpp"
#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/steady_publisher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <random>
#include <thread>

namespace fanfare::test {
namespace {

constexpr std::size_t events_a_kill = 625;
constexpr std::size_t listeners = 10;
constexpr std::size_t concurrency = 8;
const std::string pace = R"({"timeout":"1s","concurrency":)" + std::to_string(concurrency) + "}";

/// More of them with `./dev test --long`.
std::size_t number_of_kills() {
  const char* const wanted = std::getenv("FANFARE_KILLS");
  return wanted ? std::strtoul(wanted, nullptr, 10) : 8;
}

std::vector<std::string> all_paths() {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < listeners; ++i)
    paths.push_back("/listener" + std::to_string(i));
  return paths;
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
    for (const auto& path : paths)
      site->listen(receiver.url(path), "load.#", pace);
  }

  /// One of fifty is refused at first, so that parks and claims are under way too.
  reply answer(const received_request& to) const {
    const auto last = to.body.find_last_of("0123456789");
    const bool chosen = last != std::string::npos && last > 0 && to.body[last] == '7' &&
                        (to.body[last - 1] == '2' || to.body[last - 1] == '7');
    return reply::with(chosen && receiver.is_first(to) ? 503 : 200);
  }

  /// Returns after how many answered events the node is killed.
  std::vector<std::size_t> moments() {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < kills; ++i)
      all.push_back(random() % (events - 100));
    std::sort(all.begin(), all.end());
    return all;
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

  const std::size_t kills = number_of_kills();
  const std::size_t events = kills * events_a_kill;
  const std::vector<std::string> paths = all_paths();
  const std::random_device::result_type seed = std::random_device{}();
  std::mt19937 random{seed};
  delivery_ledger receiver{[this](const received_request& to) { return answer(to); }};
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
  for (const auto moment : moments()) {
    ASSERT_TRUE(answered(moment)) << node->running().err();
    // Some before they deliver anything, as nodes do that die one soon after the other.
    if (random() % 2 == 0) {
      ASSERT_TRUE(receiver.wait_for(receiver.book().size() + 1)) << node->running().err();
    }
    // Anywhere between two answers, and in what follows them.
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 50'000});
    if (redis && ++number % 3 == 0)
      kill_redis();
    else
      kill_node();
  }

  ASSERT_TRUE(answered(events)) << node->running().err();
  // What nodes left that died one after the other is worked on with care, a little at a time.
  const auto left = site->emptied(std::chrono::seconds{120});
  const auto sum = account_of(receiver, producer.answered(), paths);
  std::cout << kills << " kills, " << sum.due << " deliveries due, " << sum.missing << " missing, "
            << sum.repeats << " repeated\n";
  EXPECT_EQ(sum.missing, 0u);
  EXPECT_EQ(sum.wrong_bytes, 0u);
  EXPECT_LE(sum.repeats, kills * listeners * concurrency);
  EXPECT_LE(sum.repeats, sum.due / 100);
  EXPECT_EQ(left.unsettled, 0u);
  EXPECT_EQ(left.parked, 0u);
  EXPECT_EQ(left.referenced, 0u);
  EXPECT_EQ(left.dead_letters, 0u);
}

} // namespace
} // namespace fanfare::test
