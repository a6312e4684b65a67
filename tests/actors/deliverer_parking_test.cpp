#include "tests/actors/deliverer_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// What becomes of deliveries that cannot be sent.
class DelivererParking : public deliverer_test {
protected:
  ready_listener_ptr open(delivery_options pace) {
    auto to = a_listener("a", std::move(pace));
    know(1, {to});
    return to;
  }

  void fail(int times) {
    for (int i = 0; i < times; ++i)
      finish_with(verdict::retry, 503);
  }

  /// Returns the deliveries among those that ended which were parked without an attempt.
  static std::vector<finished_delivery> parked(const std::vector<finished_delivery>& all) {
    std::vector<finished_delivery> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some),
                 [](const finished_delivery& each) { return each.how == ending::withdrawn; });
    return some;
  }
};

// -- the breaker ------------------------------------------------------------------

TEST_F(DelivererParking, parks_what_waits_for_a_receiver_that_fails_five_times) {
  auto to = open(pace_of(1));
  send(to, 1, 10);

  fail(4);
  EXPECT_TRUE(parked(ended()).empty());
  fail(1);

  auto all = parked(ended());
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all[0].what.what->id, id_of(6));
  EXPECT_EQ(all[0].pause, 2500ms);
  EXPECT_EQ(all[0].what.attempts, 0u);
  EXPECT_EQ(all[0].detail, "waits: the circuit breaker is open, for the receiver fails");
  EXPECT_TRUE(out->held.empty());
}

TEST_F(DelivererParking, parks_what_comes_for_a_receiver_that_fails) {
  auto to = open(pace_of(1));
  send(to, 1, 5);
  fail(5);
  ended();

  time->advance(1s);
  send(to, 6, 6);
  send(to, 7, 7, delivery_origin::retries);

  auto all = parked(ended());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].pause, 1500ms);
  EXPECT_EQ(all[1].pause, 1500ms);
  EXPECT_EQ(all[1].what.from, delivery_origin::retries);
  EXPECT_EQ(out->attempts.size(), 5u);
}

TEST_F(DelivererParking, probes_with_one_delivery_after_the_pause) {
  auto to = open(pace_of(8));
  send(to, 1, 5);
  fail(5);
  time->advance(2500ms);
  ended();

  send(to, 11, 13, delivery_origin::retries);

  ASSERT_EQ(out->held.size(), 1u);
  EXPECT_EQ(out->held[0].what->id, id_of(11));
  EXPECT_EQ(parked(ended()).size(), 2u);
  finish_with(verdict::retry, 503);
  send(to, 14, 14, delivery_origin::retries);
  EXPECT_TRUE(out->held.empty()) << "the next pause has begun";
  EXPECT_EQ(parked(ended()).at(0).pause, 10s);
}

TEST_F(DelivererParking, goes_on_as_before_when_a_probe_succeeds) {
  auto to = open(pace_of(8));
  send(to, 1, 5);
  fail(5);
  time->advance(2500ms);
  send(to, 6, 6);

  finish_with(verdict::delivered, 200);
  send(to, 7, 10);

  EXPECT_EQ(out->held.size(), 4u);
  EXPECT_TRUE(parked(ended()).empty());
}

TEST_F(DelivererParking, tells_the_retrier_when_claims_make_sense) {
  auto to = open(pace_of(1));
  const auto start = time->now();
  send(to, 1, 5);
  fail(5);
  auto said = gates();
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].listener, "a");
  EXPECT_EQ(said[0].gate, (lane_gate{start + 2500ms, true}));

  time->advance(2500ms);
  EXPECT_TRUE(gates().empty()) << "that is what it was told";
  send(to, 6, 6, delivery_origin::retries);
  EXPECT_EQ(gates().at(0).gate, (lane_gate{start + 2500ms + 16s, true}));
  finish_with(verdict::delivered, 200);

  said = gates();
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].gate, std::nullopt);
}

TEST_F(DelivererParking, opens_the_gate_at_once_for_a_listener_that_was_mended) {
  auto to = open(pace_of(1));
  send(to, 1, 5);
  fail(5);
  gates();

  auto mended = *to->what;
  mended.notifier_config = R"({"url":"https://elsewhere.example"})";
  auto now = std::make_shared<ready_listener>(*to);
  now->what = std::make_shared<const listener>(std::move(mended));
  know(2, {now});
  time->advance(100ms);

  auto said = gates();
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].gate, std::nullopt);
}

TEST_F(DelivererParking, uses_up_no_attempt_when_the_receiver_was_not_asked) {
  auto to = open(pace_of(1));
  send(to, 1, 7);
  for (int i = 0; i < 5; ++i)
    finish_with(verdict::unsent, 0);

  auto all = ended();
  ASSERT_EQ(all.size(), 7u);
  EXPECT_EQ(all[0].how, ending::unsent);
  EXPECT_EQ(all[0].pause, std::nullopt) << "as its schedule says";
  EXPECT_EQ(all[4].how, ending::unsent);
  EXPECT_EQ(all[4].pause, 2500ms) << "with the others of its lane";
  EXPECT_EQ(all[6].how, ending::withdrawn);
  time->advance(2500ms);
  send(to, 8, 8, delivery_origin::retries);
  finish_with(verdict::unsent, 0);
  EXPECT_EQ(ended().at(0).pause, 10s) << "longer from time to time";
}

TEST_F(DelivererParking, does_not_open_for_events_that_fail_by_themselves) {
  auto to = open(pace_of(1));
  send(to, 1, 30);

  for (int i = 0; i < 29; ++i)
    finish_with(verdict::retry, 409);

  EXPECT_EQ(out->held.size(), 1u);
}

