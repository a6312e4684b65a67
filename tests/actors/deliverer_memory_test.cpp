#include "tests/actors/deliverer_fixture.hpp"
#include "tests/contract/temp_directory.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// A deliverer that remembers over a crash.
class DelivererMemory : public deliverer_test {
protected:
  DelivererMemory() {
    remember();
    know(1, {l1});
  }

  void remember() {
    ring.reset();
    ring = outcome_ring::open(place.file("outcomes"), std::nullopt, 100).ring;
    site.outcomes = ring.get();
  }
  /// The process was killed, and there is another one.
  void crash() {
    ended();
    remember();
  }

  temp_directory place;
  std::unique_ptr<outcome_ring> ring;
  ready_listener_ptr l1 = a_listener("l1", pace_of(8));
};

TEST_F(DelivererMemory, does_not_repeat_what_was_delivered_and_not_settled) {
  send(l1, 1, 2);
  finish(verdict::delivered);
  finish(verdict::delivered);
  crash();

  send(l1, 1, 3);

  EXPECT_EQ(out->held.size(), 1u);
  const auto all = ended();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].how, ending::delivered);
  EXPECT_EQ(all[1].what.what->id, id_of(2));
  EXPECT_EQ(around.count.recalled, 2u);
}

TEST_F(DelivererMemory, repeats_what_was_not_answered_and_what_may_be_tried_again) {
  send(l1, 1, 3);
  finish(verdict::retry, "503");
  finish(verdict::unsent);
  crash();

  send(l1, 1, 3);

  EXPECT_EQ(around.count.recalled, 0u);
}

TEST_F(DelivererMemory, does_not_repeat_what_was_rejected) {
  send(l1, 1, 1);
  finish(verdict::rejected, "404");
  crash();

  send(l1, 1, 1);

  const auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::rejected);
  EXPECT_EQ(all[0].detail, "ended before this node was killed; its answer was not kept");
}

TEST_F(DelivererMemory, delivers_a_claim_although_it_was_rejected_before_a_crash) {
  send(l1, 1, 1);
  finish(verdict::rejected, "404");
  crash();

  send(l1, 1, 1, delivery_origin::retries); // a dead letter that was replayed

  EXPECT_EQ(out->held.size(), 1u);
}

TEST_F(DelivererMemory, does_not_repeat_a_claim_that_was_delivered) {
  send(l1, 1, 1, delivery_origin::retries);
  finish(verdict::delivered);
  crash();

  send(l1, 1, 1, delivery_origin::retries);

  EXPECT_EQ(out->held.size(), 0u);
  EXPECT_EQ(ended().at(0).how, ending::delivered);
}

TEST_F(DelivererMemory, delivers_all_the_same_where_nothing_is_remembered) {
  site.outcomes = nullptr;

  send(l1, 1, 1);
  finish(verdict::delivered);

  EXPECT_EQ(ended().at(0).how, ending::delivered);
}

// -- attempts for people -------------------------------------------------------------

class RecordedAttempts : public deliverer_test {
protected:
  RecordedAttempts() {
    site.recorder = &recorder;
    desk->sample = attempt_sample{100};
    know(1, {l1, l2});
    time->advance(1h);
  }

  std::vector<recent_attempt> recorded() { return take_items(recorder.attempts); }

  recorder_desk recorder;
  ready_listener_ptr l1 = a_listener("l1", pace_of(1'000));
  ready_listener_ptr l2 = a_listener("l2", pace_of(1'000));
};

TEST_F(RecordedAttempts, say_what_was_tried_and_what_came_of_it) {
  send(l1, 7, 7);
  time->advance(40ms);
  out->finish_with({0, verdict::retry, "POST http://x/ -> 503", 503, "busy", {}});
  time->run();

  const auto all = recorded();

  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].event_id, id_of(7).text());
  EXPECT_EQ(all[0].event_type, "repo.sync.start");
  EXPECT_EQ(all[0].listener_id, "l1");
  EXPECT_EQ(all[0].number, 1u);
  EXPECT_EQ(all[0].outcome, "retry");
  EXPECT_EQ(all[0].status, 503);
  EXPECT_EQ(all[0].took, 40ms);
  EXPECT_EQ(all[0].ended_at, today());
  EXPECT_EQ(all[0].detail, "POST http://x/ -> 503");
  EXPECT_EQ(all[0].answer, "busy");
}

TEST_F(RecordedAttempts, are_all_there_while_they_are_few) {
  send(l1, 1, 40);
  for (int i = 0; i < 40; ++i)
    finish(verdict::delivered);

  EXPECT_EQ(recorded().size(), 40u);
}

TEST_F(RecordedAttempts, leave_room_for_failures_and_for_others_when_they_are_many) {
  send(l1, 1, 500);
  send(l2, 501, 501);
  for (int i = 0; i < 500; ++i)
    finish(verdict::delivered);
  EXPECT_EQ(recorded().size(), 50u);

  finish(verdict::delivered);
  const auto rare = recorded();
  ASSERT_EQ(rare.size(), 1u);
  EXPECT_EQ(rare[0].listener_id, "l2");

  send(l1, 502, 600);
  for (int i = 0; i < 99; ++i)
    finish(verdict::rejected, "404");
  EXPECT_EQ(recorded().size(), 49u);
}

TEST_F(RecordedAttempts, are_written_again_when_time_has_passed) {
  send(l1, 1, 500);
  for (int i = 0; i < 500; ++i)
    finish(verdict::delivered);
  recorded();

  time->advance(1s);
  send(l1, 501, 501);
  finish(verdict::delivered);

  EXPECT_EQ(recorded().size(), 1u);
}

TEST_F(RecordedAttempts, cost_nothing_where_nobody_wants_them) {
  desk->sample = attempt_sample{0};

  send(l1, 1, 1);
  finish(verdict::rejected, "404");

  EXPECT_TRUE(recorded().empty());
}

} // namespace
} // namespace fanfare::test
