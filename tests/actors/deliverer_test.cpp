#include "tests/actors/deliverer_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Deliverer : public deliverer_test {};

TEST_F(Deliverer, hands_the_notifier_what_it_needs_for_an_attempt) {
  auto pace = pace_of(8);
  pace.timeout = 3s;
  auto to = a_listener("a", pace);
  know(1, {to});

  desk->work.push({a_delivery(7, to, delivery_origin::retries, 4)});
  time->run();

  ASSERT_EQ(out->attempts.size(), 1u);
  EXPECT_EQ(out->attempts[0].what->id, id_of(7));
  EXPECT_EQ(out->attempts[0].to, to->what);
  EXPECT_EQ(out->attempts[0].number, 5u);
  EXPECT_EQ(out->attempts[0].timeout, 3s);
  EXPECT_EQ(desk->attempts, 1u);
}

TEST_F(Deliverer, tells_the_settler_how_each_attempt_ended) {
  auto to = a_listener("a");
  know(1, {to});
  send(to, 1, 3);

  finish(verdict::delivered);
  finish(verdict::retry, "503");
  finish(verdict::rejected, "404");

  auto all = ended();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].how, ending::delivered);
  EXPECT_EQ(all[0].what.what->id, id_of(1));
  EXPECT_EQ(all[1].how, ending::retry);
  EXPECT_EQ(all[1].detail, "503");
  EXPECT_EQ(all[2].how, ending::rejected);
  EXPECT_EQ(all[2].detail, "404");
  EXPECT_EQ(desk->attempts, 0u);
}

TEST_F(Deliverer, takes_answers_that_are_given_inside_the_call) {
  auto to = a_listener("a", pace_of(2));
  know(1, {to});
  out->at_once = [](const attempt&) { return verdict::delivered; };

  send(to, 1, 100);

  EXPECT_EQ(ended().size(), 100u);
}

// -- windows --------------------------------------------------------------------

TEST_F(Deliverer, has_no_more_attempts_under_way_than_a_lane_has_places) {
  auto to = a_listener("a", pace_of(3));
  know(1, {to});

  send(to, 1, 10);
  EXPECT_EQ(out->held.size(), 3u);
  finish(verdict::delivered);

  EXPECT_EQ(out->held.size(), 3u);
  EXPECT_EQ(out->attempts.size(), 4u);
}

TEST_F(Deliverer, is_not_held_up_by_a_lane_that_hangs) {
  auto hanging = a_listener("hanging", pace_of(1));
  auto swift = a_listener("swift", pace_of(1));
  know(1, {hanging, swift});
  send(hanging, 1, 50);
  auto stuck = out->held;
  out->held.clear();

  out->at_once = [](const attempt&) { return verdict::delivered; };
  send(swift, 1, 50);

  EXPECT_EQ(stuck.size(), 1u);
  auto all = ended();
  EXPECT_EQ(all.size(), 50u);
  EXPECT_EQ(all.at(0).what.to->what->id, "swift");
}

TEST_F(Deliverer, keeps_a_quarter_of_the_window_for_due_retries) {
  auto to = a_listener("a", pace_of(8));
  know(1, {to});
  send(to, 1, 100);
  send(to, 201, 300, delivery_origin::retries);
  out->finish_all(verdict::delivered);
  time->run();

  auto due = std::count_if(out->held.begin(), out->held.end(),
                           [](const attempt& each) { return each.what->id.ms > 200; });

  EXPECT_EQ(out->held.size(), 8u);
  EXPECT_EQ(due, 2);
}

TEST_F(Deliverer, lets_due_retries_have_the_window_that_fresh_events_leave) {
  auto to = a_listener("a", pace_of(8));
  know(1, {to});

  send(to, 201, 300, delivery_origin::retries);

  EXPECT_EQ(out->held.size(), 8u);
}

TEST_F(Deliverer, forgets_lanes_that_have_been_idle_for_a_while) {
  auto to = a_listener("a");
  know(1, {to});
  send(to, 1, 1);
  time->advance(1min);
  EXPECT_EQ(desk->lanes.size(), 1u) << "something is under way";

  finish(verdict::delivered);
  time->advance(9s);
  EXPECT_EQ(desk->lanes.size(), 1u);
  time->advance(2s);

  EXPECT_EQ(desk->lanes.size(), 0u);
}

