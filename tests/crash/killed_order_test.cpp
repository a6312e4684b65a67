#include "tests/support/delivery_ledger.hpp"
#include "tests/support/order_watch.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/steady_publisher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

namespace fanfare::test {
namespace {

constexpr std::size_t events = 1'500;
constexpr std::size_t paths = 2;
constexpr std::size_t kills = 2;

std::string path_of(std::size_t i) { return "/listener" + std::to_string(i); }

/// Returns the number in a report of the producer's.
std::size_t number_in(const std::string& report) {
  const std::string before = R"("number":)";
  const auto at = report.find(before);
  return at == std::string::npos ? 0 : std::stoul(report.substr(at + before.size()));
}

/// Listeners that want an order, a receiver that fails every so often, and a
/// node on one of the stores that is killed in between.
class KilledOrder : public testing::TestWithParam<std::string> {
protected:
  KilledOrder() {
    std::cout << "seed " << seed << '\n';
    std::map<std::string, std::string> environment{{"FANFARE_DELIVERY_FIRST_DELAY", "20ms"},
                                                   {"FANFARE_DELIVERY_MAX_DELAY", "100ms"},
                                                   {"FANFARE_DELIVERY_MAX_ATTEMPTS", "100"}};
    if (GetParam() == "redis") {
      redis.emplace(std::vector<std::string>{"--appendonly", "yes", "--appendfsync", "always"});
      environment["FANFARE_STORE_URL"] = redis->url();
    }
    site.emplace(std::move(environment));
    node.emplace(*site); // It makes the store.
    // What waits for the turn of the second is leased where it waits.
    for (std::size_t i = 0; i < paths; ++i)
      site->listen(receiver.url(path_of(i)), "load.#",
                   i == 0 ? R"({"ordering":"/payload/line","timeout":"1s"})"
                          : R"({"ordering":"/payload/line","timeout":"1s","rate":"150/s"})");
  }

  reply answer(const received_request& request) {
    const auto key = request.target + ' ' + steady_publisher::line_of(number_in(request.body));
    std::lock_guard guard{mutex};
    const auto luck = random() % 20;
    watch.note(key, request.header("webhook-id"), luck > 1);
    if (luck == 0)
      return reply::hang_up();
    return reply::with(luck == 1 ? 503 : 200);
  }

  /// Waits until so many events were answered.
  bool answered(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{40};
    while (!producer.wait_for(count, std::chrono::milliseconds{250})) {
      if (std::chrono::steady_clock::now() > deadline)
        return false;
      producer.go_to(node->address());
    }
    return true;
  }

  const std::random_device::result_type seed = std::random_device{}();
  std::mutex mutex;
  std::mt19937 random{seed};
  order_watch watch;
  delivery_ledger receiver{[this](const received_request& request) { return answer(request); }};
  std::optional<redis_server> redis;
  std::optional<program_site> site;
  std::optional<served_node> node;
  steady_publisher producer{events};
};

INSTANTIATE_TEST_SUITE_P(Stores, KilledOrder, testing::Values("sqlite", "redis"),
                         [](const auto& store) { return store.param; });

TEST_P(KilledOrder, keeps_the_events_of_each_key_in_order) {
  producer.go_to(node->address());

  for (std::size_t i = 1; i <= kills; ++i) {
    ASSERT_TRUE(answered(i * events / (kills + 1))) << node->running().err();
    // Anywhere in what follows the answers.
    std::this_thread::sleep_for(std::chrono::milliseconds{i * 37 % 200});
    node->kill_now();
    node.emplace(*site);
    producer.go_to(node->address());
  }
  ASSERT_TRUE(answered(events)) << node->running().err();
  const auto left = site->emptied(std::chrono::seconds{80});

  const auto book = receiver.book();
  std::size_t missing = 0;
  for (const auto& [id, report] : producer.answered())
    for (std::size_t i = 0; i < paths; ++i)
      missing += book.count({path_of(i), id}) == 0;
  std::cout << watch.events() << " events came, " << watch.too_early() << " too early, "
            << watch.too_late() << " too late, " << missing << " did not come\n";
  EXPECT_EQ(missing, 0u);
  EXPECT_EQ(watch.too_early(), 0u) << "before the one before them was delivered";
  EXPECT_EQ(watch.too_late(), 0u) << "after a newer one";
  EXPECT_EQ(left.unsettled, 0u);
  EXPECT_EQ(left.parked, 0u);
  EXPECT_EQ(left.dead_letters, 0u);
}

} // namespace
} // namespace fanfare::test
