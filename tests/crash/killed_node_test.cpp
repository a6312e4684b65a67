#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"
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

TEST(KilledNode, loses_no_delivery_and_repeats_few) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random{seed};
  delivery_ledger receiver;
  program_site site{{{"FANFARE_DELIVERY_FIRST_DELAY", "100ms"}}};
  for (std::size_t i = 0; i < paths; ++i)
    site.listen(receiver.url(path_of(i)), "load.#");
  std::optional<served_node> node;
  node.emplace(site);
  steady_publisher producer{events};
  producer.go_to(node->address());

  for (const auto moment : moments(random)) {
    ASSERT_TRUE(producer.wait_for(moment)) << node->running().err();
    // Anywhere between two answers, and in what follows them.
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 50'000});
    node->kill_now();
    node.emplace(site);
    producer.go_to(node->address());
  }

  ASSERT_TRUE(producer.wait_for(events)) << node->running().err();
  const auto left = site.emptied();
  const auto answered = producer.answered();
  const auto sum = account_of(receiver, answered);
  std::cout << answered.size() << " events answered, " << sum.missing << " deliveries missing, "
            << sum.repeats << " repeated\n";
  EXPECT_EQ(sum.missing, 0u);
  EXPECT_EQ(sum.wrong_bytes, 0u);
  EXPECT_LE(sum.repeats, events * paths / 10);
  EXPECT_EQ(left.unsettled, 0u);
  EXPECT_EQ(left.parked, 0u);
  EXPECT_EQ(left.referenced, 0u);
  EXPECT_EQ(left.dead_letters, 0u);
}

} // namespace
} // namespace fanfare::test
