#pragma once

#include "actors/retrier.hpp"
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

/// A retrier at its desk, with a store whose answers a test lays out.
class retrier_test : public ::testing::Test, protected workplace {
protected:
  retrier_desk desk;
  current_index listeners_now;
  deliverer_directory deliverers;
  std::shared_ptr<deliverer_desk> http = std::make_shared<deliverer_desk>();
  settler_desk settler;
  caution* care = nullptr;
  virtual_time time;

  retrier_test() {
    deliverers.add("http", {http});
    know({a_listener("a", pace_of(3)), a_listener("b", pace_of(3))});
  }

  void know(std::vector<ready_listener_ptr> all) {
    listeners_now.store(an_index(1, std::move(all)));
  }

  void start() {
    time.employ({{"retrier", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<retrier>(clock, desk, queue, listeners_now, deliverers,
                                                     settler, std::vector<std::string>{"http"},
                                                     around, care);
                  }}},
                around);
  }

  claimed_delivery claim(std::uint64_t event, const std::string& listener = "a",
                         const std::string& body = a_report()) {
    return {{id_of(event), body}, listener, {}, 2, "503"};
  }

  /// The settler has settled these claims.
  void free(std::vector<std::uint64_t> events, std::optional<std::chrono::milliseconds> due = {}) {
    freed_claims freed;
    for (auto n : events)
      freed.which.push_back({id_of(n), "a", {}, {}, {}});
    freed.next_due = due;
    desk.freed.push(std::move(freed));
    time.run();
  }

  /// The deliverer says when claims for a lane make sense.
  void shut(std::optional<lane_gate> gate, const std::string& listener = "a") {
    desk.gates.push({{listener, gate}});
    time.run();
  }

  std::vector<std::uint64_t> sent() {
    std::vector<std::uint64_t> events;
    for (const auto& each : take_items(http->work))
      events.push_back(each.what->id.ms);
    return events;
  }

  std::vector<std::size_t> asked_for() const {
    std::vector<std::size_t> places;
    for (const auto& each : store.claims)
      for (const auto& request : each)
        places.push_back(request.most);
    return places;
  }
};

using numbers = std::vector<std::uint64_t>;
using sizes = std::vector<std::size_t>;

} // namespace fanfare::test
