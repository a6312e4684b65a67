#include "tests/actors/deliverer_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// Deliveries that go one after the other.
class DelivererOrder : public deliverer_test {
protected:
  ready_listener_ptr to = a_listener("a", pace_of(8));

  DelivererOrder() { know(1, {to}); }

  void send(std::uint64_t event, const std::string& key,
            delivery_origin from = delivery_origin::journal) {
    auto one = a_delivery(event, to, from);
    one.order_key = std::make_shared<const std::string>(key);
    desk->work.push({std::move(one)});
    time->run();
  }

  void confirm(std::uint64_t event, const std::string& key) {
    desk->orders.push({{to, key, id_of(event)}});
    time->run();
  }

  /// Finishes an attempt for this event. @pre there is one.
  void finish(std::uint64_t event, verdict how) {
    auto at = std::find_if(out->held.begin(), out->held.end(),
                           [event](const attempt& each) { return each.what->id == id_of(event); });
    ASSERT_NE(at, out->held.end()) << event;
    const auto ticket = at->ticket;
    out->held.erase(at);
    out->done({{ticket, how, "told so by the test", how == verdict::delivered ? 200u : 409u}});
    time->run();
  }

  std::vector<std::uint64_t> under_way() const {
    std::vector<std::uint64_t> events;
    for (const auto& each : out->held)
      events.push_back(each.what->id.ms);
    return events;
  }

  std::vector<std::uint64_t> parked() {
    std::vector<std::uint64_t> events;
    for (const auto& each : ended())
      if (each.how == ending::withdrawn)
        events.push_back(each.what.what->id.ms);
    return events;
  }
};

using numbers = std::vector<std::uint64_t>;

TEST_F(DelivererOrder, sends_one_of_each_key_at_a_time) {
  send(1, "x");
  send(2, "x");
  send(3, "y");
  EXPECT_EQ(under_way(), (numbers{1, 3}));

  finish(1, verdict::delivered);

  EXPECT_EQ(under_way(), (numbers{3, 2}));
  EXPECT_TRUE(parked().empty());
}

TEST_F(DelivererOrder, goes_on_with_the_next_when_one_is_given_up) {
  send(1, "x");
  send(2, "x");

  finish(1, verdict::rejected);

  EXPECT_EQ(under_way(), numbers{2});
  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  ASSERT_TRUE(all[0].left) << "the lane had to know";
  EXPECT_TRUE(all[0].left->bury);
}

TEST_F(DelivererOrder, parks_the_others_of_a_key_behind_one_that_fails) {
  send(1, "x");
  send(2, "x");
  send(3, "y");
  send(4, "y");

  finish(1, verdict::retry);
  auto all = ended();
  ASSERT_EQ(all.size(), 2u);
  const auto& failed = all[0].what.what->id == id_of(1) ? all[0] : all[1];
  const auto& behind = all[0].what.what->id == id_of(1) ? all[1] : all[0];
  ASSERT_TRUE(failed.left && failed.left->park);
  EXPECT_EQ(failed.left->park->order_key, "x");
  EXPECT_EQ(failed.left->park->attempts, 1u);
  EXPECT_EQ(behind.how, ending::withdrawn);
  EXPECT_EQ(behind.what.what->id, id_of(2));
  send(5, "x");
  EXPECT_EQ(parked(), numbers{5});
  finish(3, verdict::delivered);

  EXPECT_EQ(under_way(), numbers{4}) << "the other key goes on";
}

TEST_F(DelivererOrder, goes_on_from_the_journal_when_all_that_was_parked_is_over) {
  send(1, "x");
  finish(1, verdict::retry);
  confirm(1, "x");

  send(1, "x", delivery_origin::retries);
  EXPECT_EQ(under_way(), numbers{1});
  finish(1, verdict::delivered);
  ended();
  send(2, "x");

  EXPECT_EQ(under_way(), numbers{2});
}

