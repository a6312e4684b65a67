// What holds on every broker; amqp_tried_broker.cpp says on which it is shown.
#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/notifiers/amqp_tried_broker.hpp"
#include "tests/support/amqp_consumer.hpp"
#include "tests/support/talking_server.hpp"
#include "tests/support/tcp_relay.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

class AnyBroker : public ::testing::TestWithParam<broker_choice> {
protected:
  ~AnyBroker() override {
    for (const auto& each : made_)
      try {
        broker->drop_exchange(each);
      } catch (const std::exception&) { // the test needed none
        continue;
      }
  }

  /// Returns a name that nobody has used, also not in an earlier run; gone with the test.
  std::string new_exchange() {
    static int count = 0;
    made_.push_back("fanfare-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    return made_.back();
  }

  /// Returns an exchange that was made by sending to it.
  std::string exchange_in_use(notifier& way) {
    auto name = new_exchange();
    const auto first = deliver(way, attempt_of(event_of("first", 1), listener_on(name)));
    EXPECT_EQ(first.how, verdict::delivered) << first.detail;
    return name;
  }

  amqp_address address() const { return amqp_broker::with(broker->options())->addresses.at(0); }

  /// Returns the broker's options, over a relay.
  messaging_options over(const tcp_relay& relay) const {
    const auto at = address();
    auto how = broker->options();
    how.url = "amqp://127.0.0.1:" + std::to_string(relay.port());
    how.username = at.username;
    how.password = at.password;
    how.virtual_host = at.virtual_host;
    return how;
  }

  const std::unique_ptr<tried_broker> broker = GetParam().make();

private:
  std::vector<std::string> made_;
};

std::multiset<std::string> subjects_of(const std::vector<consumed_message>& all) {
  std::multiset<std::string> made;
  for (const auto& each : all)
    made.insert(each.subject);
  return made;
}

std::set<std::string> ids_of(const std::vector<consumed_message>& all) {
  std::set<std::string> made;
  for (const auto& each : all)
    made.insert(each.id);
  return made;
}

// -- exchanges --------------------------------------------------------------------------

TEST_P(AnyBroker, makes_a_missing_exchange_durable_and_of_type_topic) {
  const auto way = amqp_of(broker->options());

  const auto pulp = exchange_in_use(*way);

  EXPECT_TRUE(broker->has_exchange(pulp, "topic"));
}

TEST_P(AnyBroker, is_sent_to_at_an_exchange_that_was_there_before) {
  const auto theirs = new_exchange();
  broker->add_exchange(theirs, "topic");
  const amqp_consumer consumer{broker->url(), theirs, "#"};

  const auto end = deliver(*amqp_of(broker->options()), sync_start(theirs));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(consumer.wait_for(1).size(), 1u);
}

TEST_P(AnyBroker, keeps_what_is_wrong_with_an_exchange_and_looks_again_after_a_while) {
  const auto way = amqp_of(broker->options());
  const auto crowd = new_exchange();
  broker->add_exchange(crowd, "fanout");
  const auto start = clock::now();

  for (std::uint64_t i = 1; i <= 20; ++i) {
    const auto end = deliver(*way, sync_start(crowd, i));
    ASSERT_EQ(end.how, verdict::retry);
    ASSERT_TRUE(holds(end.detail, "exchange '" + crowd + "' at ")) << end.detail;
    ASSERT_TRUE(holds(end.detail, "type")) << end.detail;
  }
  const auto other = deliver(*way, sync_start("amq.topic", 21));
  broker->drop_exchange(crowd);
  const bool is_back =
      soon([&] { return deliver(*way, sync_start(crowd, 22)).how == verdict::delivered; });

  EXPECT_EQ(other.how, verdict::delivered) << other.detail;
  EXPECT_TRUE(is_back);
  EXPECT_GT(clock::now() - start, 2s) << "it may not be asked all the time";
  EXPECT_TRUE(broker->has_exchange(crowd, "topic"));
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_connects_total"), 1);
}

TEST_P(AnyBroker, tells_that_one_of_its_own_exchanges_is_of_another_type) {
  const auto way = amqp_of(broker->options());

  const auto end = deliver(*way, sync_start("amq.fanout"));

  EXPECT_EQ(end.how, verdict::retry);
  EXPECT_TRUE(holds(end.detail, "exchange 'amq.fanout' at ")) << end.detail;
  EXPECT_TRUE(holds(end.detail, "type")) << end.detail;
}

TEST_P(AnyBroker, makes_an_exchange_again_that_was_deleted_in_use_and_sends_again) {
  const auto way = amqp_of(broker->options());
  const auto gone = exchange_in_use(*way);
  std::vector<attempt> batch;
  for (std::uint64_t i = 2; i <= 201; ++i)
    batch.push_back(sync_start(gone, i));
  outcome_log log;

  broker->drop_exchange(gone);
  way->send(std::move(batch), log.sink());

  const auto ends = log.wait_for(200);
  ASSERT_EQ(ends.size(), 200u);
  for (const auto& end : ends)
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_TRUE(broker->has_exchange(gone, "topic"));
  const amqp_consumer consumer{broker->url(), gone, "#"};
  ASSERT_EQ(deliver(*way, sync_start(gone, 202)).how, verdict::delivered);
  EXPECT_EQ(consumer.wait_for(1).size(), 1u) << "it is one that can be bound to";
}

TEST_P(AnyBroker, reaches_many_exchanges_over_one_connection) {
  const auto way = amqp_of(broker->options());
  std::vector<std::string> names;
  std::generate_n(std::back_inserter(names), 12, [&] { return exchange_in_use(*way); });
  const amqp_consumer of_first{broker->url(), names.front(), "#"};
  const amqp_consumer of_last{broker->url(), names.back(), "#"};
  std::vector<attempt> batch;
  for (std::uint64_t i = 0; i < 240; ++i)
    batch.push_back(sync_start(names.at(i % names.size()), i));
  outcome_log log;

  way->send(std::move(batch), log.sink());

  for (const auto& end : log.wait_for(240))
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(log.size(), 240u);
  EXPECT_EQ(of_first.wait_for(20).size(), 20u);
  EXPECT_EQ(of_last.wait_for(20).size(), 20u);
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_connects_total"), 1);
}

// -- messages ---------------------------------------------------------------------------

TEST_P(AnyBroker, gives_each_consumer_exactly_its_own) {
  const auto way = amqp_of(broker->options());
  const auto pulp = exchange_in_use(*way);
  const amqp_consumer syncs{broker->url(), pulp, "repo.sync.*"};
  const amqp_consumer repos{broker->url(), pulp, "repo.#"};
  const amqp_consumer finishes{broker->url(), pulp, "repo.*.finish"};
  const amqp_consumer everything{broker->url(), pulp, "#"};

  std::uint32_t number = 10;
  for (const auto* type : {"repo.sync.start", "repo.sync.finish", "repo.publish.start",
                           "repo.publish.finish", "fleet.node.added"}) {
    const auto end = deliver(*way, attempt_of(event_of(type, ++number), listener_on(pulp)));
    ASSERT_EQ(end.how, verdict::delivered) << end.detail;
  }

  everything.wait_for(5);
  EXPECT_EQ(subjects_of(syncs.wait_for(2)),
            (std::multiset<std::string>{"repo.sync.start", "repo.sync.finish"}));
  EXPECT_EQ(subjects_of(repos.wait_for(4)),
            (std::multiset<std::string>{"repo.sync.start", "repo.sync.finish", "repo.publish.start",
                                        "repo.publish.finish"}));
  EXPECT_EQ(subjects_of(finishes.wait_for(2)),
            (std::multiset<std::string>{"repo.sync.finish", "repo.publish.finish"}));
  EXPECT_EQ(everything.messages().size(), 5u);
}

TEST_P(AnyBroker, brings_the_report_as_plain_json_with_all_that_goes_with_it) {
  auto how = broker->options();
  how.subject_prefix = "pulp.server";
  how.ttl = 10min;
  const auto way = amqp_of(how);
  const auto pulp = exchange_in_use(*way);
  const amqp_consumer consumer{broker->url(), pulp, "pulp.server.#"};
  const auto what = event_of("repo.sync.finish", 2, R"({"repo_id":"grün \u00e9","n":1e400})");

  ASSERT_EQ(deliver(*way, attempt_of(what, listener_on(pulp))).how, verdict::delivered);
  ASSERT_EQ(deliver(*way, attempt_of(what, listener_on(pulp))).how, verdict::delivered);

  const auto got = consumer.wait_for(2);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].body, what->body);
  EXPECT_EQ(got[0].subject, "pulp.server.repo.sync.finish");
  EXPECT_EQ(got[0].content_type, "application/json");
  EXPECT_EQ(got[0].id, what->id.text());
  EXPECT_EQ(got[1].id, got[0].id) << "the same on every attempt";
  EXPECT_TRUE(got[0].durable);
  EXPECT_EQ(got[0].created_ms, static_cast<std::int64_t>(what->id.ms));
  EXPECT_GT(got[0].ttl_ms, 0);
  EXPECT_LE(got[0].ttl_ms, 600'000);
}

