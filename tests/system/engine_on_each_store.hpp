#pragma once

#include "tests/engine/engine_test.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace fanfare::test {

/// An engine in this process on a store of each kind.
/// @param GetParam() `sqlite` or `redis`.
class engine_on_each_store : public engine_test, public testing::WithParamInterface<std::string> {
protected:
  engine_on_each_store() {
    if (GetParam() == "redis") {
      redis_.emplace();
      how_.store_url = redis_->url();
    }
    how_.allow_networks = {"127.0.0.0/8"};
  }
  /// Before its store is gone.
  void TearDown() override { engine_.reset(); }

  admin& administration() { return engine_->administration(); }

  void change(const std::string& id, const listener_change& what) {
    const auto done = administration().update(id, what);
    EXPECT_TRUE(done) << done.error().detail;
  }

  listener find(const std::string& id) {
    const auto found = administration().find(id);
    EXPECT_TRUE(found) << found.error().detail;
    return found ? *found : listener{};
  }

  listener_state state_of(const std::string& id) {
    const auto all = administration().states();
    EXPECT_TRUE(all) << all.error().detail;
    for (const auto& each : *all)
      if (each.listener_id == id)
        return each;
    return {};
  }

  std::vector<dead_letter> dead() {
    const auto all = administration().dead_letters(1'000);
    EXPECT_TRUE(all) << all.error().detail;
    return all ? *all : std::vector<dead_letter>{};
  }

  /// Waits until it is so, at most 20 s.
  static bool comes_true(const std::function<bool()>& what) {
    for (const auto end = std::chrono::steady_clock::now() + patience; !what();
         std::this_thread::sleep_for(std::chrono::milliseconds{10}))
      if (std::chrono::steady_clock::now() > end)
        return false;
    return true;
  }

  std::optional<redis_server> redis_;
};

inline auto each_store() { return testing::Values(std::string{"sqlite"}, std::string{"redis"}); }

inline std::string name_of_store(const testing::TestParamInfo<std::string>& which) {
  return which.param;
}

} // namespace fanfare::test
