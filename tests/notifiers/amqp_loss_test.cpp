#include "notifiers/amqp_suspects.hpp"
#include "tests/notifiers/amqp_stages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

// What becomes of messages that were under way when a connection was lost.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using company = amqp_suspects::company;

event_id id_of(std::uint32_t number) { return event_of("", number)->id; }

TEST(AmqpSuspects, charges_nobody_while_others_were_under_way) {
  amqp_suspects all;

  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(all.lost(id_of(1), amqp_loss::reproached, company::others), verdict::unsent);

  EXPECT_TRUE(all.holds(id_of(1)));
}

TEST(AmqpSuspects, suspects_after_three_losses_or_a_reproach) {
  amqp_suspects all;

  EXPECT_EQ(all.lost(id_of(1), amqp_loss::unexplained, company::alone), verdict::unsent);
  EXPECT_EQ(all.lost(id_of(1), amqp_loss::unexplained, company::alone), verdict::unsent);
  EXPECT_FALSE(all.holds(id_of(1)));
  EXPECT_EQ(all.lost(id_of(1), amqp_loss::unexplained, company::alone), verdict::retry);
  EXPECT_EQ(all.lost(id_of(2), amqp_loss::reproached, company::alone), verdict::retry);

  EXPECT_TRUE(all.holds(id_of(1)));
  EXPECT_TRUE(all.holds(id_of(2)));
  EXPECT_FALSE(all.holds(id_of(3)));
}

TEST(AmqpSuspects, does_not_count_a_broker_that_goes_down) {
  amqp_suspects all;

  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(all.lost(id_of(1), amqp_loss::unjudged, company::alone), verdict::unsent);

  EXPECT_EQ(all.losses(id_of(1)), 0u);
}

TEST(AmqpSuspects, forgets_what_was_cleared_and_for_want_of_room_the_oldest) {
  amqp_suspects all;
  all.lost(id_of(1), amqp_loss::reproached, company::others);
  all.cleared(id_of(1));
  EXPECT_FALSE(all.holds(id_of(1)));

  for (std::uint32_t i = 2; i < amqp_suspects::most + 2; ++i)
    all.lost(id_of(i), amqp_loss::reproached, company::others);
  all.lost(id_of(2), amqp_loss::reproached, company::others);
  all.lost(id_of(100'000), amqp_loss::reproached, company::others);

  EXPECT_TRUE(all.holds(id_of(2))) << "it was lost again just now";
  EXPECT_FALSE(all.holds(id_of(3)));
  EXPECT_TRUE(all.holds(id_of(4)));
  EXPECT_TRUE(all.holds(id_of(100'000)));
}

TEST(AmqpLoss, finds_the_message_that_makes_the_broker_hang_up_and_charges_no_other) {
  staged_broker broker{judging({{1, fate::hangs_up}})};
  const auto way = amqp_of(broker.options());

  const auto ends = persist(*way, 1, 6);

  EXPECT_EQ(ends.at(1).how, verdict::retry) << ends.at(1).detail;
  EXPECT_TRUE(holds(ends.at(1).detail, "the broker closed the connection and gave no reason; that "
                                       "was so "))
      << ends.at(1).detail;
  EXPECT_TRUE(holds(ends.at(1).detail, "now with nothing but it")) << ends.at(1).detail;
  for (std::uint64_t ticket = 2; ticket <= 6; ++ticket)
    EXPECT_EQ(ends.at(ticket).how, verdict::delivered) << ends.at(ticket).detail;
}

TEST(AmqpLoss, lets_a_message_that_was_found_out_take_no_other_down) {
  staged_broker broker{judging({{1, fate::hangs_up}})};
  const auto way = amqp_of(broker.options());
  ASSERT_EQ(persist(*way, 1, 3).at(1).how, verdict::retry);
  ASSERT_EQ(persist(*way, 4, 4).at(4).how, verdict::delivered) << "the broker is back";

  outcome_log log;
  std::vector<attempt> batch;
  for (std::uint64_t i : {1U, 5U, 6U, 7U, 8U, 9U})
    batch.push_back(sync_start("pulp", i));
  way->send(std::move(batch), log.sink());

  for (const auto& end : log.wait_for(6))
    EXPECT_TRUE(end.ticket == 1 || end.how == verdict::delivered) << end.detail;
}

TEST(AmqpLoss, finds_the_message_that_crashes_a_session_and_charges_no_other) {
  staged_broker broker{judging({{3, fate::ends_session}})};
  const auto way = amqp_of(broker.options());

  const auto ends = persist(*way, 1, 20);

  EXPECT_EQ(ends.at(3).how, verdict::retry) << ends.at(3).detail;
  EXPECT_TRUE(holds(ends.at(3).detail, "amqp:internal-error: the session crashed"));
  for (const auto& [ticket, end] : ends)
    EXPECT_TRUE(ticket == 3 || end.how == verdict::delivered) << end.detail;
  EXPECT_LE(broker.connections(), 2u) << "the one, and one for those under suspicion";
}

/// What suspects meet with on their own connection counts as anything else does.
TEST(AmqpLoss, counts_what_became_of_messages_under_suspicion) {
  auto how = staged_broker::rabbitmq4();
  how.judge = [id = event_of("", 1)->id.text(), left = 3](const staged_message& what) mutable {
    if (what.id != id)
      return fate::accepted;
    return left-- > 0 ? fate::hangs_up : fate::released;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());

  ASSERT_EQ(persist(*way, 1, 1).at(1).how, verdict::retry);

  const auto end = deliver(*way, sync_start("pulp", 1));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_TRUE(holds(end.detail, "-> taken and dropped: no queue is bound for 'repo.sync.start'"))
      << end.detail;
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_unroutable_total"), 1);
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_connects_total"),
            static_cast<double>(broker.connections()));
}

TEST(AmqpLoss, counts_sessions_ended_over_a_message_under_suspicion) {
  staged_manners how;
  how.judge = [id = event_of("", 1)->id.text(), left = 3](const staged_message& what) mutable {
    if (what.id != id)
      return fate::accepted;
    return left-- > 0 ? fate::detaches : fate::nothing;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options(), {.settle = 300ms});
  deliver(*way, sync_start("pulp", 1));
  deliver(*way, sync_start("pulp", 1));
  ASSERT_EQ(deliver(*way, sync_start("pulp", 1)).how, verdict::retry);

  auto silent = sync_start("pulp", 1);
  silent.timeout = 200ms;
  const auto end = deliver(*way, silent);

  EXPECT_EQ(end.how, verdict::retry) << end.detail;
  EXPECT_TRUE(soon([&] { return metric_of(*way, "fanfare_amqp_settle_timeouts_total") == 1; }));
  EXPECT_EQ(way->outage(), std::nullopt) << "that is of the connection that people look at";
}

} // namespace
} // namespace fanfare::test