TEST_F(Deliverer, remembers_lanes_for_longer_whose_receivers_failed) {
  auto to = a_listener("a");
  know(1, {to});
  send(to, 1, 1);
  finish(verdict::retry);

  time->advance(9min);
  EXPECT_EQ(desk->lanes.size(), 1u);
  time->advance(2min);

  EXPECT_EQ(desk->lanes.size(), 0u);
}

TEST_F(Deliverer, remembers_no_more_idle_lanes_than_fit) {
  out->at_once = [](const attempt&) { return verdict::delivered; };
  auto all = listeners(lane_table::most_idle + 500);
  know(1, all);
  for (const auto& to : all)
    desk->work.push({a_delivery(1, to)});
  time->run();

  time->advance(200ms);

  EXPECT_EQ(desk->lanes.size(), lane_table::most_idle);
}

// -- notifiers that misbehave ---------------------------------------------------

TEST_F(Deliverer, retries_what_a_notifier_threw_over) {
  auto to = a_listener("a");
  know(1, {to});
  out->throws = "no such certificate";

  send(to, 1, 1);

  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::retry);
  EXPECT_EQ(all[0].detail, "the notifier threw: no such certificate");
  EXPECT_EQ(desk->attempts, 0u);
  EXPECT_EQ(around.count.restarts, 0u);
}

TEST_F(Deliverer, charges_only_the_one_of_many_that_the_notifier_throws_over) {
  auto all = listeners(50);
  know(1, all);
  out->at_once = [](const attempt&) { return verdict::delivered; };
  out->chokes_on = [](const attempt& each) { return each.what->id == id_of(666); };
  std::vector<delivery> batch;
  for (const auto& to : all)
    for (std::uint64_t n = 1; n <= 6; ++n) // enough to open a breaker
      batch.push_back(a_delivery(n, to));
  batch.insert(batch.begin() + 20, a_delivery(666, all[3]));

  desk->work.push(std::move(batch));
  time->run();

  std::size_t delivered = 0;
  for (const auto& each : ended()) {
    delivered += each.how == ending::delivered;
    if (each.how == ending::delivered)
      continue;
    EXPECT_EQ(each.what.what->id, id_of(666));
    EXPECT_EQ(each.how, ending::retry);
    EXPECT_EQ(each.detail, "the notifier threw: choked");
  }
  EXPECT_EQ(delivered, 300u);
  EXPECT_EQ(desk->attempts, 0u);
  EXPECT_TRUE(take_items(chronicler.breakers).empty());
}

TEST_F(Deliverer, does_not_send_again_what_was_answered_before_the_notifier_threw) {
  auto to = a_listener("a");
  know(1, {to});
  std::vector<attempt> sent;
  out->at_once = [&](const attempt& each) {
    sent.push_back(each);
    if (each.what->id == id_of(3))
      throw std::runtime_error{"half way"};
    out->done({{each.ticket, verdict::delivered, {}}});
    return verdict::delivered;
  };

  send(to, 1, 4);

  std::vector<std::uint64_t> events;
  for (const auto& each : sent)
    events.push_back(each.what->id.ms);
  EXPECT_EQ(events, (std::vector<std::uint64_t>{1, 2, 3, 3, 4}));
  EXPECT_EQ(ended().size(), 4u);
}

TEST_F(Deliverer, charges_each_once_where_the_notifier_always_throws) {
  auto all = listeners(20);
  know(1, all);
  std::size_t calls = 0;
  out->chokes_on = [&calls](const attempt&) { return ++calls > 0; };
  for (const auto& to : all)
    desk->work.push({a_delivery(1, to), a_delivery(2, to)});

  time->run();
  time->advance(10s);

  const auto charged = ended();
  EXPECT_EQ(charged.size(), 40u);
  for (const auto& each : charged)
    EXPECT_EQ(each.how, ending::retry);
  EXPECT_EQ(calls, 41u) << "all together, then each alone";
  EXPECT_EQ(desk->attempts, 0u);
}

TEST_F(Deliverer, withdraws_what_was_to_be_sent_alone_when_the_engine_drains) {
  auto to = a_listener("a");
  know(1, {to});
  out->chokes_on = [this](const attempt&) {
    around.now = phase::draining;
    return true;
  };

  send(to, 1, 2);

  auto all = ended();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].how, ending::withdrawn);
  EXPECT_EQ(all[1].how, ending::withdrawn);
  EXPECT_EQ(desk->attempts, 0u);
}

