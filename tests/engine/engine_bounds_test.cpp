#include "tests/engine/engine_test.hpp"

#include <thread>

namespace fanfare::test {
namespace {

/// What is kept for receivers that do not take it. A node looks at it when it starts.
class EngineBounds : public engine_test {
protected:
  void restart() {
    engine_.reset();
    start();
  }

  /// Waits until so many were dropped; the store knows before the counter does.
  bool trims(const std::string& from, double count) const {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (trimmed(from) != count && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    return trimmed(from) == count;
  }

  double trimmed(const std::string& from) const {
    for (const auto& each : engine_->metrics())
      if (each.name == "fanfare_deliveries_trimmed_total")
        for (const auto& sample : each.samples)
          if (sample.labels.at(0).value == from)
            return sample.value;
    return -1;
  }

  bool warns_of(const std::string& word) const {
    for (const auto& each : engine_->condition().warnings)
      if (each.find(word) != std::string::npos)
        return true;
    return false;
  }
};

TEST_F(EngineBounds, dead_letters_beyond_dead_max_are_dropped_the_oldest_first) {
  start();
  const auto first = listen();
  listen({"*"}, R"({"dead_max":100})");
  out_->decide([](const attempt&) { return verdict::rejected; });
  const auto events = publish(5);
  ASSERT_TRUE(settled());
  ASSERT_EQ(counts().dead_letters, 10u);

  how_.delivery.dead_max = 3;
  restart();

  ASSERT_TRUE(trims("dead", 2));
  EXPECT_EQ(counts().dead_letters, 8u);
  const auto left = engine_->administration().dead_letters(100);
  ASSERT_TRUE(left);
  std::vector<std::string> of_first;
  for (const auto& each : *left)
    if (each.listener_id == first)
      of_first.push_back(each.event_id);
  EXPECT_EQ(of_first, (std::vector<std::string>{events[4], events[3], events[2]}));
  EXPECT_TRUE(warns_of("dead_max"));
  EXPECT_EQ(counts().referenced, 5u) << "the other listener still has all of them";
}

TEST_F(EngineBounds, what_waits_beyond_parked_max_is_dropped_and_leaves_nothing) {
  start();
  listen({"*"}, R"({"first_delay":"1h"})");
  out_->decide([](const attempt&) { return verdict::retry; });
  publish(5);
  ASSERT_TRUE(settled());
  ASSERT_EQ(counts().parked, 5u);

  how_.delivery.parked_max = 2;
  restart();

  ASSERT_TRUE(trims("parked", 3));
  EXPECT_EQ(counts().parked, 2u);
  EXPECT_TRUE(warns_of("parked_max"));
  EXPECT_EQ(counts().referenced, 2u);
}

} // namespace
} // namespace fanfare::test
