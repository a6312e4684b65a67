// What holds on every broker. It is tried on a RabbitMQ 3 that these tests start
// and, if they are named, on an Apache Qpid and a RabbitMQ 4 that run already:
// FANFARE_TEST_QPIDD and FANFARE_TEST_RABBITMQ4 hold the URL of each, with user
// and password if it wants any.
#include "notifiers/broker_url.hpp"
#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/notifiers/amqp_rabbitmq.hpp"
#include "tests/support/amqp_consumer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

/// Where a broker is named that is not ours. Null: it is ours.
struct tried_broker {
  std::string name;
  const char* variable = nullptr;
};

std::ostream& operator<<(std::ostream& to, const tried_broker& what) { return to << what.name; }

std::vector<tried_broker> tried_brokers() {
  std::vector<tried_broker> all{{"rabbitmq3"}};
  for (const auto& [name, variable] :
       {std::pair{"qpidd", "FANFARE_TEST_QPIDD"}, std::pair{"rabbitmq4", "FANFARE_TEST_RABBITMQ4"}})
    if (const char* url = std::getenv(variable); url != nullptr && *url != '\0')
      all.push_back({name, variable});
  return all;
}

class AnyBroker : public ::testing::TestWithParam<tried_broker> {
protected:
  messaging_options options() const {
    if (GetParam().variable == nullptr)
      return the_rabbitmq().options();
    messaging_options how;
    how.url = std::getenv(GetParam().variable);
    return how;
  }

  /// With user and password, for consumers.
  std::string url() const {
    auto how = options();
    if (!how.username.empty())
      how.url.insert(how.url.find("://") + 3, how.username + ":" + how.password + "@");
    return how.url;
  }

  /// A name that nobody has used, also not in an earlier run.
  static std::string new_exchange() {
    static int count = 0;
    return "fanfare-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
  }
};

const char* const types[] = {"repo.sync.start", "repo.sync.finish", "repo.publish.start",
                             "repo.publish.finish", "fleet.node.added"};

std::multiset<std::string> subjects_of(const std::vector<consumed_message>& all) {
  std::multiset<std::string> made;
  for (const auto& each : all)
    made.insert(each.subject);
  return made;
}

TEST_P(AnyBroker, makes_a_missing_exchange_and_each_consumer_gets_exactly_its_own) {
  const auto way = amqp_of(options());
  const auto pulp = new_exchange();
  const auto first = deliver(*way, attempt_of(event_of("first", 1), listener_on(pulp)));
  ASSERT_EQ(first.how, verdict::delivered) << first.detail;
  const amqp_consumer syncs{url(), pulp, "repo.sync.*"};
  const amqp_consumer repos{url(), pulp, "repo.#"};
  const amqp_consumer finishes{url(), pulp, "repo.*.finish"};
  const amqp_consumer everything{url(), pulp, "#"};

  std::uint32_t number = 10;
  for (const auto* type : types) {
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
  auto how = options();
  how.subject_prefix = "pulp.server";
  how.ttl = std::chrono::minutes{10};
  const auto way = amqp_of(how);
  const auto pulp = new_exchange();
  deliver(*way, attempt_of(event_of("first", 1), listener_on(pulp)));
  const amqp_consumer consumer{url(), pulp, "pulp.server.#"};
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
  EXPECT_GT(got[0].ttl_ms, 0);
  EXPECT_LE(got[0].ttl_ms, 600'000);
}

TEST_P(AnyBroker, sends_many_at_once_and_loses_none) {
  const auto way = amqp_of(options());
  const auto pulp = new_exchange();
  deliver(*way, attempt_of(event_of("first", 1), listener_on(pulp)));
  const amqp_consumer consumer{url(), pulp, "#"};
  std::vector<attempt> batch;
  const std::uint32_t count = 3'000;
  for (std::uint32_t i = 1; i <= count; ++i)
    batch.push_back(attempt_of(event_of("repo.sync.start", 100 + i), listener_on(pulp), i));
  outcome_log log;

  way->send(std::move(batch), log.sink());

  for (const auto& end : log.wait_for(count))
    ASSERT_EQ(end.how, verdict::delivered) << end.detail;
  std::set<std::string> ids;
  for (const auto& each : consumer.wait_for(count))
    ids.insert(each.id);
  EXPECT_EQ(ids.size(), count);
}

TEST_P(AnyBroker, tells_that_an_exchange_is_of_another_type) {
  const auto way = amqp_of(options());

  const auto end = deliver(*way, attempt_of(event_of("repo", 1), listener_on("amq.fanout")));
  const auto other = deliver(*way, attempt_of(event_of("repo", 2), listener_on("amq.topic")));

  EXPECT_EQ(end.how, verdict::retry);
  EXPECT_NE(end.detail.find("exchange 'amq.fanout' at "), std::string::npos) << end.detail;
  EXPECT_NE(end.detail.find("type"), std::string::npos) << end.detail;
  EXPECT_EQ(other.how, verdict::delivered) << other.detail;
}

INSTANTIATE_TEST_SUITE_P(Amqp, AnyBroker, ::testing::ValuesIn(tried_brokers()),
                         [](const auto& tried) { return tried.param.name; });

} // namespace
} // namespace fanfare::test
