#include "tests/system/engine_on_each_store.hpp"

#include <algorithm>

// Listeners that are paused, disabled, given up: what becomes of what waits for them.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class HeldListeners : public engine_on_each_store {
protected:
  void SetUp() override { start(); }

  /// The engine has seen all changes of listeners that were made before.
  void bring_up_to_date() {
    const auto probe = listen({"up.to.date"});
    publish(1, "up.to.date");
    ASSERT_TRUE(comes_true([&] { return !out_->made_to(probe).empty(); }));
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, HeldListeners, each_store(), name_of_store);

TEST_P(HeldListeners, that_are_paused_match_and_wait_and_drain_when_they_are_resumed) {
  const auto id = listen({"a.b"});
  change(id, {.paused = true});
  bring_up_to_date();

  const auto while_paused = publish(20);
  ASSERT_TRUE(comes_true([this] { return counts().parked == 20; }));
  EXPECT_TRUE(out_->made_to(id).empty());

  change(id, {.paused = false});
  ASSERT_TRUE(comes_true([&] { return out_->made_to(id).size() == 20; }));
  auto drained = events_of(out_->made_to(id));
  std::sort(drained.begin(), drained.end());
  EXPECT_EQ(drained, while_paused);
  for (const auto& each : out_->made_to(id))
    EXPECT_EQ(each.number, 1u) << "waiting uses up no attempt";
  EXPECT_TRUE(comes_true([this] { return counts().parked == 0; }));
}

TEST_P(HeldListeners, stay_paused_over_a_restart) {
  const auto id = listen({"a.b"});
  change(id, {.paused = true});
  bring_up_to_date();
  publish(3);
  ASSERT_TRUE(comes_true([this] { return counts().parked == 3; }));

  engine_.reset();
  start();
  publish(2);

  ASSERT_TRUE(comes_true([this] { return counts().parked == 5; }));
  EXPECT_TRUE(out_->made_to(id).empty());
  EXPECT_TRUE(find(id).paused);
}

TEST_P(HeldListeners, bury_what_waits_for_longer_than_hold_and_say_so) {
  const auto id = listen({"a.b"}, R"({"hold":"1s"})");
  change(id, {.paused = true});
  bring_up_to_date();
  publish(3);

  ASSERT_TRUE(comes_true([this] { return counts().dead_letters == 3; }));

  for (const auto& each : dead()) {
    EXPECT_EQ(each.listener_id, id);
    EXPECT_EQ(each.reason, "held for longer than hold (1s): the listener is paused");
    EXPECT_EQ(each.attempts, 0u);
  }
  EXPECT_TRUE(out_->made_to(id).empty());
  EXPECT_TRUE(state_of(id).held_since);
  expect_nothing_left();
}

TEST_P(HeldListeners, that_are_disabled_may_drop_what_waits) {
  const auto id = listen({"a.b"});
  const auto other = listen({"a.b"});
  change(id, {.paused = true});
  bring_up_to_date();
  publish(4);
  ASSERT_TRUE(comes_true([this] { return counts().parked == 4; }));
  change(id, {.enabled = false});

  const auto dropped = administration().drop_waiting(id);

  ASSERT_TRUE(dropped) << dropped.error().detail;
  EXPECT_EQ(*dropped, 4u);
  ASSERT_TRUE(settled());
  expect_nothing_left();
  EXPECT_EQ(out_->made_to(other).size(), 4u);
  EXPECT_EQ(administration().drop_waiting("nobody").error().code, errc::not_found);
}

TEST_P(HeldListeners, that_are_disabled_miss_events_which_are_counted) {
  const auto id = listen({"a.b"});
  change(id, {.enabled = false});
  bring_up_to_date();
  publish(7);
  ASSERT_TRUE(settled());

  double skipped = 0;
  for (const auto& family : engine_->metrics())
    if (family.name == "fanfare_deliveries_skipped_total")
      skipped = family.samples.at(0).value;
  EXPECT_EQ(skipped, 7);
  EXPECT_EQ(counts().parked, 0u);
}

