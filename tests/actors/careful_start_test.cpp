#include "actors/journal_reader.hpp"
#include "tests/actors/retrier_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using ids = std::vector<event_id>;

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

  /// The settler is done with the one that was read.
  void settle(std::uint64_t n) {
    store.entries.erase(id_of(n));
    desk.bytes.give(static_cast<std::int64_t>(a_report().size()));
    desk.events.give(1);
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

TEST_F(CarefulReader, after_two_deaths_reads_one_event_at_a_time_and_suspects_it_first) {
  store.unclean_exits = 2;
  write(1, 3);
  start();
  EXPECT_EQ(passed_on(), numbers{1});
  EXPECT_EQ(store.suspicions, ids{id_of(1)});
  EXPECT_EQ(care.now(), caution::stage::journal);

  time.advance(1s);
  EXPECT_TRUE(passed_on().empty()) << "the first is not settled";
  settle(1);
  EXPECT_EQ(passed_on(), numbers{2});
  EXPECT_EQ(store.suspected.count(id_of(1)), 0u);
  settle(2);

  EXPECT_EQ(passed_on(), numbers{3});
  EXPECT_EQ(store.suspicions, (ids{id_of(1), id_of(2), id_of(3)}));
  EXPECT_EQ(logged("nodes died 2 times in a row"), 1);
}

TEST_F(CarefulReader, waits_for_what_was_leased_as_well) {
  store.unclean_exits = 2;
  write(1, 2);
  start();
  passed_on();
  settler.leased.deliveries.take(1);

  settle(1);
  EXPECT_TRUE(passed_on().empty());
  settler.leased.deliveries.give(1);
  time.advance(50ms);

  EXPECT_EQ(passed_on(), numbers{2});
}

TEST_F(CarefulReader, reads_as_usual_once_what_was_left_is_done) {
  store.unclean_exits = 2;
  write(1, 1);
  start();
  passed_on();
  write(2, 4); // published since

  settle(1);

  EXPECT_EQ(passed_on(), (numbers{2, 3, 4}));
  EXPECT_EQ(care.now(), caution::stage::claims);
  EXPECT_TRUE(store.suspected.empty());
}

TEST_F(CarefulReader, nothing_left_means_no_care_for_the_journal) {
  store.unclean_exits = 5;
  start();

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

TEST_F(CarefulRetrier, then_claims_one_at_a_time_and_suspects_it) {
  store.lanes = {{"a", 0ms}, {"b", 0ms}};
  store.claimable = {claim(1)};
  start();
  enter(caution::stage::claims);
  EXPECT_EQ(asked_for(), sizes{1});
  EXPECT_EQ(sent(), numbers{1});

  store.claimable = {claim(2)};
  time.advance(5s);
  EXPECT_TRUE(sent().empty()) << "the first is not settled";
  free({1});

  EXPECT_EQ(sent(), numbers{2});
  EXPECT_EQ(store.suspicions, (ids{id_of(1), id_of(2)}));
  EXPECT_EQ(store.suspected.count(id_of(1)), 0u);
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
