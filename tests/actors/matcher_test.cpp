#include "tests/actors/matcher_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Matcher : public matcher_test {};

using ids = std::vector<std::string>;

TEST_F(Matcher, tells_of_each_event_type_once) {
  listeners_now.store(an_index(1, {}));
  start();
  const auto type = an_event(1)->type;

  send({an_event(1), an_event(2)});
  send({an_event(3)});

  EXPECT_EQ(take_items(cataloguer.met), std::vector<std::string>{type});
}

TEST_F(Matcher, sends_an_event_to_each_listener_that_matches) {
  listeners_now.store(an_index(1, listeners(2)));
  start();

  send({an_event(1), an_event(2)});

  auto plans = take_items(settler.plans);
  ASSERT_EQ(plans.size(), 2u);
  EXPECT_EQ(plans[0].what->id, id_of(1));
  EXPECT_EQ(plans[0].deliveries, 2u);
  auto sent = take_items(http->work);
  ASSERT_EQ(sent.size(), 4u);
  EXPECT_EQ(sent[0].from, delivery_origin::journal);
  EXPECT_EQ(sent[0].attempts, 0u);
  EXPECT_EQ(desk->deliveries.left(), 996);
}

TEST_F(Matcher, matches_nothing_before_the_listeners_have_been_loaded) {
  start();
  send({an_event(1)}, 0);
  time.advance(60s);
  EXPECT_TRUE(take_items(settler.plans).empty());

  listeners_now.store(an_index(1, listeners(1)));
  desk->bell.ring();
  time.run();

  EXPECT_EQ(delivered_to().size(), 1u);
}

TEST_F(Matcher, counts_what_disabled_listeners_are_spared_and_plans_nothing_for_them) {
  listeners_now.store(an_index(1, {a_listener("off", {}, "http", false), a_listener("on")}));
  start();

  send({an_event(1), an_event(2)});

  EXPECT_EQ(delivered_to(), (ids{"on", "on"}));
  for (const auto& plan : take_items(settler.plans))
    EXPECT_EQ(plan.deliveries, 1u);
  EXPECT_EQ(around.count.skipped, 2u);
}

TEST_F(Matcher, plans_no_delivery_for_an_event_that_nobody_wants) {
  listeners_now.store(an_index(0, {}));
  start();

  send({an_event(1)}, 0);

  auto plans = take_items(settler.plans);
  ASSERT_EQ(plans.size(), 1u);
  EXPECT_EQ(plans[0].deliveries, 0u);
  EXPECT_TRUE(desk->deliveries.whole());
}

TEST_F(Matcher, tells_the_settler_the_plan_before_it_sends_a_delivery) {
  listeners_now.store(an_index(1, listeners(1)));
  start();
  bool planned = false;
  http->bell.attach([&] { planned = settler.plans.front() != nullptr; });
  http->bell.answer();

  send({an_event(1)});

  EXPECT_TRUE(planned);
}

TEST_F(Matcher, withdraws_deliveries_of_a_notifier_type_that_this_node_does_not_have) {
  listeners_now.store(an_index(1, {a_listener("far", {}, "amqp"), a_listener("near")}));
  start();

  send({an_event(1)});

  EXPECT_EQ(take_items(settler.plans).at(0).deliveries, 2u);
  EXPECT_EQ(delivered_to(), ids{"near"});
  auto ended = take_items(settler.finished);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].how, ending::withdrawn);
  EXPECT_EQ(ended[0].what.to->what->id, "far");
}

TEST_F(Matcher, makes_a_delivery_for_each_part_of_a_listener) {
  listeners_now.store(
      an_index(1, {a_listener_with_parts("mails", {"a", "b"}), a_listener("hook")}));
  start();

  send({an_event(1)});

  EXPECT_EQ(take_items(settler.plans).at(0).deliveries, 3u);
  ids parts;
  for (const auto& each : take_items(http->work))
    parts.push_back(each.to->what->id + "/" + each.part);
  EXPECT_EQ(parts, (ids{"mails/a", "mails/b", "hook/"}));
}

