#include "actors/journal_reader.hpp"
#include "tests/actors/retrier_fixture.hpp"

#include <numeric>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using ids = std::vector<event_id>;

constexpr std::uint64_t together = caution::together;

/// The journal reader, while the store says how the nodes before ended.
class CarefulReader : public ::testing::Test, protected workplace {
protected:
  reader_desk desk{100, 1 << 20};
  matcher_desk matcher{1'000};
  settler_desk settler;
  bell retrier;
  caution care{retrier};
  virtual_time time;

  void start() {
    time.employ({{"journal reader", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<journal_reader>(clock, desk, queue, matcher, settler,
                                                            around, &care);
                  }}},
                around);
  }
  ~CarefulReader() override { around.now = phase::abandoning; }

  void write(std::uint64_t first, std::uint64_t last) {
    for (auto n = first; n <= last; ++n)
      store.entries[id_of(n)] = a_report();
    ++store.mark;
  }

  numbers passed_on() {
    numbers events;
    for (const auto& batch : take_all(matcher.batches))
      for (const auto& each : batch.events)
        events.push_back(each->id.ms);
    return events;
  }

  /// The settler is done with what was read.
  void settle(std::uint64_t first, std::uint64_t last) {
    for (auto n = first; n <= last; ++n) {
      store.entries.erase(id_of(n));
      desk.bytes.give(static_cast<std::int64_t>(a_report().size()));
      desk.events.give(1);
    }
    time.advance(50ms);
  }
};

TEST_F(CarefulReader, reads_as_usual_after_one_death) {
  store.unclean_exits = 1;
  write(1, 3);

  start();

  EXPECT_EQ(passed_on(), (numbers{1, 2, 3}));
  EXPECT_EQ(care.now(), caution::stage::over);
  EXPECT_TRUE(store.suspicions.empty());
}

TEST_F(CarefulReader, after_two_deaths_reads_a_few_events_at_a_time_and_suspects_them_first) {
  store.unclean_exits = 2;
  write(1, together + 3);
  start();
  EXPECT_EQ(passed_on().size(), together);
  EXPECT_EQ(store.suspected.size(), together);
  EXPECT_EQ(care.now(), caution::stage::journal);

  settle(1, together - 1);
  EXPECT_TRUE(passed_on().empty()) << "the last is not settled";
  settle(together, together);

  EXPECT_EQ(passed_on(), (numbers{together + 1, together + 2, together + 3}));
  EXPECT_EQ(store.suspected.size(), 3u);
  EXPECT_EQ(store.suspected.count(id_of(together)), 0u);
  EXPECT_EQ(logged("nodes died 2 times in a row"), 1);
}

TEST_F(CarefulReader, works_on_each_alone_that_was_suspected_before) {
  store.unclean_exits = 2;
  store.suspected = {{id_of(2), 1}, {id_of(3), 0}};
  write(1, 5);
  start();
  EXPECT_EQ(passed_on(), numbers{1});

  settle(1, 1);
  EXPECT_EQ(passed_on(), numbers{2});
  EXPECT_EQ(store.suspected[id_of(2)], 2u);
  settle(2, 2);
  EXPECT_EQ(passed_on(), numbers{3});
  settle(3, 3);

  EXPECT_EQ(passed_on(), (numbers{4, 5}));
}