TEST_F(DelivererOrder, gives_up_the_last_attempt_and_lets_the_key_go_on) {
  auto pace = pace_of(8);
  pace.max_attempts = 1;
  to = a_listener("a", pace);
  know(2, {to});
  send(1, "x");
  send(2, "x");

  finish(1, verdict::retry);

  EXPECT_EQ(under_way(), numbers{2}) << "the first is a dead letter";
  EXPECT_TRUE(ended().at(0).left->bury);
}

TEST_F(DelivererOrder, sends_back_what_was_claimed_too_early) {
  send(1, "x");
  send(2, "x");
  finish(1, verdict::retry);
  confirm(2, "x");
  ended();

  send(2, "x", delivery_origin::retries);

  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::withdrawn);
  EXPECT_EQ(all[0].what.from, delivery_origin::retries);
  EXPECT_EQ(all[0].pause, 200ms);
  confirm(1, "x");
  send(1, "x", delivery_origin::retries);
  EXPECT_EQ(under_way(), numbers{1});
}

TEST_F(DelivererOrder, parks_behind_what_was_parked_before_the_start) {
  desk->orders.push({{to, "x", {}, 1}});
  desk->work.push({});
  send(7, "x");
  EXPECT_EQ(parked(), numbers{7});

  send(3, "x", delivery_origin::retries);
  EXPECT_EQ(under_way(), numbers{3});
  finish(3, verdict::delivered);
  ended();
  send(7, "x", delivery_origin::retries);

  EXPECT_EQ(under_way(), numbers{7});
}

TEST_F(DelivererOrder, keeps_its_lane_while_something_is_parked_in_order) {
  send(1, "x");
  finish(1, verdict::retry);

  time->advance(1h);

  EXPECT_EQ(desk->lanes.size(), 1u);
}

TEST_F(DelivererOrder, has_what_is_parked_counted_every_five_minutes) {
  desk->orders.push({{to, "x", {}, 1}});
  time->run();
  take_items(retrier.counts);

  time->advance(5min);
  auto asked = take_items(retrier.counts);
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].listener, "a");
  desk->counts.push(asked[0]);
  time->run();

  EXPECT_TRUE(desk->lanes.find("a")->order->empty()) << "others dropped it";
  time->advance(5min);
  EXPECT_TRUE(take_items(retrier.counts).empty());
}

TEST_F(DelivererOrder, forgets_what_is_parked_for_a_listener_that_was_deleted) {
  desk->orders.push({{to, "x", {}, 1}});
  time->run();
  know(2, {});

  time->advance(6min);

  EXPECT_EQ(desk->lanes.size(), 0u);
}

TEST_F(DelivererOrder, parks_everything_that_waits_for_a_receiver_that_fails) {
  to = a_listener("a", pace_of(1));
  know(2, {to});
  for (std::uint64_t n = 1; n <= 5; ++n)
    send(n, "k" + std::to_string(n));
  send(6, "k5");
  send(7, "k7");
  for (std::uint64_t n = 1; n <= 5; ++n) {
    out->finish_with({0, verdict::retry, {}, 503});
    time->run();
  }

  auto all = parked();
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (numbers{6, 7}));
  EXPECT_TRUE(out->held.empty());
}

TEST_F(DelivererOrder, parks_what_waits_for_its_key_while_others_stand_idle_at_a_full_window) {
  const auto other = a_listener("other", pace_of(8));
  know(2, {to, other});
  deliverer_test::send(other, 1, 1);
  out->finish(verdict::delivered);
  for (std::uint64_t n = 101; n <= 300; ++n)
    send(n, "x");
  ended();
  reader.events.take(reader.events.limit());

  time->advance(1200ms);

  EXPECT_EQ(parked().size(), 199u);
  EXPECT_EQ(under_way(), numbers{101});
}

TEST_F(DelivererOrder, drops_what_waits_in_order_for_a_listener_that_was_deleted) {
  send(1, "x");
  send(2, "x");
  send(3, "x");

  know(2, {});
  finish(1, verdict::delivered);

  auto all = ended();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(
      std::count_if(all.begin(), all.end(),
                    [](const finished_delivery& each) { return each.how == ending::dropped; }),
      2);
}

