#include "tests/notifiers/amqp_stages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

TEST(AmqpOnRabbitMq4, makes_the_exchange_by_message_and_addresses_each_message) {
  staged_broker broker{staged_broker::rabbitmq4()};
  const auto way = amqp_of(broker.options());

  const auto end = deliver(*way, sync_start("pulp"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.exchanges().at("pulp"), "topic");
  const auto got = broker.wait_for(1);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].exchange, "pulp");
  EXPECT_EQ(got[0].routing_key, "repo.sync.start");
}

TEST(AmqpOnRabbitMq4, asks_once_for_an_exchange_and_never_for_amq_topic) {
  staged_broker broker{staged_broker::rabbitmq4()};
  const auto way = amqp_of(broker.options());

  for (std::uint64_t i = 1; i <= 4; ++i)
    EXPECT_EQ(deliver(*way, sync_start(i % 2 == 0 ? "pulp" : "amq.topic", i)).how,
              verdict::delivered);

  EXPECT_EQ(broker.requests(), 1u);
}

TEST(AmqpOnRabbitMq4, counts_what_no_queue_was_bound_for_as_delivered_and_unroutable) {
  auto how = staged_broker::rabbitmq4();
  how.judge = [](const staged_message& what) {
    return what.exchange == "unbound" ? fate::released : fate::accepted;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());

  const auto dropped = deliver(*way, sync_start("unbound", 1));
  EXPECT_EQ(deliver(*way, sync_start("pulp", 2)).how, verdict::delivered);

  EXPECT_EQ(dropped.how, verdict::delivered);
  EXPECT_TRUE(
      holds(dropped.detail, "-> taken and dropped: no queue is bound for 'repo.sync.start'"))
      << dropped.detail;
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_unroutable_total"), 1);
}

TEST(AmqpOnRabbitMq4, keeps_what_is_wrong_with_an_exchange_and_does_not_ask_again_at_once) {
  auto how = staged_broker::rabbitmq4();
  how.forbidden = {"secret"};
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());
  struct {
    const char* exchange;
    const char* said;
  } table[] = {
      {"amq.fanout", "it is there and of another type: RabbitMQ's management -> 409"},
      {"secret", "RabbitMQ's management -> 403 'access to exchange 'secret' refused'"},
      {"amq.mine", "RabbitMQ's management -> 403 'access to exchange 'amq.mine' refused'"},
  };
  for (const auto& [exchange, said] : table)
    for (std::uint64_t i = 1; i <= 5; ++i) {
      const auto end = deliver(*way, sync_start(exchange, i));

      EXPECT_EQ(end.how, verdict::retry);
      EXPECT_TRUE(holds(end.detail, said)) << end.detail;
    }
  EXPECT_LE(broker.requests(), 5u) << "once each, and once more for those that were missing";
  EXPECT_EQ(deliver(*way, sync_start("pulp", 9)).how, verdict::delivered);
}

TEST(AmqpOnRabbitMq4, sends_to_an_exchange_that_is_there_though_it_may_not_make_it) {
  auto how = staged_broker::rabbitmq4();
  how.exchanges["theirs"] = "topic";
  how.answers_management = false;
  staged_broker broker{how};
  const auto way = amqp_of(broker.options(), {.connect = 300ms});

  const auto end = deliver(*way, sync_start("theirs"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST(AmqpOnRabbitMq4, makes_an_exchange_again_that_was_deleted_in_use_and_sends_again) {
  staged_broker broker{staged_broker::rabbitmq4()};
  const auto way = amqp_of(broker.options());
  ASSERT_EQ(deliver(*way, sync_start("pulp", 1)).how, verdict::delivered);

  broker.drop_exchange("pulp");
  std::vector<attempt> batch;
  for (std::uint64_t i = 2; i <= 51; ++i)
    batch.push_back(sync_start("pulp", i));
  outcome_log log;
  way->send(std::move(batch), log.sink());

  const auto ends = log.wait_for(50);
  ASSERT_EQ(ends.size(), 50u);
  for (const auto& end : ends)
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.requests(), 2u);
}

TEST(AmqpOnRabbitMq4, is_told_late_of_messages_to_an_exchange_that_it_has_made_again) {
  auto how = staged_broker::rabbitmq4();
  how.judge = [late = std::set<std::string>{event_of("", 2)->id.text()}](
                  const staged_message& what) mutable {
    return late.erase(what.id) > 0 ? fate::missing : fate::accepted;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());
  ASSERT_EQ(deliver(*way, sync_start("pulp", 1)).how, verdict::delivered);
  outcome_log log;
  way->send({sync_start("pulp", 2)}, log.sink());
  broker.wait_for(2);

  broker.drop_exchange("pulp");
  way->send({sync_start("pulp", 3)}, log.sink());

  const auto ends = log.wait_for(2);
  ASSERT_EQ(ends.size(), 2u);
  for (const auto& end : ends)
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.requests(), 2u) << "it is there: once more would be too much";
}

TEST(AmqpOnRabbitMq4, takes_a_rejection_that_is_no_missing_exchange_for_one) {
  staged_broker broker{saying(fate::rejected, staged_broker::rabbitmq4())};

  const auto end = deliver(*amqp_of(broker.options()), sync_start("pulp"));

  EXPECT_EQ(end.how, verdict::rejected);
  EXPECT_TRUE(holds(end.detail, "the queue is full")) << end.detail;
}

TEST(AmqpOnRabbitMq4, can_be_told_of_where_the_broker_does_not_say_who_it_is) {
  auto how = staged_broker::rabbitmq4();
  how.product = "";
  staged_broker broker{how};
  auto options = broker.options();
  options.dialect = "rabbitmq4";

  EXPECT_EQ(deliver(*amqp_of(options), sync_start("pulp")).how, verdict::delivered);
}

TEST(AmqpOnAnyBroker, sends_to_the_plain_name_where_it_is_told_to_whatever_the_broker_is) {
  staged_manners how;
  how.exchanges["news"] = "topic";
  staged_broker broker{how};
  auto options = broker.options();
  options.dialect = "plain";
  const auto way = amqp_of(options);

  EXPECT_EQ(deliver(*way, sync_start("news", 1)).how, verdict::delivered);
  EXPECT_EQ(deliver(*way, sync_start("olds", 2)).how, verdict::retry);
  EXPECT_EQ(broker.exchanges().count("olds"), 0u);
}

TEST(AmqpOnAnyBroker, sends_to_the_plain_name_where_it_does_not_know_the_broker) {
  staged_manners how;
  how.product = "";
  how.exchanges["news"] = "topic";
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());

  const auto there = deliver(*way, sync_start("news", 1));
  const auto missing = deliver(*way, sync_start("olds", 2));

  EXPECT_EQ(there.how, verdict::delivered) << there.detail;
  EXPECT_EQ(missing.how, verdict::retry);
  EXPECT_TRUE(holds(missing.detail, "amqp:not-found: Node not found: olds")) << missing.detail;
  EXPECT_EQ(broker.wait_for(1).at(0).exchange, "news");
}

} // namespace
} // namespace fanfare::test
