#include "tests/server/raw_client.hpp"
#include "tests/support/http_receiver.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mebibyte = 1 << 20;
constexpr std::size_t window_mebibytes = 8;
constexpr std::size_t report_bytes = 10 * 1024;

/// A node that may keep 8 MiB of events that wait to be stored, as much of those
/// that are not settled, and as much of those whose receivers take their time.
class BoundedMemory : public testing::TestWithParam<std::string> {
protected:
  BoundedMemory() {
    const auto bytes = std::to_string(window_mebibytes * mebibyte);
    std::map<std::string, std::string> environment{{"FANFARE_LIMITS_WINDOW_BYTES", bytes},
                                                   {"FANFARE_LIMITS_INGEST_BYTES", bytes}};
    if (GetParam() == "redis")
      environment["FANFARE_STORE_URL"] = redis_.emplace().url();
    site_.emplace(std::move(environment));
    node_.emplace(*site_);
  }

  static std::string megabyte_of_reports() {
    std::string lines;
    while (lines.size() < mebibyte)
      lines +=
          R"({"event_type":"load.large","payload":")" + std::string(report_bytes, 'x') + "\"}\n";
    return lines;
  }

  raw_answer publish(const std::string& lines) const {
    raw_client client{node_->address()};
    client.send(post(lines, "application/x-ndjson"));
    return client.read();
  }

  std::size_t resident_mebibytes() const {
    std::ifstream file{"/proc/" + std::to_string(node_->running().pid()) + "/status"};
    for (std::string line; std::getline(file, line);)
      if (line.starts_with("VmRSS:"))
        return std::strtoul(&line[6], nullptr, 10) / 1024;
    return 0;
  }

  http_receiver hangs_{[](const received_request&) { return reply::silence(); }};
  std::optional<redis_server> redis_;
  std::optional<program_site> site_;
  mutable std::optional<served_node> node_;
  const std::string lines_ = megabyte_of_reports();
};

INSTANTIATE_TEST_SUITE_P(Stores, BoundedMemory, testing::Values("sqlite", "redis"),
                         [](const auto& store) { return store.param; });

TEST_P(BoundedMemory, is_not_exceeded_by_what_a_receiver_that_hangs_leaves_behind) {
  site_->listen(hangs_.url(), "load.#");
  for (std::size_t i = 0; i < 3 * window_mebibytes; ++i)
    ASSERT_EQ(publish(lines_).status, 202);
  const auto full = resident_mebibytes();

  for (std::size_t i = 0; i < 100; ++i)
    ASSERT_EQ(publish(lines_).status, 202);

  const auto later = resident_mebibytes();
  std::cout << full << " MiB with full windows, " << later << " MiB with 100 MiB more\n";
  EXPECT_LE(later, full + 3 * window_mebibytes);
}

/// A node on a Redis that stands still.
class StoppedStore : public BoundedMemory {};

INSTANTIATE_TEST_SUITE_P(Stores, StoppedStore, testing::Values("redis"),
                         [](const auto& store) { return store.param; });

TEST_P(StoppedStore, makes_publishers_busy_at_once_and_nothing_pile_up) {
  ASSERT_EQ(publish(lines_).status, 202);
  const auto before = resident_mebibytes();

  redis_->signal(SIGSTOP);
  std::vector<raw_answer> answers(64);
  std::vector<std::thread> publishers;
  for (std::size_t which = 0; which < 8; ++which)
    publishers.emplace_back([&, which] {
      for (auto i = which; i < answers.size(); i += 8)
        answers[i] = publish(lines_);
    });
  for (auto& each : publishers)
    each.join();
  const auto after = resident_mebibytes();
  redis_->signal(SIGCONT);

  for (const auto& each : answers) {
    EXPECT_EQ(each.status, 503);
    EXPECT_TRUE(each.has("Retry-After: 1\r\n"));
  }
  std::cout << before << " MiB before, " << after << " MiB after 64 MiB were refused\n";
  EXPECT_LE(after, before + 6 * window_mebibytes);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (publish(lines_).status != 202)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << node_->running().err();
}

} // namespace
} // namespace fanfare::test
