#include "tests/engine/engine_test.hpp"
#include "tests/support/redis_server.hpp"

#include <chrono>
#include <optional>
#include <thread>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

enum class on : std::uint8_t { sqlite, redis };

/// An engine whose journal may hold 20 events, and a receiver that hangs.
class FullJournal : public engine_test, public testing::WithParamInterface<on> {
protected:
  void SetUp() override {
    if (GetParam() == on::redis)
      how_.store_url = redis_.emplace().url();
    how_.max_unsettled_events = 20;
    // A window of one event: what hangs beyond it can be neither read nor leased.
    how_.window_bytes = 1;
    out_->decide(hold);
    start();
    listen();
  }

  /// Who hangs, and a store that is gone, keep the engine from stopping.
  void TearDown() override {
    end_hanging();
    engine_.reset();
  }

  void end_hanging() {
    out_->decide([](const attempt&) { return verdict::delivered; });
    out_->release();
  }

  result<receipt> try_one() { return engine_->publish(report::of("a.b")).get(); }

  /// What others write shows with the next reading of the store, after 3 s at most:
  /// tries now and then, so that its own events do not fill the journal.
  bool becomes_full_by_others() {
    for (int tries = 0; tries < 15; ++tries) {
      if (!try_one())
        return true;
      std::this_thread::sleep_for(400ms);
    }
    return false;
  }

  bool becomes_free() {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!try_one()) {
      if (std::chrono::steady_clock::now() > deadline)
        return false;
      std::this_thread::sleep_for(20ms);
    }
    return true;
  }

  /// Publishes past the engine, without its limit.
  void publish_as_another(std::size_t count) {
    auto unlimited = how_;
    unlimited.max_unsettled_events = 1'000;
    const auto other = admin::open(unlimited);
    ASSERT_TRUE(other) << other.error().detail;
    ASSERT_TRUE((*other)->publish(reports(count)));
  }

  std::optional<redis_server> redis_;
};

TEST_P(FullJournal, makes_publishing_busy_at_once_until_the_receiver_has_caught_up) {
  publish(20);

  const auto full = try_one();
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, errc::busy);
  EXPECT_NE(full.error().detail.find("max_unsettled_events is 20;"), std::string::npos)
      << full.error().detail;
  EXPECT_EQ(counts().unsettled, 20u);

  end_hanging();
  EXPECT_TRUE(becomes_free());
  EXPECT_TRUE(settled());
}

TEST_P(FullJournal, is_noticed_when_others_filled_it) {
  publish(1);

  publish_as_another(30);

  EXPECT_TRUE(becomes_full_by_others());
  EXPECT_EQ(try_one().error().code, errc::busy);
}

TEST_P(FullJournal, is_noticed_when_it_was_full_before_the_engine_was_started) {
  engine_.reset();
  publish_as_another(30);

  start();

  EXPECT_TRUE(becomes_full_by_others());
}

INSTANTIATE_TEST_SUITE_P(On, FullJournal, testing::Values(on::sqlite, on::redis),
                         [](const testing::TestParamInfo<on>& which) {
                           return which.param == on::sqlite ? "sqlite" : "redis";
                         });

} // namespace
} // namespace fanfare::test