TEST_F(Matcher, goes_on_with_the_next_part_when_credit_comes_back) {
  listeners_now.store(
      an_index(1, {a_listener_with_parts("mails", {"a", "b", "c"}), a_listener("hook")}));
  start(2);

  send({an_event(1)});
  EXPECT_EQ(take_items(settler.plans).at(0).deliveries, 4u);
  EXPECT_EQ(delivered_to(), (ids{"mails", "mails"}));
  give_back(2);

  ids parts;
  for (const auto& each : take_items(http->work))
    parts.push_back(each.part);
  EXPECT_EQ(parts, (ids{"c", ""}));
  EXPECT_TRUE(take_items(settler.plans).empty()) << "it is announced once";
}

TEST_F(Matcher, holds_each_part_of_a_listener_and_says_why_once) {
  listeners_now.store(an_index(1, {a_listener_with_parts("mails", {"a", "b"}, "email")}));
  deliverers.hold("email", "mail is switched off");
  start();

  send({an_event(1), an_event(2)});

  const auto ended = take_items(settler.finished);
  ASSERT_EQ(ended.size(), 4u);
  EXPECT_EQ(ended[1].what.part, "b");
  EXPECT_EQ(ended[1].how, ending::withdrawn);
  EXPECT_EQ(logged("deliveries to listeners of type email are held: mail is switched off"), 1);
}

// -- the version of the listeners -----------------------------------------------

TEST_F(Matcher, waits_for_the_listeners_that_a_batch_asks_for) {
  listeners_now.store(an_index(1, {a_listener("old")}));
  start();

  send({an_event(1)}, 2);
  time.advance(999ms);
  EXPECT_EQ(settler.plans.front(), nullptr);
  EXPECT_EQ(librarian.wanted_version, 2u);

  listeners_now.store(an_index(2, {a_listener("new")}));
  desk->bell.ring();
  time.run();
  EXPECT_EQ(delivered_to(), ids{"new"});
  EXPECT_FALSE(has_problem("listeners"));
}

TEST_F(Matcher, wakes_the_librarian_for_the_version_it_waits_for) {
  int rung = 0;
  librarian.bell.attach([&rung] { ++rung; });
  librarian.bell.answer();
  listeners_now.store(an_index(1, {}));
  start();

  send({an_event(1)}, 2);

  EXPECT_EQ(rung, 2);
}

TEST_F(Matcher, goes_on_with_the_listeners_it_has_after_a_second_and_raises_an_alarm) {
  listeners_now.store(an_index(1, {a_listener("old")}));
  start();

  send({an_event(1)}, 2);
  time.advance(1s);

  EXPECT_EQ(delivered_to(), ids{"old"});
  EXPECT_TRUE(has_problem("listeners: "));
  send({an_event(2)}, 2);
  EXPECT_EQ(delivered_to(), ids{"old"}) << "the second batch does not wait again";
}

TEST_F(Matcher, clears_the_alarm_when_the_listeners_are_current) {
  listeners_now.store(an_index(0, {}));
  start();
  send({an_event(1)}, 2);
  time.advance(1s);
  ASSERT_TRUE(has_problem("listeners"));
  listeners_now.store(an_index(2, {}));

  send({an_event(2)}, 2);

  EXPECT_FALSE(has_problem("listeners"));
}

TEST_F(Matcher, clears_the_alarm_although_no_other_event_comes) {
  listeners_now.store(an_index(0, {}));
  start();
  send({an_event(1)}, 2);
  time.advance(1s);
  ASSERT_TRUE(has_problem("listeners"));

  listeners_now.store(an_index(2, {}));
  desk->bell.ring();
  time.run();

  EXPECT_FALSE(has_problem("listeners"));
}

// -- credit ---------------------------------------------------------------------

