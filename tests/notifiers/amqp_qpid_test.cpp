#include "tests/notifiers/amqp_stages.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

TEST(AmqpOnQpid, makes_the_exchange_by_attaching_to_it) {
  staged_broker broker;
  const auto way = amqp_of(broker.options());

  const auto end = deliver(*way, sync_start("pulp"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.exchanges().at("pulp"), "topic");
  const auto got = broker.wait_for(1);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].exchange, "pulp");
  EXPECT_EQ(got[0].routing_key, "repo.sync.start");
  EXPECT_EQ(got[0].id, event_of("", 1)->id.text());
  EXPECT_EQ(got[0].body, R"({"event_type":"repo.sync.start","payload":{}})");
}

TEST(AmqpOnQpid, sends_to_the_exchange_of_the_configuration_without_one_of_the_listener) {
  staged_broker broker;
  auto how = broker.options();
  how.subject_prefix = "pulp.server";
  const auto way = amqp_of(how);

  EXPECT_EQ(deliver(*way, sync_start("")).how, verdict::delivered);

  const auto got = broker.wait_for(1);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].exchange, "amq.topic");
  EXPECT_EQ(got[0].routing_key, "pulp.server.repo.sync.start");
}

TEST(AmqpOnQpid, is_told_the_plain_virtual_host_where_its_dialect_is_named) {
  const staged_broker broker;
  auto how = broker.options();
  how.virtual_host = "staging";

  deliver(*amqp_of(how), sync_start("pulp"));
  const auto by_itself = broker.last_host();
  how.dialect = "qpid";
  deliver(*amqp_of(how), sync_start("pulp"));

  EXPECT_EQ(by_itself, "vhost:staging");
  EXPECT_EQ(broker.last_host(), "staging");
}

TEST(AmqpOnQpid, uses_one_connection_for_all_exchanges) {
  staged_broker broker;
  const auto way = amqp_of(broker.options());

  for (std::uint64_t i = 1; i <= 6; ++i)
    EXPECT_EQ(deliver(*way, sync_start("x" + std::to_string(i % 3), i)).how, verdict::delivered);

  EXPECT_EQ(broker.connections(), 1u);
  EXPECT_EQ(broker.requests(), 3u) << "a link each";
}

TEST(AmqpOnQpid, keeps_what_is_wrong_with_an_exchange_and_does_not_ask_again_at_once) {
  staged_manners how;
  how.forbidden = {"secret"};
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());

  const auto type = deliver(*way, sync_start("amq.fanout", 1));
  const auto permission = deliver(*way, sync_start("secret", 2));
  for (std::uint64_t i = 3; i <= 20; ++i)
    EXPECT_EQ(deliver(*way, sync_start(i % 2 == 0 ? "secret" : "amq.fanout", i)).how,
              verdict::retry);

  EXPECT_EQ(type.how, verdict::retry) << type.detail;
  EXPECT_TRUE(holds(type.detail, "exchange 'amq.fanout' at localhost:")) << type.detail;
  EXPECT_TRUE(holds(type.detail, "Exchange of different type already exists")) << type.detail;
  EXPECT_EQ(permission.how, verdict::retry);
  EXPECT_TRUE(holds(permission.detail, "amqp:unauthorized-access: ACL denied exchange create"))
      << permission.detail;
  EXPECT_EQ(broker.requests(), 2u);
  EXPECT_EQ(broker.connections(), 1u) << "the fault of one exchange costs no connection";
  EXPECT_EQ(deliver(*way, sync_start("pulp", 21)).how, verdict::delivered);
}

TEST(AmqpOnQpid, makes_an_exchange_again_that_was_deleted_in_use_and_sends_again) {
  staged_manners how;
  std::atomic<int> taken{0};
  how.judge = [&taken](const staged_message&) {
    return taken++ == 1 ? fate::nothing : fate::accepted;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());
  ASSERT_EQ(deliver(*way, sync_start("pulp", 1)).how, verdict::delivered);
  outcome_log log;
  way->send({sync_start("pulp", 2)}, log.sink());
  broker.wait_for(2);

  broker.drop_exchange("pulp");

  const auto ends = log.wait_for(1);
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].how, verdict::delivered) << ends[0].detail;
  const auto got = broker.messages();
  ASSERT_EQ(got.size(), 3u);
  EXPECT_EQ(got[1].id, got[2].id) << "the same message, sent again";
  EXPECT_EQ(broker.exchanges().count("pulp"), 1u);
}

TEST(AmqpOnQpid, does_not_send_into_a_queue_that_a_wrong_dialect_made) {
  staged_manners how;
  how.echoes_capabilities = false; // as RabbitMQ does, with a queue of that name
  staged_broker broker{how};

  const auto end = deliver(*amqp_of(broker.options()), sync_start("pulp"));

  EXPECT_EQ(end.how, verdict::retry);
  EXPECT_TRUE(holds(end.detail, "[messaging] dialect")) << end.detail;
  EXPECT_TRUE(broker.messages().empty());
}

