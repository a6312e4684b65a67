#pragma once

#include "actors/settler.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

/// A settler at its desk, with a store that keeps what it is told.
class settler_test : public ::testing::Test, protected workplace {
protected:
  settler_desk desk;
  reader_desk reader{100, 1 << 20};
  matcher_desk matcher{1000};
  retrier_desk retrier;
  chronicler_desk chronicler;
  deliverer_directory deliverers;
  ready_listener_ptr to = a_listener("a");
  std::function<void()> at_jitter; ///< What happens when jitter is asked for next.
  virtual_time time;

  settler_test() {
    auto spread = [this] {
      if (auto happens = std::exchange(at_jitter, nullptr))
        happens();
      return 0.5;
    };
    time.employ({{"settler", &desk.bell,
                  [this, spread](alarm_clock& clock) {
                    return std::make_unique<fanfare::settler>(clock, desk, queue, reader, matcher,
                                                              retrier, chronicler, deliverers,
                                                              &today, spread, around);
                  }}},
                around);
  }

  void plan(std::uint64_t event, std::uint32_t deliveries) {
    auto what = an_event(event);
    reader.events.take(1);
    reader.bytes.take(static_cast<std::int64_t>(what->body.size()));
    matcher.deliveries.take(deliveries);
    desk.plans.push({{what, deliveries}});
    time.run();
  }

  finished_delivery one(std::uint64_t event, ending how, std::uint32_t attempts = 0,
                        delivery_origin from = delivery_origin::journal) {
    return {a_delivery(event, to, from, attempts), how, "answer"};
  }

  void finish(std::vector<finished_delivery> endings) {
    desk.finished.push(std::move(endings));
    time.run();
  }

  bool credit_is_whole() const {
    return reader.events.whole() && reader.bytes.whole() && matcher.deliveries.whole();
  }

  /// Returns what the only commit settled.
  const settlement& settled() const { return store.written.at(0).settles; }
};

using ids = std::vector<event_id>;
constexpr auto gathering = std::chrono::milliseconds{5};

} // namespace fanfare::test
