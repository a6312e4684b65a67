#pragma once

#include "actors/matcher.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

/// A matcher at its desk, between desks at which nobody works.
class matcher_test : public ::testing::Test, protected workplace {
protected:
  std::unique_ptr<matcher_desk> desk;
  reader_desk reader{1'000, 1 << 20};
  librarian_desk librarian;
  current_index listeners_now;
  deliverer_directory deliverers;
  std::shared_ptr<deliverer_desk> http = std::make_shared<deliverer_desk>();
  settler_desk settler;
  cataloguer_desk cataloguer;
  virtual_time time;

  matcher_test() { deliverers.add("http", {http}); }

  void start(std::size_t window = 1'000) {
    desk = std::make_unique<matcher_desk>(window);
    time.employ({{"matcher", &desk->bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<matcher>(clock, *desk, reader, librarian, listeners_now,
                                                     deliverers, settler, cataloguer, around);
                  }}},
                around);
  }

  void send(std::vector<event_ptr> events, std::uint64_t version = 1) {
    for (const auto& each : events) {
      reader.events.take(1);
      reader.bytes.take(static_cast<std::int64_t>(each->body.size()));
    }
    desk->batches.push({std::move(events), version});
    time.run();
  }

  void give_back(std::int64_t deliveries) {
    desk->deliveries.give(deliveries);
    time.run();
  }

  std::vector<std::string> delivered_to() {
    std::vector<std::string> ids;
    for (const auto& each : take_items(http->work))
      ids.push_back(each.to->what->id);
    return ids;
  }
};

} // namespace fanfare::test
