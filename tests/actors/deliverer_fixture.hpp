#pragma once

#include "actors/deliverer.hpp"
#include "tests/support/fake_notifier.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::test {

/// A deliverer at its desk, with a notifier that a test answers for.
class deliverer_test : public ::testing::Test, protected workplace {
protected:
  std::shared_ptr<deliverer_desk> desk = std::make_shared<deliverer_desk>();
  std::shared_ptr<fake_notifier> out = std::make_shared<fake_notifier>();
  current_index listeners_now;
  settler_desk settler;
  std::optional<virtual_time> time{std::in_place};

  deliverer_test() {
    time->employ({{"deliverer", &desk->bell,
                   [this](alarm_clock& clock) {
                     return std::make_unique<deliverer>(clock, desk, out, listeners_now, settler,
                                                        around);
                   }}},
                 around);
  }

  /// Makes these the listeners of the moment.
  void know(std::uint64_t version, std::vector<ready_listener_ptr> all) {
    listeners_now.store(an_index(version, std::move(all)));
  }

  /// Sends events `first` to `last` to a listener.
  void send(const ready_listener_ptr& to, std::uint64_t first, std::uint64_t last,
            delivery_origin from = delivery_origin::journal) {
    std::vector<delivery> batch;
    for (auto n = first; n <= last; ++n)
      batch.push_back(a_delivery(n, to, from));
    desk->work.push(std::move(batch));
    time->run();
  }

  void finish(verdict how, std::string detail = {}) {
    out->finish(how, std::move(detail));
    time->run();
  }

  void enter(phase next) {
    around.now = next;
    desk->bell.ring();
    time->run();
  }

  /// Returns the bucket that ends at a bound.
  static std::size_t bucket_of(std::chrono::microseconds bound) {
    std::size_t at = 0;
    while (duration_bounds.at(at) != bound)
      ++at;
    return at;
  }

  std::vector<finished_delivery> ended() { return take_items(settler.finished); }
};

} // namespace fanfare::test
