#include "fanfare/admin.hpp"

#include "tests/engine/engine_test.hpp"

#include <atomic>
#include <iostream>
#include <map>
#include <stdexcept>
#include <thread>

namespace fanfare::test {
namespace {

constexpr std::size_t events = 20'000;
constexpr std::size_t listeners = 10;

/// A node that finds a full journal, and receivers that take some time for each delivery.
class EngineRestart : public engine_test {
protected:
  EngineRestart() {
    out_->decide(hold);
    start();
    for (std::size_t i = 0; i < listeners; ++i)
      listen({"load." + std::to_string(i)});
    engine_.reset();
    const auto store = admin::open(how_, if_missing::fail);
    if (!store)
      throw std::runtime_error{store.error().detail};
    for (std::size_t done = 0; done < events;) {
      std::vector<report> some;
      for (std::size_t i = 0; i < 1'000; ++i, ++done)
        some.push_back(report::of("load." + std::to_string(done % listeners), "{}"));
      if (const auto stored = (*store)->publish(std::move(some)); !stored)
        throw std::runtime_error{stored.error().detail};
    }
    receivers_ = std::thread{[this] { take(); }};
  }

  ~EngineRestart() override {
    done_ = true;
    receivers_.join();
  }

  /// Returns how many deliveries left the memory of the engine, by how they did.
  std::map<std::string, double> deliveries() const {
    std::map<std::string, double> sums;
    for (const auto& family : engine_->metrics())
      if (family.name == "fanfare_deliveries_total")
        for (const auto& sample : family.samples)
          for (const auto& label : sample.labels)
            if (label.name == "outcome")
              sums[label.value] += sample.value;
    return sums;
  }

  void take() {
    while (!done_) {
      out_->release(verdict::delivered, 16);
      std::this_thread::sleep_for(std::chrono::milliseconds{1}); // what the receivers need
    }
  }

  std::atomic<bool> done_{false};
  std::thread receivers_;
};

TEST_F(EngineRestart, parks_next_to_nothing_of_a_full_journal) {
  start();

  ASSERT_TRUE(wait_settled(*engine_, std::chrono::seconds{60}));

  const auto by = deliveries();
  for (const auto& [how, count] : by)
    std::cout << count << ' ' << how << '\n';
  double parked = 0;
  for (const auto* how : {"withdrawn", "leased", "retry", "abandoned"})
    parked += by.count(how) > 0 ? by.at(how) : 0;
  EXPECT_LE(parked, events / 100.0);
  EXPECT_GE(by.at("delivered"), events - parked);
}

} // namespace
} // namespace fanfare::test
