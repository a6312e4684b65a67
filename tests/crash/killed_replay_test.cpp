#include "tests/crash/account.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <map>
#include <optional>
#include <sstream>
#include <thread>

namespace fanfare::test {
namespace {

constexpr std::size_t letters = 1'000;
/// Every tenth report is taken at once: twenty that are rejected in a row would open the breaker.
constexpr std::size_t reports_of_letters = 1'111;

bool is_taken_at_once(const std::string& report) {
  return report.find(R"(9})") != std::string::npos;
}

class KilledReplay : public testing::TestWithParam<std::string> {
protected:
  KilledReplay() {
    std::map<std::string, std::string> environment;
    if (GetParam() == "redis") {
      redis_.emplace();
      environment["FANFARE_STORE_URL"] = redis_->url();
    }
    site_.emplace(std::move(environment));
    node_.emplace(*site_);
    site_->listen(receiver_.url("/all"), "replay.step", R"({"timeout":"1s"})");
  }

  /// Publishes what the receiver rejects most of, and waits until that is dead.
  void let_all_die() {
    std::string reports;
    for (std::size_t i = 0; i < reports_of_letters; ++i)
      reports += R"({"event_type":"replay.step","payload":)" + std::to_string(i) + "}\n";
    const auto ids = site_->publish(reports);
    std::istringstream lines{reports};
    for (const auto& id : ids)
      std::getline(lines, published_[id]);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{100};
    while (dead() < letters && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds{20}); // another process is at it
    ASSERT_EQ(dead(), letters) << node_->running().err();
  }

  std::uint64_t dead() const { return site_->open()->counts()->dead_letters; }

  process_end replay(const std::string& crash_point = {}) const {
    return run(site_->plan_to_die(crash_point, {"dead", "replay", "--all", "--yes"}));
  }

  std::atomic<bool> rejects_{true};
  delivery_ledger receiver_{[this](const received_request& to) {
    return reply::with(rejects_ && !is_taken_at_once(to.body) ? 400 : 200);
  }};
  std::optional<redis_server> redis_;
  std::optional<program_site> site_;
  std::optional<served_node> node_;
  std::map<std::string, std::string> published_;
};

INSTANTIATE_TEST_SUITE_P(Stores, KilledReplay, testing::Values("sqlite", "redis"),
                         [](const auto& store) { return store.param; });

TEST_P(KilledReplay, delivers_each_of_a_thousand_once_when_it_is_run_again) {
  ASSERT_NO_FATAL_FAILURE(let_all_die());
  rejects_ = false;

  EXPECT_EQ(replay("replay:2").signal, SIGKILL);
  const auto between = dead();
  const auto second = replay();
  EXPECT_EQ(second.exit_code, 0) << second.err;
  const auto left = site_->emptied();

  EXPECT_GT(between, 0u);
  EXPECT_LT(between, letters);
  const auto came = account_of(receiver_, published_, {"/all"});
  EXPECT_EQ(came.due, reports_of_letters);
  EXPECT_EQ(came.missing, 0u);
  EXPECT_EQ(came.repeats, 0u);
  EXPECT_EQ(came.wrong_bytes, 0u);
  EXPECT_EQ(left.unsettled + left.parked + left.referenced + left.dead_letters, 0u);
}

} // namespace
} // namespace fanfare::test
