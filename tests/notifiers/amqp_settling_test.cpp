#include "tests/notifiers/amqp_stages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

// What becomes of messages that a broker does not settle as it should.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

attempt within(std::chrono::milliseconds timeout, attempt what) {
  what.timeout = timeout;
  return what;
}

outcome of_ticket(const std::vector<outcome>& all, std::uint64_t ticket) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [ticket](const auto& one) { return one.ticket == ticket; });
  return found == all.end() ? outcome{0, verdict::gone, "NONE"} : *found;
}

TEST(AmqpSettling, ends_the_session_of_an_exchange_and_leaves_the_others_alone) {
  staged_broker broker{judging({{1, fate::accepted_late}, {2, fate::nothing}, {3, fate::nothing}})};
  const auto way = amqp_of(broker.options(), {.settle = 300ms});
  outcome_log log;
  way->send({sync_start("pulp", 1), within(200ms, sync_start("mute", 2)), sync_start("mute", 3)},
            log.sink());

  const auto two = log.wait_for(2);
  way->send({sync_start("pulp", 4), sync_start("mute", 5)}, log.sink());
  const auto all = log.wait_for(5);

  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(of_ticket(two, 2).how, verdict::retry);
  EXPECT_TRUE(holds(of_ticket(two, 2).detail, "no outcome within 200ms"));
  EXPECT_EQ(of_ticket(two, 3).how, verdict::unsent) << "it is innocent";
  EXPECT_TRUE(holds(of_ticket(two, 3).detail, "its session was ended, because of another message"))
      << of_ticket(two, 3).detail;
  for (const std::uint64_t ticket : {1U, 4U, 5U})
    EXPECT_EQ(of_ticket(all, ticket).how, verdict::delivered) << of_ticket(all, ticket).detail;
  EXPECT_EQ(broker.connections(), 1u);
  EXPECT_EQ(broker.requests(), 3u) << "a link each, and one again";
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_settle_timeouts_total"), 1);
}

TEST(AmqpSettling, takes_as_long_as_the_listener_allows) {
  staged_broker broker{judging({{1, fate::accepted_late}, {2, fate::nothing}})};
  const auto way = amqp_of(broker.options(), {.settle = 100ms});
  outcome_log log;
  way->send({within(19s, sync_start("pulp", 1))}, log.sink());
  const auto meanwhile = deliver(*way, within(600ms, sync_start("mute", 2)));

  const auto before = log.size();
  EXPECT_EQ(deliver(*way, sync_start("pulp", 3)).how, verdict::delivered);

  EXPECT_EQ(meanwhile.how, verdict::retry);
  EXPECT_EQ(before, 0u);
  EXPECT_EQ(log.wait_for(1).at(0).how, verdict::delivered) << log.wait_for(1).at(0).detail;
}

TEST(AmqpSettling, retries_at_once_what_is_settled_without_an_outcome) {
  staged_broker broker{judging({{1, fate::settled}})};
  const auto way = amqp_of(broker.options());

  const auto end = deliver(*way, sync_start("pulp", 1));

  EXPECT_EQ(end.how, verdict::retry);
  EXPECT_TRUE(holds(end.detail, "settled, and not a word about what became of it")) << end.detail;
  EXPECT_EQ(deliver(*way, sync_start("pulp", 2)).how, verdict::delivered);
}

TEST(AmqpSettling, gives_up_a_connection_on_which_there_is_silence) {
  staged_manners how;
  how.ignored = {"pulp"};
  staged_broker broker{how};
  const auto way = amqp_of(broker.options(), {.settle = 300ms});

  const auto end = deliver(*way, sync_start("pulp"));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_TRUE(holds(end.detail, "it has not answered for 300ms")) << end.detail;
  EXPECT_TRUE(holds(way->outage().value_or(""), "it has not answered for 300ms"));
}

TEST(AmqpSettling, keeps_a_connection_on_which_only_one_link_is_not_answered) {
  staged_manners how;
  how.ignored = {"odd"};
  staged_broker broker{how};
  const auto way = amqp_of(broker.options(), {.settle = 300ms});
  outcome_log log;
  way->send({sync_start("odd", 1)}, log.sink());

  std::uint64_t ticket = 1;
  while (log.size() == 0)
    ASSERT_EQ(deliver(*way, sync_start("pulp", ++ticket)).how, verdict::delivered);

  const auto end = log.wait_for(1).at(0);
  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_TRUE(end.retry_after);
  EXPECT_TRUE(holds(end.detail, "exchange 'odd' at localhost:")) << end.detail;
  EXPECT_TRUE(holds(end.detail, "the broker does not answer")) << end.detail;
  EXPECT_EQ(broker.connections(), 1u);
}

TEST(AmqpSettling, blames_a_message_when_its_link_ended_three_times_with_nothing_but_it) {
  staged_broker broker{judging({{1, fate::detaches}})};
  const auto way = amqp_of(broker.options());

  const auto first = deliver(*way, sync_start("pulp", 1));
  const auto second = deliver(*way, sync_start("pulp", 1));
  const auto third = deliver(*way, sync_start("pulp", 1));
  const auto other = deliver(*way, sync_start("pulp", 2));

  EXPECT_EQ(first.how, verdict::unsent) << first.detail;
  EXPECT_EQ(second.how, verdict::unsent) << second.detail;
  EXPECT_EQ(third.how, verdict::retry) << third.detail;
  EXPECT_TRUE(holds(third.detail, "the session ended: no reason given; that was so 3 times with "
                                  "this message under way, now with nothing but it"))
      << third.detail;
  EXPECT_EQ(other.how, verdict::delivered) << other.detail;
}

} // namespace
} // namespace fanfare::test
