#pragma once

#include "fanfare/fanfare.hpp"
#include "fanfare/testing.hpp"

#include "tests/contract/temp_directory.hpp"
#include "tests/support/mail_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace fanfare::test {

/// An engine in this process on a store of its own, and a real mail server for it.
class mailed_engine : public testing::Test {
protected:
  void start(bool enabled = true) {
    options how;
    how.store_url = store_url;
    how.allow_networks = {"127.0.0.0/8"};
    how.email.enabled = enabled;
    how.email.host = "127.0.0.1";
    how.email.port = server.port();
    how.email.from = "no-repy@your.domain";
    how.delivery.first_delay = std::chrono::milliseconds{100};
    how.log = [this](log_level, std::string_view line) {
      std::lock_guard guard{mutex};
      log.emplace_back(line);
    };
    auto started = engine::start(std::move(how));
    ASSERT_TRUE(started) << started.error().detail;
    node = *std::move(started);
  }

  admin& at() { return node->administration(); }

  std::string listen(std::vector<std::string> addresses) {
    const auto id = at().create(
        {.notifier_type = "email",
         .event_types = {"*"},
         .notifier_config = email_config{"pulp notification", std::move(addresses)}.json()});
    EXPECT_TRUE(id) << id.error().detail;
    return id ? *id : "";
  }

  /// Publishes a report and waits until it is settled.
  void publish(std::string body = R"({"event_type":"repo.sync.start"})") {
    const auto how = node->publish(report{std::move(body), {}}).get();
    ASSERT_TRUE(how) << how.error().detail;
    ASSERT_TRUE(wait_settled(*node));
  }

  store_counts counts() {
    const auto now = at().counts();
    EXPECT_TRUE(now);
    return now ? *now : store_counts{};
  }

  /// Waits until it is so, at most 20 s; false if it is not by then.
  static bool comes_true(const std::function<bool()>& what) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!what()) {
      if (std::chrono::steady_clock::now() > deadline)
        return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
  }

  /// Waits until no delivery is parked.
  bool nothing_waits() {
    return comes_true([this] { return counts().parked == 0; });
  }

  std::ptrdiff_t logged(std::string_view words) {
    std::lock_guard guard{mutex};
    return std::count_if(log.begin(), log.end(), [words](const std::string& line) {
      return line.find(words) != std::string::npos;
    });
  }

  temp_directory place;
  std::string store_url = "sqlite:" + place.file("store.db");
  mail_server server;
  std::mutex mutex;
  std::vector<std::string> log;
  std::unique_ptr<engine> node;
};

} // namespace fanfare::test
