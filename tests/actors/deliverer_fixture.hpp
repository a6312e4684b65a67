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
  retrier_desk retrier;
  chronicler_desk chronicler;
  reader_desk reader{1'024, 1 << 20};
  matcher_desk matcher{1'024};
  std::vector<std::shared_ptr<deliverer_desk>> desks{desk};
  delivery_site site{
      listeners_now, settler, retrier, {reader.events, reader.bytes, matcher.deliveries},
      desks,         &today,  around,  chronicler};
  std::optional<virtual_time> time{std::in_place};

  deliverer_test() {
    time->employ({{"deliverer", &desk->bell,
                   [this](alarm_clock& clock) {
                     return std::make_unique<deliverer>(clock, desk, out, site, [] { return 0.0; });
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

  /// Finishes the oldest attempt with all that a notifier can say.
  void finish_with(verdict how, std::uint32_t status,
                   std::optional<std::chrono::milliseconds> retry_after = {}) {
    out->finish_with({0, how, "told so by the test", status, {}, retry_after});
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

  /// Returns what has been said about the gates of lanes.
  std::vector<gate_note> gates() { return take_items(retrier.gates); }
};

} // namespace fanfare::test