TEST_F(Deliverer, ignores_answers_that_are_repeated) {
  auto to = a_listener("a", pace_of(1));
  know(1, {to});
  send(to, 1, 3);
  auto first = out->held.front();
  finish(verdict::delivered);

  out->done({{first.ticket, verdict::retry, {}}, {first.ticket, verdict::rejected, {}}});
  time->run();

  EXPECT_EQ(ended().size(), 1u);
  EXPECT_EQ(out->held.size(), 1u) << "and the window is not widened by them";
}

TEST_F(Deliverer, ignores_answers_with_tickets_that_it_never_issued) {
  auto to = a_listener("a");
  know(1, {to});
  send(to, 1, 1);

  out->done({{987'654'321, verdict::delivered, {}}});
  time->run();

  EXPECT_TRUE(ended().empty());
  EXPECT_EQ(desk->attempts, 1u);
}

TEST_F(Deliverer, is_not_missed_by_answers_that_come_after_the_end) {
  auto to = a_listener("a");
  know(1, {to});
  send(to, 1, 1);
  time.reset();
  std::weak_ptr watch = desk;
  desk.reset();
  desks.clear();

  out->finish(verdict::delivered);

  EXPECT_TRUE(watch.expired());
}

// -- the end --------------------------------------------------------------------

TEST_F(Deliverer, withdraws_what_waits_when_the_engine_drains) {
  auto to = a_listener("a", pace_of(1));
  know(1, {to});
  send(to, 1, 3);

  enter(phase::draining);
  auto withdrawn = ended();
  finish(verdict::delivered);

  ASSERT_EQ(withdrawn.size(), 2u);
  EXPECT_EQ(withdrawn[0].how, ending::withdrawn);
  auto last = ended();
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last[0].how, ending::delivered);
  EXPECT_EQ(out->attempts.size(), 1u);
}

TEST_F(Deliverer, withdraws_what_arrives_while_the_engine_drains) {
  auto to = a_listener("a");
  know(1, {to});
  enter(phase::draining);

  send(to, 1, 1);

  EXPECT_TRUE(out->attempts.empty());
  EXPECT_EQ(ended().at(0).how, ending::withdrawn);
}

TEST_F(Deliverer, gives_up_waiting_for_answers_when_the_engine_abandons) {
  auto to = a_listener("a");
  know(1, {to});
  send(to, 1, 2);
  enter(phase::draining);
  EXPECT_TRUE(ended().empty());

  enter(phase::abandoning);
  auto all = ended();
  out->finish_all(verdict::delivered);
  time->run();

  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].how, ending::abandoned);
  EXPECT_EQ(desk->attempts, 0u);
  EXPECT_TRUE(ended().empty()) << "an answer that comes later changes nothing";
}

TEST_F(Deliverer, meters_each_attempt_by_its_outcome_and_duration) {
  auto to = a_listener("a");
  know(1, {to});
  send(to, 1, 3);

  time->advance(20ms);
  out->finish(verdict::delivered);
  time->run();
  time->advance(2s);
  out->finish(verdict::retry);
  out->finish(verdict::rejected);
  time->run();

  const auto& meter = desk->meter;
  EXPECT_EQ(meter.delivered.value(), 1u);
  EXPECT_EQ(meter.retried.value(), 1u);
  EXPECT_EQ(meter.rejected.value(), 1u);
  EXPECT_EQ(meter.attempts.sum(), 20ms + 2 * 2'020ms);
  EXPECT_EQ(meter.attempts.count(bucket_of(25ms)), 1u);
  EXPECT_EQ(meter.attempts.count(bucket_of(5s)), 2u);
  EXPECT_EQ(meter.latencies.count(bucket_of(1min)), 1u) << "it is 1 ms after midnight, 1970";
}

TEST_F(Deliverer, meters_what_was_never_attempted_without_a_duration) {
  auto to = a_listener("a", pace_of(1));
  know(1, {to});
  send(to, 1, 2);
  know(2, {});
  desk->bell.ring();
  time->run();
  finish(verdict::delivered);

  EXPECT_EQ(desk->meter.dropped.value(), 1u);
  EXPECT_EQ(desk->meter.delivered.value(), 1u);
  EXPECT_EQ(desk->meter.attempts.count(0), 1u);
}

} // namespace
} // namespace fanfare::test