TEST_P(AnyBroker, brings_a_report_of_four_mebibytes_whole) {
  const auto way = amqp_of(broker->options());
  const auto pulp = exchange_in_use(*way);
  const amqp_consumer consumer{broker->url(), pulp, "#"};
  const auto what = event_of("repo.sync.finish", 2, '"' + std::string(4U << 20U, 'x') + '"');

  const auto end = deliver(*way, attempt_of(what, listener_on(pulp)));

  ASSERT_EQ(end.how, verdict::delivered) << end.detail;
  const auto got = consumer.wait_for(1);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_TRUE(got[0].body == what->body);
}

TEST_P(AnyBroker, takes_many_at_once_and_loses_none) {
  const auto way = amqp_of(broker->options());
  const auto pulp = exchange_in_use(*way);
  const amqp_consumer consumer{broker->url(), pulp, "#"};
  std::vector<attempt> batch;
  const std::uint32_t count = 3'000;
  for (std::uint32_t i = 1; i <= count; ++i)
    batch.push_back(attempt_of(event_of("repo.sync.start", 100 + i), listener_on(pulp), i));
  outcome_log log;

  way->send(std::move(batch), log.sink());

  for (const auto& end : log.wait_for(count))
    ASSERT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(ids_of(consumer.wait_for(count)).size(), count);
}