TEST_F(CarefulReader, lives_for_a_while_before_it_works_on_what_a_node_died_of) {
  store.unclean_exits = 3;
  write(1, 2);
  start();
  time.advance(1'900ms);
  EXPECT_TRUE(passed_on().empty());
  EXPECT_TRUE(store.suspicions.empty()) << "a death now is nobody's fault";

  time.advance(100ms);

  EXPECT_EQ(passed_on(), (numbers{1, 2}));
}

TEST_F(CarefulReader, waits_for_what_was_leased_as_well) {
  store.unclean_exits = 2;
  write(1, together + 1);
  start();
  passed_on();
  settler.leased.deliveries.take(1);

  settle(1, together);
  EXPECT_TRUE(passed_on().empty());
  settler.leased.deliveries.give(1);
  time.advance(50ms);

  EXPECT_EQ(passed_on(), numbers{together + 1});
}

TEST_F(CarefulReader, reads_as_usual_once_what_was_left_is_done) {
  store.unclean_exits = 2;
  write(1, 1);
  start();
  passed_on();
  write(2, 4); // published since

  settle(1, 1);

  EXPECT_EQ(passed_on(), (numbers{2, 3, 4}));
  EXPECT_EQ(care.now(), caution::stage::claims);
  EXPECT_TRUE(store.suspected.empty());
}

TEST_F(CarefulReader, nothing_left_means_no_care_for_the_journal) {
  store.unclean_exits = 5;
  start();
  time.advance(2s);

  EXPECT_EQ(care.now(), caution::stage::claims);
  write(1, 3);
  time.advance(50ms);
  EXPECT_EQ(passed_on(), (numbers{1, 2, 3}));
}

TEST_F(CarefulReader, buries_the_one_that_was_suspected_at_three_starts_and_goes_on) {
  store.unclean_exits = 4;
  store.suspected[id_of(1)] = 2;
  write(1, 2);
  start();

  time.advance(2s);

  const auto buried = take_items(settler.unusable);
  ASSERT_EQ(buried.size(), 1u);
  EXPECT_EQ(buried[0].event, id_of(1));
  EXPECT_EQ(buried[0].reason, poison_reason);
  EXPECT_EQ(passed_on(), numbers{2});
  EXPECT_EQ(store.suspected.count(id_of(1)), 1u) << "until it is certainly buried";
  EXPECT_EQ(logged("is buried: poison"), 1);
}

TEST_F(CarefulReader, works_on_no_event_that_it_could_not_suspect) {
  store.unclean_exits = 2;
  store.down = out_of_reach;
  write(1, 1);
  start();
  EXPECT_EQ(care.now(), caution::stage::unknown);
  EXPECT_TRUE(has_problem("journal: the disk is full"));

  store.down.reset();
  time.advance(1s);

  EXPECT_EQ(passed_on(), numbers{1});
  EXPECT_EQ(store.suspicions, ids{id_of(1)});
}

/// The retrier, in the same case.
class CarefulRetrier : public retrier_test {
protected:
  caution stage{desk.bell};

  CarefulRetrier() {
    care = &stage;
    store.lanes = {{"a", 0ms}};
  }

  void enter(caution::stage next) {
    stage.enter(next);
    time.run();
  }
};

TEST_F(CarefulRetrier, claims_nothing_while_the_journal_is_worked_on) {
  store.claimable = {claim(1)};
  start();
  time.advance(5s);
  EXPECT_TRUE(store.claims.empty());

  enter(caution::stage::journal);
  time.advance(5s);
  EXPECT_TRUE(store.claims.empty());

  enter(caution::stage::over);
  EXPECT_EQ(sent(), numbers{1});
  EXPECT_TRUE(store.suspicions.empty());
}

TEST_F(CarefulRetrier, then_claims_a_few_at_a_time_and_suspects_them) {
  store.claimable = {claim(1), claim(2)};
  start();
  enter(caution::stage::claims);
  EXPECT_EQ(sent(), (numbers{1, 2}));

  store.claimable = {claim(3)};
  free({1});
  time.advance(5s);
  EXPECT_TRUE(sent().empty()) << "the second is not settled";
  free({2});

  EXPECT_EQ(sent(), numbers{3});
  EXPECT_EQ(store.suspicions, (ids{id_of(1), id_of(2), id_of(3)}));
  EXPECT_EQ(store.suspected.size(), 1u);
}

TEST_F(CarefulRetrier, claims_no_more_than_are_worked_on_together) {
  store.lanes = {{"a", 0ms}, {"b", 0ms}};
  know({a_listener("a", pace_of(50)), a_listener("b", pace_of(50))});
  start();
  enter(caution::stage::claims);

  const auto asked = asked_for();
  EXPECT_EQ(std::accumulate(asked.begin(), asked.end(), std::size_t{0}), together);
}

TEST_F(CarefulRetrier, works_on_a_claim_alone_that_was_suspected_before) {
  store.suspected[id_of(2)] = 1;
  store.claimable = {claim(1), claim(2), claim(3)};
  start();
  enter(caution::stage::claims);
  EXPECT_EQ(sent(), numbers{1});

  store.claimable = {claim(2), claim(3)}; // Their leases have ended.
  free({1});

  EXPECT_EQ(sent(), numbers{2});
  EXPECT_EQ(store.suspected[id_of(2)], 2u);
}

TEST_F(CarefulRetrier, suspects_an_event_once_that_two_listeners_wait_for) {
  store.suspected[id_of(2)] = 1;
  store.lanes = {{"a", 0ms}, {"b", 0ms}};
  store.claimable = {claim(1, "a"), claim(2, "a"), claim(1, "b")};
  start();
  enter(caution::stage::claims);

  EXPECT_EQ(sent(), (numbers{1, 1}));
  EXPECT_EQ(store.suspicions, ids{id_of(1)});
}

TEST_F(CarefulRetrier, buries_a_claim_that_was_suspected_at_three_starts) {
  store.suspected[id_of(1)] = 2;
  store.claimable = {claim(1)};
  start();

  enter(caution::stage::claims);

  EXPECT_TRUE(sent().empty());
  const auto ended = take_items(settler.finished);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].how, ending::poisonous);
  EXPECT_EQ(logged("of event " + id_of(1).text() + " to listener a is buried: poison"), 1);
}