// -- receivers that ask to be left alone ------------------------------------------------

TEST_F(DelivererParking, leaves_the_whole_lane_alone_for_as_long_as_the_receiver_asked) {
  auto to = open(pace_of(1));
  const auto start = time->now();
  send(to, 1, 3);

  finish_with(verdict::retry, 503, 7s);

  auto all = ended();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].how, ending::retry);
  EXPECT_EQ(all[0].pause, 7s);
  EXPECT_EQ(all[1].how, ending::withdrawn);
  EXPECT_EQ(all[1].pause, 7s);
  EXPECT_EQ(gates().at(0).gate, (lane_gate{start + 7s, false}));
  time->advance(6999ms);
  send(to, 4, 4);
  EXPECT_EQ(ended().size(), 0u) << "the last moment is waited for";
  EXPECT_EQ(out->attempts.size(), 1u);
  time->advance(1ms);
  EXPECT_EQ(out->attempts.size(), 2u);
}

TEST_F(DelivererParking, leaves_no_receiver_alone_for_longer_than_the_maximum_delay) {
  auto pace = pace_of(1);
  pace.max_delay = 1min;
  auto to = open(pace);
  send(to, 1, 1);

  finish_with(verdict::retry, 429, std::chrono::seconds{1'000'000'000});

  EXPECT_EQ(ended().at(0).pause, 1min);
}

TEST_F(DelivererParking, keeps_what_waits_for_a_moment_only) {
  auto to = open(pace_of(1));
  send(to, 1, 2);

  finish_with(verdict::retry, 503, 200ms);
  EXPECT_EQ(ended().size(), 1u);
  time->advance(199ms);
  EXPECT_EQ(out->attempts.size(), 1u);
  time->advance(1ms);

  EXPECT_EQ(out->attempts.size(), 2u);
}

TEST_F(DelivererParking, does_not_listen_to_receivers_that_took_the_event) {
  auto to = open(pace_of(1));
  send(to, 1, 2);

  finish_with(verdict::delivered, 200, 7s);

  EXPECT_EQ(out->attempts.size(), 2u);
}

// -- rates ------------------------------------------------------------------------

TEST_F(DelivererParking, sends_no_faster_than_its_rate_and_parks_nothing_for_it) {
  auto pace = pace_of(1'000);
  pace.rate = 50;
  auto to = open(pace);

  send(to, 1, 500);
  EXPECT_EQ(out->attempts.size(), 5u);
  time->advance(1s);
  EXPECT_EQ(out->attempts.size(), 55u);
  time->advance(2s);

  EXPECT_EQ(out->attempts.size(), 155u);
  EXPECT_TRUE(parked(ended()).empty());
}

// -- receivers that answer nothing --------------------------------------------------

TEST_F(DelivererParking, parks_what_waits_for_a_receiver_that_answers_nothing) {
  auto to = open(pace_of(2));
  send(to, 1, 2);
  time->advance(10ms);
  finish_with(verdict::delivered, 200);
  finish_with(verdict::delivered, 200);
  ended();

  send(to, 3, 8);
  time->advance(200ms);
  EXPECT_TRUE(ended().empty());
  time->advance(150ms);

  auto all = ended();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].how, ending::withdrawn);
  EXPECT_EQ(all[0].pause, 0ms);
  EXPECT_EQ(all[0].detail, "waits: the receiver answers nothing of what is under way");
  send(to, 9, 9);
  EXPECT_EQ(ended().size(), 1u) << "and what comes after";
}

TEST_F(DelivererParking, goes_on_as_soon_as_something_comes_back) {
  auto to = open(pace_of(2));
  send(to, 1, 5);
  time->advance(5s);
  ended();
  EXPECT_TRUE(gates().back().gate);

  finish_with(verdict::delivered, 200);
  send(to, 6, 7);

  EXPECT_EQ(out->held.size(), 2u);
  EXPECT_EQ(gates().back().gate, std::nullopt);
  EXPECT_TRUE(parked(ended()).empty());
}

TEST_F(DelivererParking, parks_nothing_while_a_slow_receiver_moves) {
  auto to = open(pace_of(2));
  send(to, 1, 200);

  for (int i = 0; i < 100; ++i) {
    time->advance(900ms);
    finish_with(verdict::delivered, 200);
  }

  EXPECT_TRUE(parked(ended()).empty());
}

// -- old events ---------------------------------------------------------------------

TEST_F(DelivererParking, attempts_nothing_for_events_that_are_too_old) {
  auto pace = pace_of(8);
  pace.max_age = 10s;
  auto to = open(pace);

  send(to, 49'000, 51'000);

  auto all = ended();
  EXPECT_EQ(out->held.size(), 8u) << "today() is 60 s after midnight";
  EXPECT_EQ(out->held[0].what->id, id_of(50'000));
  ASSERT_EQ(all.size(), 1'000u);
  EXPECT_EQ(all[0].how, ending::expired);
  EXPECT_EQ(desk->meter.expired.value(), 1'000u);
}

TEST_F(DelivererParking, counts_the_age_of_a_replayed_one_from_its_replay) {
  auto pace = pace_of(8);
  pace.max_age = 10s;
  auto to = open(pace);
  auto young = a_delivery(1, to, delivery_origin::retries);
  young.replayed_at = today() - 10s;
  auto old = a_delivery(2, to, delivery_origin::retries);
  old.replayed_at = today() - 11s;

  desk->work.push({young, old});
  time->run();

  ASSERT_EQ(out->held.size(), 1u);
  EXPECT_EQ(out->held[0].what->id, id_of(1));
  const auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::expired);
  EXPECT_EQ(all[0].what.what->id, id_of(2));
}

} // namespace
} // namespace fanfare::test