TEST_P(HeldListeners, are_disabled_when_their_receiver_is_gone_after_one_attempt) {
  const auto id = listen({"a.b"});
  const auto other = listen({"a.b"});
  out_->decide([id](const attempt& which) {
    return which.to->id == id ? verdict::gone : verdict::delivered;
  });

  publish();
  ASSERT_TRUE(comes_true([&] { return !find(id).enabled; }));
  publish(5);

  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(id).size(), 1u);
  EXPECT_EQ(out_->made_to(other).size(), 6u);
  ASSERT_EQ(dead().size(), 1u);
  EXPECT_EQ(dead()[0].reason, "gone");
  EXPECT_EQ(dead()[0].attempts, 1u);
  ASSERT_TRUE(comes_true([&] { return state_of(id).disabled_by == "fanfare"; }));
  EXPECT_EQ(state_of(id).disabled_because, "its receiver is gone for ever: told so by the test");
}

TEST_P(HeldListeners, send_nothing_more_once_their_receiver_is_gone) {
  const auto id = listen({"a.b"}, R"({"concurrency":1})");
  out_->decide(hold);
  const auto ids = publish(10);
  ASSERT_TRUE(out_->wait_held(1));

  out_->release(verdict::gone);

  ASSERT_TRUE(comes_true([&] { return !find(id).enabled; }));
  ASSERT_TRUE(comes_true([this] { return counts().parked == 9; }));
  EXPECT_EQ(out_->made_to(id).size(), 1u);
  out_->decide([](const attempt&) { return verdict::delivered; });

  change(id, {.enabled = true});

  ASSERT_TRUE(comes_true([&] { return out_->made_to(id).size() == 10; })) << "the rest was held";
  EXPECT_TRUE(comes_true([this] { return counts().parked == 0; }));
}

TEST_P(HeldListeners, begin_anew_when_they_are_enabled_after_they_were_given_up) {
  const auto id = listen({"a.b"}, R"({"disable_after":"1ms","first_delay":"1ms",)"
                                  R"("max_delay":"1ms","max_attempts":1000})");
  out_->decide([](const attempt&) { return verdict::retry; });
  publish(4);
  ASSERT_TRUE(comes_true([&] { return state_of(id).disabled_by == "fanfare"; }));
  EXPECT_FALSE(find(id).enabled);
  EXPECT_NE(state_of(id).disabled_because.find("attempts without one success"), std::string::npos);
  out_->decide([](const attempt&) { return verdict::delivered; });

  change(id, {.enabled = true});
  publish();

  ASSERT_TRUE(comes_true([&] { return state_of(id).last_success.has_value(); }));
  EXPECT_EQ(state_of(id).disabled_by, "");
  EXPECT_TRUE(find(id).enabled);
}

TEST_P(HeldListeners, that_were_changed_while_deliveries_wait_get_them_as_they_are_then) {
  const auto id =
      listen({"a.b"}, R"({"first_delay":"1ms","max_delay":"1ms"})", R"({"token":"old"})");
  out_->decide([](const attempt& which) {
    return which.to->notifier_config.find("old") == std::string::npos ? verdict::delivered
                                                                      : verdict::retry;
  });
  change(id, {.paused = true});
  bring_up_to_date();
  publish(3);
  ASSERT_TRUE(comes_true([this] { return counts().parked == 3; }));

  listener_change other;
  other.notifier_config = R"({"token":"new"})";
  change(id, other);
  change(id, {.paused = false});

  ASSERT_TRUE(comes_true([&] { return out_->made_to(id).size() == 3; }));
  for (const auto& each : out_->made_to(id))
    EXPECT_EQ(each.to->notifier_config, R"({"token":"new"})");
}

} // namespace
} // namespace fanfare::test