TEST_F(CarefulRetrier, is_as_usual_after_a_minute_in_which_nothing_is_due_any_more) {
  store.lanes = {};
  start();
  enter(caution::stage::claims);
  time.advance(59s);
  EXPECT_EQ(stage.now(), caution::stage::claims);

  time.advance(2s);

  EXPECT_EQ(stage.now(), caution::stage::over);
}

TEST_F(CarefulRetrier, is_careful_until_the_longest_lease_of_the_dead_has_ended) {
  auto patient = pace_of(3);
  patient.timeout = 10min;
  know({a_listener("a", patient), a_listener("b", pace_of(3))});
  store.lanes = {};
  start();
  enter(caution::stage::claims);
  time.advance(10min);
  ASSERT_EQ(stage.now(), caution::stage::claims);

  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  time.advance(15s); // as a claim that was made just before the node died

  EXPECT_EQ(store.suspicions, ids{id_of(1)});
  EXPECT_EQ(sent(), numbers{1});
  store.lanes = {};
  free({1});
  time.advance(31s);
  EXPECT_EQ(stage.now(), caution::stage::over);
}

TEST_F(CarefulRetrier, is_careful_for_listeners_that_are_loaded_while_it_is) {
  know({});
  store.lanes = {};
  start();
  enter(caution::stage::claims);
  time.advance(50s);
  auto patient = pace_of(3);
  patient.timeout = 5min;

  know({a_listener("a", patient)});
  time.advance(4min);

  EXPECT_EQ(stage.now(), caution::stage::claims);
  time.advance(2min);
  EXPECT_EQ(stage.now(), caution::stage::over);
}

/// Where something is due all the time.
class BusyCarefulRetrier : public CarefulRetrier {
protected:
  void start_busy(std::chrono::milliseconds timeout) {
    auto pace = pace_of(3);
    pace.timeout = timeout;
    know({a_listener("a", pace)});
    start();
    enter(caution::stage::claims);
  }
};

TEST_F(BusyCarefulRetrier, has_enough_of_care_after_ten_minutes) {
  start_busy(15s);
  time.advance(9min + 59s);
  EXPECT_EQ(stage.now(), caution::stage::claims);

  time.advance(2s);

  EXPECT_EQ(stage.now(), caution::stage::over);
}

TEST_F(BusyCarefulRetrier, has_enough_of_care_nine_minutes_after_the_longest_lease) {
  start_busy(1h);
  time.advance(1h + 9min + 44s);
  EXPECT_EQ(stage.now(), caution::stage::claims);

  time.advance(2s);

  EXPECT_EQ(stage.now(), caution::stage::over);
}

TEST_F(CarefulRetrier, works_on_no_claim_that_it_could_not_suspect) {
  store.claimable = {claim(1)};
  start();
  store.down = out_of_reach;
  enter(caution::stage::claims);
  time.advance(1s);
  EXPECT_TRUE(sent().empty());

  store.down.reset();
  store.claimable = {claim(1)};
  time.advance(1s);

  EXPECT_EQ(sent(), numbers{1});
}

} // namespace
} // namespace fanfare::test