TEST_F(Matcher, stops_in_the_middle_of_an_event_when_credit_runs_out) {
  listeners_now.store(an_index(1, listeners(5)));
  start(3);

  send({an_event(1)});
  EXPECT_EQ(take_items(settler.plans).at(0).deliveries, 5u);
  auto first = delivered_to();
  EXPECT_EQ(first.size(), 3u);
  give_back(3);
  auto rest = delivered_to();

  EXPECT_EQ(rest.size(), 2u);
  std::set<std::string> all(first.begin(), first.end());
  all.insert(rest.begin(), rest.end());
  EXPECT_EQ(all.size(), 5u);
  EXPECT_EQ(settler.plans.front(), nullptr) << "announced once";
}

TEST_F(Matcher, finishes_an_event_with_the_listeners_that_it_announced) {
  listeners_now.store(an_index(1, listeners(2)));
  start(1);
  send({an_event(1)});
  EXPECT_EQ(delivered_to(), ids{"l0"});

  listeners_now.store(an_index(2, listeners(7)));
  give_back(1);

  EXPECT_EQ(delivered_to(), ids{"l1"});
}

TEST_F(Matcher, neither_loses_nor_repeats_a_delivery_however_credit_trickles_back) {
  listeners_now.store(an_index(1, listeners(5)));
  start(7);
  std::vector<event_ptr> events;
  for (std::uint64_t n = 1; n <= 40; ++n)
    events.push_back(an_event(n));
  send({events.begin(), events.begin() + 23});
  send({events.begin() + 23, events.end()});

  std::map<std::pair<std::uint64_t, std::string>, int> times;
  for (std::int64_t turn = 1; turn <= 200; ++turn) {
    auto sent = take_items(http->work);
    for (const auto& each : sent)
      ++times[{each.what->id.ms, each.to->what->id}];
    give_back(static_cast<std::int64_t>(sent.size()));
  }

  EXPECT_EQ(times.size(), 200u);
  for (const auto& [which, count] : times)
    EXPECT_EQ(count, 1) << which.first << " to " << which.second;
  EXPECT_EQ(take_items(settler.plans).size(), 40u);
  EXPECT_TRUE(desk->deliveries.whole());
}

// -- the end --------------------------------------------------------------------

TEST_F(Matcher, leaves_whole_events_to_the_journal_when_the_engine_drains) {
  listeners_now.store(an_index(1, listeners(1)));
  start();
  around.now = phase::draining;

  send({an_event(1), an_event(2)});

  EXPECT_EQ(settler.plans.front(), nullptr);
  EXPECT_TRUE(delivered_to().empty());
  EXPECT_TRUE(reader.events.whole());
  EXPECT_TRUE(reader.bytes.whole());
}

TEST_F(Matcher, finishes_an_event_half_sent_when_the_engine_drains) {
  listeners_now.store(an_index(1, listeners(3)));
  start(2);
  send({an_event(1), an_event(2), an_event(3)});
  send({an_event(4)});
  around.now = phase::draining;

  give_back(2);

  EXPECT_EQ(delivered_to(), (ids{"l0", "l1", "l2"}));
  EXPECT_EQ(take_items(settler.plans).size(), 1u);
  EXPECT_EQ(reader.events.left(), 999) << "the credit of the event half sent is the settler's";
}

TEST_F(Matcher, is_followed_by_one_that_goes_on_where_it_died) {
  listeners_now.store(an_index(1, listeners(2)));
  start();
  bool deadly = false;
  settler.bell.attach([&deadly] {
    if (std::exchange(deadly, false))
      throw std::runtime_error{"died between the plan and the deliveries"};
  });
  settler.bell.answer();
  deadly = true;

  send({an_event(1)});
  EXPECT_TRUE(delivered_to().empty());
  EXPECT_TRUE(has_problem("died between"));
  time.advance(100ms);

  EXPECT_EQ(delivered_to(), (ids{"l0", "l1"}));
  EXPECT_EQ(take_items(settler.plans).size(), 1u);
}

} // namespace
} // namespace fanfare::test