/// Apache Qpid and RabbitMQ 3 accept it without a word. RabbitMQ 4 gives it back.
TEST_P(AnyBroker, has_taken_what_no_queue_is_bound_for_and_that_is_counted_where_it_tells) {
  const bool tells = broker->dialect() == amqp_dialect::rabbitmq4;
  const auto way = amqp_of(broker->options());
  const auto pulp = new_exchange();

  const auto end = deliver(*way, sync_start(pulp));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(holds(end.detail, "no queue is bound for 'repo.sync.start'"), tells) << end.detail;
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_unroutable_total"), tells ? 1 : 0);
}

// -- the way to it ----------------------------------------------------------------------

TEST_P(AnyBroker, is_the_next_when_the_first_is_not_there) {
  auto how = broker->options();
  how.url = "amqp://127.0.0.1:" + std::to_string(closed_port()) + "," + how.url;
  const auto way = amqp_of(how);

  const auto end = deliver(*way, sync_start("amq.topic"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_connects_total"), 2);
  EXPECT_EQ(way->outage(), std::nullopt);
}

TEST_P(AnyBroker, is_sent_again_with_the_same_ids_what_was_under_way_when_it_was_cut_off) {
  const auto at = address();
  tcp_relay relay{at.host, at.port};
  const auto way = amqp_of(over(relay));
  const auto pulp = exchange_in_use(*way);
  const amqp_consumer consumer{broker->url(), pulp, "#"};
  constexpr std::uint32_t first = 101;
  constexpr std::uint32_t last = 2'100;

  relay.cut_after(200'000);
  const auto ends = persist(*way, first, last, pulp);

  EXPECT_EQ(relay.cuts(), 1u);
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_connects_total"), 2);
  std::set<std::string> sent;
  for (const auto& [ticket, end] : ends) {
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
    sent.insert(event_of("", static_cast<std::uint32_t>(ticket))->id.text());
  }
  EXPECT_EQ(sent.size(), last - first + 1);
  EXPECT_TRUE(soon([&] { return ids_of(consumer.messages()) == sent; }));
}

TEST_P(AnyBroker, is_missed_within_the_idle_timeout_when_it_falls_silent) {
  const auto at = address();
  tcp_relay relay{at.host, at.port};
  const auto way = amqp_of(over(relay), {.idle = 2s});
  ASSERT_EQ(deliver(*way, sync_start("amq.topic", 1)).how, verdict::delivered);

  relay.hold();
  const auto start = clock::now();
  const auto end = deliver(*way, sync_start("amq.topic", 2));
  const auto waited = clock::now() - start;

  EXPECT_EQ(end.how, verdict::unsent) << end.detail;
  EXPECT_TRUE(holds(end.detail, "nothing was heard from it for too long")) << end.detail;
  EXPECT_LT(waited, 3s);
  EXPECT_TRUE(way->outage());
}

INSTANTIATE_TEST_SUITE_P(Amqp, AnyBroker, ::testing::ValuesIn(tried_brokers()),
                         [](const auto& tried) { return tried.param.name; });

// -- some of them -----------------------------------------------------------------------

std::vector<broker_choice> those_that(bool broker_choice::*can) {
  std::vector<broker_choice> made;
  for (const auto& each : tried_brokers())
    if (each.*can)
      made.push_back(each);
  return made;
}

class BrokerWithUsers : public AnyBroker {};

TEST_P(BrokerWithUsers, lets_nobody_in_with_a_wrong_password_and_it_is_said_without_it) {
  const auto at = address();
  auto how = broker->options();
  how.url = "amqp://" + at.authority();
  how.username = at.username;
  how.password = "hunter2";
  const auto way = amqp_of(how);

  const auto end = deliver(*way, sync_start("amq.topic"));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_TRUE(holds(end.detail, "the broker refuses the username and password of [messaging]"))
      << end.detail;
  EXPECT_FALSE(holds(end.detail, "hunter2")) << end.detail;
  EXPECT_TRUE(holds(way->outage().value_or(""), "refuses the username and password"));
}

INSTANTIATE_TEST_SUITE_P(Amqp, BrokerWithUsers,
                         ::testing::ValuesIn(those_that(&broker_choice::checks_passwords)),
                         [](const auto& tried) { return tried.param.name; });

class BrokerWithRules : public AnyBroker {};

TEST_P(BrokerWithRules, says_what_name_may_not_be_used_and_goes_on_with_others) {
  for (const auto& [how, exchange, said] : broker->refused_names()) {
    const auto way = amqp_of(how);
    for (std::uint64_t i = 1; i <= 5; ++i) {
      const auto end = deliver(*way, sync_start(exchange, i));
      EXPECT_EQ(end.how, verdict::retry) << exchange;
      EXPECT_TRUE(holds(end.detail, "exchange '" + exchange + "' at ")) << end.detail;
      EXPECT_TRUE(holds(end.detail, said)) << end.detail;
    }

    const auto other = deliver(*way, sync_start("amq.topic", 6));

    EXPECT_EQ(other.how, verdict::delivered) << other.detail;
    EXPECT_EQ(metric_of(*way, "fanfare_amqp_connects_total"), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Amqp, BrokerWithRules,
                         ::testing::ValuesIn(those_that(&broker_choice::refuses_names)),
                         [](const auto& tried) { return tried.param.name; });

} // namespace
} // namespace fanfare::test
