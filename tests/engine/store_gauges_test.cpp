#include "engine/store_gauges.hpp"
#include "storage/store_thread.hpp"
#include "tests/support/fake_store.hpp"

#include <gtest/gtest.h>

#include <future>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class StoreGauges : public testing::Test {
protected:
  StoreGauges() { gauges_.open(reader_); }

  /// Waits until everything that was asked of the store so far is answered.
  void catch_up() {
    std::promise<void> done;
    reader_.run([&done](store&) { done.set_value(); });
    done.get_future().wait();
  }

  fake_store store_;
  store_gauges gauges_;
  store_thread reader_{store_, "reader"};
};

TEST_F(StoreGauges, tell_what_the_store_holds_and_how_old_the_oldest_is) {
  store_.entries[{1000, 0, 0, 7}] = "{}"; // of 1970

  const auto got = gauges_.read(10s);

  EXPECT_TRUE(got.up);
  ASSERT_TRUE(got.last);
  EXPECT_EQ(got.last->counts.unsettled, 1u);
  EXPECT_GT(got.last->oldest_age, std::chrono::hours{24 * 365 * 50});
}

TEST_F(StoreGauges, are_read_at_most_once_a_second) {
  gauges_.read(10s);
  const auto reads = store_.reads;
  store_.entries[{1000, 0, 0, 7}] = "{}";

  const auto again = gauges_.read(10s);

  ASSERT_TRUE(again.last);
  EXPECT_EQ(again.last->counts.unsettled, 0u);
  EXPECT_EQ(store_.reads, reads);
}

TEST_F(StoreGauges, keep_nobody_waiting_for_a_store_that_hangs) {
  std::promise<void> hanging;
  reader_.run([&hanging](store&) { hanging.get_future().wait(); });

  const auto first = gauges_.read(10ms);
  const auto second = gauges_.read(24h);
  hanging.set_value();
  catch_up();
  const auto later = gauges_.read(24h);

  EXPECT_FALSE(first.up);
  EXPECT_FALSE(second.up);
  EXPECT_TRUE(later.up);
  EXPECT_TRUE(later.last);
}

TEST_F(StoreGauges, are_down_while_the_store_fails) {
  store_.down = error{errc::store_unreachable, "gone"};

  const auto got = gauges_.read(10s);

  EXPECT_FALSE(got.up);
  EXPECT_FALSE(got.last);
}

TEST_F(StoreGauges, ask_nothing_any_more_when_they_are_closed) {
  gauges_.close();

  EXPECT_FALSE(gauges_.read(24h).last);
}

} // namespace
} // namespace fanfare::test