TEST_F(DelivererOrder, withdraws_what_waits_in_order_when_the_engine_drains) {
  send(1, "x");
  send(2, "x");
  send(3, "x");

  enter(phase::draining);
  auto all = ended();
  finish(1, verdict::delivered);

  EXPECT_EQ(all.size(), 2u);
  EXPECT_EQ(ended().size(), 1u);
  EXPECT_EQ(desk->lanes.waiting(), 0u);
}

TEST_F(DelivererOrder, leases_one_and_keeps_the_others_behind_it) {
  send(1, "x");
  send(2, "x");
  time->advance(1500ms);
  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::leased);
  EXPECT_EQ(under_way(), numbers{1});

  finish(1, verdict::delivered);

  EXPECT_EQ(under_way(), numbers{2});
}

/// Two that wait behind one under way, and were leased there.
class LeasedInOrder : public DelivererOrder {
protected:
  LeasedInOrder() {
    for (std::uint64_t n = 1; n <= 4; ++n)
      send(n, "x");
    desk->late.push({id_of(2), id_of(3)});
    time->advance(200ms);
  }

  std::vector<std::uint64_t> leased() {
    std::vector<std::uint64_t> events;
    for (const auto& each : ended())
      if (each.how == ending::leased)
        events.push_back(each.what.what->id.ms);
    return events;
  }
};

TEST_F(LeasedInOrder, are_those_whose_events_wait_for_them_and_keep_their_places) {
  EXPECT_EQ(leased(), (numbers{2, 3}));
  EXPECT_EQ(under_way(), numbers{1});

  for (std::uint64_t n = 1; n <= 4; ++n) {
    EXPECT_EQ(under_way(), numbers{n});
    finish(n, verdict::delivered);
  }

  const auto all = ended();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].what.from, delivery_origin::journal);
  EXPECT_EQ(all[1].what.from, delivery_origin::leased);
  EXPECT_EQ(all[2].what.from, delivery_origin::leased);
  EXPECT_EQ(all[3].what.from, delivery_origin::journal);
  EXPECT_TRUE(desk->lanes.find("a")->order->empty());
  EXPECT_EQ(desk->lanes.find("a")->due_under_way, 0u);
}

TEST_F(LeasedInOrder, are_parked_behind_one_that_is_parked) {
  ended();
  finish(1, verdict::retry);

  EXPECT_EQ(parked(), (numbers{2, 3, 4}));
  EXPECT_TRUE(under_way().empty());
  confirm(2, "x"); // the store had it already, and the first is not there yet
  send(2, "x", delivery_origin::retries);
  EXPECT_TRUE(under_way().empty()) << "it would overtake the first";
  confirm(1, "x");
  send(1, "x", delivery_origin::retries);
  EXPECT_EQ(under_way(), numbers{1});
}

TEST_F(LeasedInOrder, are_parked_with_the_others_when_the_engine_drains) {
  ended();
  enter(phase::draining);

  EXPECT_EQ(parked(), (numbers{2, 3, 4}));
}

TEST_F(DelivererOrder, waits_for_nothing_that_was_given_up_before_its_turn) {
  auto pace = pace_of(2);
  pace.max_age = 1min;
  to = a_listener("a", pace);
  know(2, {to});
  send(59'001, "x");
  send(59'002, "y");
  send(59'003, "y");

  out->finish_with({0, verdict::retry, {}, 503, {}, 1h});
  time->run();

  const auto all = ended();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].what.what->id, id_of(59'003));
  EXPECT_TRUE(all[1].left && all[1].left->bury) << "its receiver wants to be left alone for longer";
  finish(59'002, verdict::delivered);
  EXPECT_TRUE(desk->lanes.find("a")->order->empty());
}

} // namespace
} // namespace fanfare::test
