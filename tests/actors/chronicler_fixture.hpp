#pragma once

#include "actors/chronicler.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace fanfare::test {

/// A chronicler at its desk, with three listeners, `l0` to `l2`.
class chronicler_test : public ::testing::Test, protected workplace {
protected:
  chronicler_desk desk;
  crier_desk crier;
  current_index listeners_now;
  virtual_time time;
  listener_state::time_point today{std::chrono::milliseconds{1'700'000'000'000}};

  chronicler_test() { listeners_now.store(an_index(1, listeners(3))); }

  void start() {
    time.employ({{"chronicler", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<chronicler>(
                        clock, desk, queue, listeners_now, crier, [this] { return today; }, around);
                  }}},
                around);
  }

  void fail(const std::string& id, const std::string& why = "503") {
    desk.notes.push({{id, why}});
    time.run();
  }
  void succeed(const std::string& id) {
    desk.notes.push({{id, std::nullopt}});
    time.run();
  }
  void pass(std::chrono::milliseconds span) {
    today += span;
    time.advance(span);
  }

  /// Returns what was last written of a listener.
  listener_state written(const std::string& id) const {
    std::optional<listener_state> last;
    for (const auto& write : store.states_put)
      for (const auto& state : write)
        if (state.listener_id == id)
          last = state;
    EXPECT_TRUE(last) << "nothing was written of " << id;
    return last.value_or(listener_state{});
  }
};

} // namespace fanfare::test