TEST(AmqpOnQpid, tells_what_the_broker_says_of_a_message) {
  staged_manners how;
  how.judge = [](const staged_message& what) {
    return what.exchange == "rejects"    ? fate::rejected
           : what.exchange == "releases" ? fate::released
           : what.exchange == "modifies" ? fate::modified
                                         : fate::accepted;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());
  struct {
    const char* exchange;
    verdict how;
    const char* said;
  } table[] = {
      {"accepts", verdict::delivered, ""},
      {"rejects", verdict::rejected, "rejected: amqp:internal-error: the queue is full"},
      {"releases", verdict::retry, "given back"},
      {"modifies", verdict::retry, "given back as modified"},
  };
  for (const auto& [exchange, expected, said] : table) {
    const auto end = deliver(*way, sync_start(exchange));

    EXPECT_EQ(end.how, expected) << exchange << ": " << end.detail;
    EXPECT_TRUE(holds(end.detail, said)) << end.detail;
  }
}

TEST(AmqpOnQpid, takes_the_end_of_a_session_for_a_fault_of_its_exchange_alone) {
  staged_manners how;
  how.judge = [](const staged_message& what) {
    return what.exchange == "crashes" ? fate::ends_session : fate::accepted;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());
  ASSERT_EQ(deliver(*way, sync_start("pulp", 1)).how, verdict::delivered);

  const auto end = deliver(*way, sync_start("crashes", 2));
  const auto again = deliver(*way, sync_start("crashes", 3));

  EXPECT_EQ(end.how, verdict::retry);
  EXPECT_TRUE(holds(end.detail,
                    "-> no outcome: the session ended: amqp:internal-error: the session crashed"))
      << end.detail;
  EXPECT_EQ(again.how, verdict::retry);
  EXPECT_EQ(broker.requests(), 3u) << "the next message is not to pay for the one before";
  EXPECT_EQ(deliver(*way, sync_start("pulp", 4)).how, verdict::delivered);
  EXPECT_EQ(broker.connections(), 1u);
}

TEST(AmqpOnQpid, leaves_unsent_what_the_broker_grants_no_credit_for) {
  staged_manners how;
  how.credit = 0;
  staged_broker broker{how};
  auto what = sync_start("pulp");
  what.timeout = 300ms;

  const auto end = deliver(*amqp_of(broker.options()), what);

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_TRUE(holds(end.detail, "not sent in time (timeout 300ms): the broker grants no credit"))
      << end.detail;
}

TEST(AmqpOnQpid, retries_what_the_broker_says_nothing_about) {
  staged_broker broker{saying(fate::nothing)};
  auto what = sync_start("pulp");
  what.timeout = 300ms;

  const auto end = deliver(*amqp_of(broker.options()), what);

  EXPECT_EQ(end.how, verdict::retry);
  EXPECT_TRUE(holds(end.detail, "no outcome within 300ms")) << end.detail;
}

TEST(AmqpOnQpid, leaves_unsent_what_was_under_way_when_the_broker_went_down) {
  staged_manners how;
  std::atomic<bool> answers{false};
  how.judge = [&answers](const staged_message&) {
    return answers ? fate::accepted : fate::nothing;
  };
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());
  outcome_log log;
  way->send({sync_start("pulp", 7)}, log.sink());
  broker.wait_for(1);

  broker.close_connections("amqp:connection:forced", "shutting down");

  const auto ends = log.wait_for(1);
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].how, verdict::unsent) << ends[0].detail;
  EXPECT_TRUE(holds(ends[0].detail, "shutting down")) << ends[0].detail;
}

TEST(AmqpOnQpid, says_so_when_the_broker_closes_and_gives_no_reason) {
  staged_broker broker{saying(fate::nothing)};
  const auto way = amqp_of(broker.options());
  outcome_log log;
  way->send({sync_start("pulp")}, log.sink());
  broker.wait_for(1);

  broker.close_connections("", "");

  const auto ends = log.wait_for(1);
  EXPECT_EQ(ends.at(0).how, verdict::unsent) << ends.at(0).detail;
  EXPECT_TRUE(holds(ends.at(0).detail, "the broker closed the connection and gave no reason"))
      << ends.at(0).detail;
}

TEST(AmqpOnQpid, retries_what_the_broker_took_offence_at) {
  staged_broker broker{saying(fate::nothing)};
  const auto way = amqp_of(broker.options());
  outcome_log log;
  way->send({sync_start("pulp")}, log.sink());
  broker.wait_for(1);

  broker.close_connections("amqp:decode-error", "cannot make sense of it");

  EXPECT_EQ(log.wait_for(1).at(0).how, verdict::retry);
}

TEST(AmqpOnQpid, sends_a_thousand_at_once_within_the_credit) {
  staged_broker broker;
  const auto way = amqp_of(broker.options());
  std::vector<attempt> batch;
  for (std::uint64_t i = 1; i <= 1'000; ++i)
    batch.push_back(sync_start("pulp", i));
  outcome_log log;

  way->send(std::move(batch), log.sink());

  const auto ends = log.wait_for(1'000);
  ASSERT_EQ(ends.size(), 1'000u);
  for (const auto& end : ends)
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.messages().size(), 1'000u);
}

} // namespace
} // namespace fanfare::test
