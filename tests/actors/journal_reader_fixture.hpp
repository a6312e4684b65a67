#pragma once

#include "actors/journal_reader.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace fanfare::test {

/// A journal reader at its desk, with a journal that a test writes.
class journal_reader_test : public ::testing::Test, protected workplace {
protected:
  std::unique_ptr<reader_desk> desk;
  matcher_desk matcher{1'000};
  settler_desk settler;
  virtual_time time;

  void start(std::size_t window_events = 100, std::size_t window_bytes = 1 << 20) {
    desk = std::make_unique<reader_desk>(window_events, window_bytes);
    time.employ({{"journal reader", &desk->bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<journal_reader>(clock, *desk, queue, matcher, settler,
                                                            around);
                  }}},
                around);
  }

  ~journal_reader_test() override { around.now = phase::abandoning; }

  /// Another process writes events `first` to `last`.
  void write(std::uint64_t first, std::uint64_t last, const std::string& body = a_report()) {
    for (auto n = first; n <= last; ++n)
      store.entries[id_of(n)] = body;
    ++store.mark;
  }

  /// Returns what reached the matcher since the last time.
  std::vector<std::uint64_t> passed_on() {
    std::vector<std::uint64_t> events;
    for (const auto& batch : take_all(matcher.batches))
      for (const auto& each : batch.events)
        events.push_back(each->id.ms);
    return events;
  }

  void settle(std::int64_t events, std::int64_t bytes) {
    desk->bytes.give(bytes);
    desk->events.give(events);
    time.run();
  }
};

using numbers = std::vector<std::uint64_t>;

} // namespace fanfare::test
