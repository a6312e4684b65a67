#include "messages/circuit_breaker.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

class CircuitBreaker : public ::testing::Test {
protected:
  circuit_breaker breaker;
  delivery_options pace;
  circuit_breaker::time_point now{1h};

  void answer(sign what, int times = 1) {
    for (int i = 0; i < times; ++i)
      breaker.note({what, now}, now, pace, 0.0);
  }

  /// Lets the pause end, and sends a probe that is answered so.
  void probe(sign what, std::optional<milliseconds> asked = {}) {
    now = breaker.admits_from();
    breaker.attempted();
    const auto begun = now;
    now += 100ms;
    breaker.note({what, begun, asked}, now, pace, 0.0);
  }

  milliseconds pause() const {
    return std::chrono::duration_cast<milliseconds>(breaker.admits_from() - now);
  }

  bool admits() const { return breaker.admits_from() <= now; }
};

TEST_F(CircuitBreaker, opens_after_five_failures_in_a_row) {
  answer(sign::failing, 4);
  EXPECT_FALSE(breaker.open());
  EXPECT_TRUE(admits());

  answer(sign::failing);

  EXPECT_TRUE(breaker.open());
  EXPECT_FALSE(admits());
}

TEST_F(CircuitBreaker, begins_to_count_anew_after_a_success) {
  answer(sign::failing, 4);
  answer(sign::healthy);
  answer(sign::failing, 4);

  EXPECT_FALSE(breaker.open());
}

TEST_F(CircuitBreaker, opens_after_twenty_rejections_in_a_row) {
  answer(sign::rejecting, 19);
  EXPECT_FALSE(breaker.open());

  answer(sign::rejecting);

  EXPECT_TRUE(breaker.open());
}

TEST_F(CircuitBreaker, does_not_count_failures_and_rejections_together) {
  for (int i = 0; i < 30; ++i) {
    answer(sign::failing, 4);
    answer(sign::rejecting, 4);
  }

  EXPECT_FALSE(breaker.open());
}

TEST_F(CircuitBreaker, does_not_count_what_is_an_events_own_failure) {
  answer(sign::failing, 4);
  answer(sign::neither, 50);
  EXPECT_FALSE(breaker.open());

  answer(sign::failing);

  EXPECT_TRUE(breaker.open()) << "nor does it end a row";
}

TEST_F(CircuitBreaker, admits_one_probe_after_the_pause) {
  answer(sign::failing, 5);
  EXPECT_EQ(pause(), 2500ms);

  now += 2499ms;
  EXPECT_FALSE(admits());
  now += 1ms;
  EXPECT_TRUE(admits());
  breaker.attempted();

  EXPECT_FALSE(admits()) << "as long as the probe is not answered";
  now += 24h;
  EXPECT_FALSE(admits());
}

TEST_F(CircuitBreaker, closes_when_the_probe_succeeds) {
  answer(sign::failing, 5);

  probe(sign::healthy);

  EXPECT_FALSE(breaker.open());
  EXPECT_TRUE(breaker.at_rest());
  EXPECT_TRUE(admits());
}

TEST_F(CircuitBreaker, waits_longer_from_probe_to_probe_but_five_minutes_at_most) {
  answer(sign::failing, 5);
  const milliseconds pauses[] = {10s, 40s, 160s, 5min, 5min, 5min};

  for (const auto next : pauses) {
    probe(sign::failing);
    EXPECT_EQ(pause(), next);
  }
}

TEST_F(CircuitBreaker, waits_as_long_as_the_listener_s_own_delays) {
  pace.first_delay = 100ms;
  pace.max_delay = 1s;
  answer(sign::failing, 5);
  EXPECT_EQ(pause(), 50ms);

  probe(sign::failing);
  probe(sign::failing);
  probe(sign::failing);

  EXPECT_EQ(pause(), 500ms);
}

TEST_F(CircuitBreaker, begins_with_short_pauses_again_after_it_was_closed) {
  answer(sign::failing, 5);
  probe(sign::failing);
  probe(sign::healthy);

  answer(sign::failing, 5);

  EXPECT_EQ(pause(), 2500ms);
}

TEST_F(CircuitBreaker, stays_open_when_the_probe_is_anything_but_a_success) {
  for (const auto what : {sign::rejecting, sign::neither}) {
    breaker = {};
    answer(sign::failing, 5);

    probe(what);

    EXPECT_TRUE(breaker.open());
    EXPECT_EQ(pause(), 10s);
  }
}

TEST_F(CircuitBreaker, is_not_moved_by_failures_that_were_under_way_when_it_opened) {
  const auto begun = now;
  now += 1s;
  answer(sign::failing, 5);
  const auto from = breaker.admits_from();

  now = from + 10s;
  breaker.attempted();
  for (int i = 0; i < 3; ++i)
    breaker.note({sign::failing, begun}, now, pace, 0.0);

  EXPECT_FALSE(admits()) << "the probe is still under way";
  breaker.note({sign::failing, now}, now, pace, 0.0);
  EXPECT_EQ(pause(), 10s) << "it was one probe that failed";
}

TEST_F(CircuitBreaker, is_closed_by_a_success_that_was_under_way_when_it_opened) {
  const auto begun = now;
  now += 1s;
  answer(sign::failing, 5);

  breaker.note({sign::healthy, begun}, now, pace, 0.0);

  EXPECT_FALSE(breaker.open());
}

TEST_F(CircuitBreaker, waits_as_long_as_the_receiver_asked_for) {
  answer(sign::failing, 4);
  breaker.note({sign::failing, now, 20min}, now, pace, 0.0);
  EXPECT_EQ(pause(), 20min);

  probe(sign::failing, 1s);

  EXPECT_EQ(pause(), 1s);
}

TEST_F(CircuitBreaker, has_something_to_remember_after_a_failure) {
  EXPECT_TRUE(breaker.at_rest());
  answer(sign::failing);
  EXPECT_FALSE(breaker.at_rest());
  answer(sign::healthy);
  EXPECT_TRUE(breaker.at_rest());
  answer(sign::rejecting);
  EXPECT_FALSE(breaker.at_rest());
}

TEST(Sign, tells_receivers_that_fail_from_events_that_fail) {
  EXPECT_EQ(sign_of(verdict::delivered, 204), sign::healthy);
  EXPECT_EQ(sign_of(verdict::retry, 0), sign::failing) << "no answer";
  EXPECT_EQ(sign_of(verdict::retry, 429), sign::failing);
  EXPECT_EQ(sign_of(verdict::retry, 500), sign::failing);
  EXPECT_EQ(sign_of(verdict::retry, 503), sign::failing);
  EXPECT_EQ(sign_of(verdict::unsent, 0), sign::failing);
  EXPECT_EQ(sign_of(verdict::retry, 408), sign::neither);
  EXPECT_EQ(sign_of(verdict::retry, 409), sign::neither);
  EXPECT_EQ(sign_of(verdict::retry, 450), sign::neither) << "a mailbox that is full";
  EXPECT_EQ(sign_of(verdict::rejected, 404), sign::rejecting);
  EXPECT_EQ(sign_of(verdict::rejected, 550), sign::rejecting);
  EXPECT_EQ(sign_of(verdict::gone, 410), sign::rejecting);
}

} // namespace
} // namespace fanfare
