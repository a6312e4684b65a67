#pragma once

#include "actors/chronicler.hpp"
#include "messages/listener_json.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

/// A chronicler whose listeners are in the store too, as admins have made them.
class disabling_test : public chronicler_test {
protected:
  disabling_test() {
    for (const auto* id : {"l0", "l1", "l2"})
      keep(id);
    listeners_now.store(an_index(1, {as_kept("l0"), as_kept("l1"), as_kept("l2")}));
    store.edits.version = 1;
  }

  /// Puts a listener into the store, as an admin would.
  void keep(const std::string& id, const std::string& url = "https://e.org/", bool enabled = true) {
    listener one;
    one.id = id;
    one.name = "ops-" + id;
    one.notifier_type = "http";
    one.enabled = enabled;
    one.event_types = {"*"};
    one.notifier_config = R"({"url":")" + url + R"("})";
    store.kept[id] = {id, one.name, "http", enabled, to_json(one)};
  }

  /// Returns a listener as the store has it now.
  ready_listener_ptr as_kept(const std::string& id) const {
    auto ready = std::make_shared<ready_listener>();
    ready->what = std::make_shared<const listener>(*listener_from_json(store.kept.at(id).json));
    return ready;
  }

  /// The librarian has seen all changes.
  void show_changes() {
    std::vector<ready_listener_ptr> all;
    for (const auto& [id, one] : store.kept)
      all.push_back(as_kept(id));
    listeners_now.store(an_index(store.edits.version, std::move(all)));
  }

  bool is_enabled(const std::string& id) const {
    return listener_from_json(store.kept.at(id).json)->enabled;
  }

  void be_gone(const std::string& id) {
    desk.notes.push({{id, "POST https://e.org/ -> 410 Gone", true}});
    time.run();
  }

  void fail_times(const std::string& id, int times) {
    for (int i = 0; i < times; ++i)
      fail(id);
  }

  std::vector<listener_event> told() { return take_items(crier.news); }
  std::vector<listener_event::kind> told_kinds() {
    std::vector<listener_event::kind> kinds;
    for (const auto& each : told())
      kinds.push_back(each.what);
    return kinds;
  }
};

} // namespace fanfare::test
