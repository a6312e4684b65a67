#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/notifiers/amqp_rabbitmq.hpp"
#include "tests/support/http_receiver.hpp"
#include "tests/support/process.hpp"
#include "tests/support/talking_server.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

TEST(RabbitMq, is_read_by_those_who_speak_amqp_0_9_1) {
  const auto& broker = the_rabbitmq();
  auto how = broker.options();
  how.ttl = 10min;
  const auto way = amqp_of(how);
  deliver(*way, sync_start("old"));
  broker.add_queue("old-queue");
  broker.bind("old-queue", "old", "repo.sync.*");
  const auto what = event_of("repo.sync.finish", 7, R"({"repo_id":"grün"})");

  ASSERT_EQ(deliver(*way, attempt_of(what, listener_on("old"))).how, verdict::delivered);
  ASSERT_EQ(deliver(*way, attempt_of(what, listener_on("old"))).how, verdict::delivered);

  const auto got = broker.take("old-queue", 1);
  ASSERT_GE(got.size(), 1u);
  EXPECT_EQ(got[0].body, what->body);
  EXPECT_EQ(got[0].routing_key, "repo.sync.finish");
  EXPECT_EQ(got[0].message_id, what->id.text());
  EXPECT_EQ(got[0].content_type, "application/json");
  EXPECT_EQ(got[0].delivery_mode, 2);
  EXPECT_EQ(got[0].expiration, "600000");
  EXPECT_EQ(got[0].timestamp, what->id.ms);
}

TEST(RabbitMq, is_read_by_a_client_of_its_own_library) {
  const auto& broker = the_rabbitmq();
  const auto way = amqp_of(broker.options());
  broker.add_queue("plain-queue");
  broker.bind("plain-queue", "amq.topic", "repo.#");
  const auto what = event_of("repo.sync.finish", 8);
  ASSERT_EQ(deliver(*way, attempt_of(what, listener_on("amq.topic"))).how, verdict::delivered);

  process_plan plan{"/usr/bin/amqp-get",
                    {"--url", "amqp://guest:guest@127.0.0.1:" + std::to_string(broker.port()),
                     "--queue", "plain-queue"}};
  const auto end = run(plan);

  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(end.out, what->body) << "plain JSON, and nothing around it";
}

TEST(RabbitMq, needs_no_management_for_amq_topic_and_for_what_is_there) {
  const auto& broker = the_rabbitmq();
  broker.add_exchange("there", "topic");
  auto how = broker.options();
  how.management_url = "http://127.0.0.1:" + std::to_string(closed_port());
  const auto way = amqp_of(how);

  const auto own = deliver(*way, sync_start("amq.topic", 1));
  const auto there = deliver(*way, sync_start("there", 2));
  const auto missing = deliver(*way, sync_start("nowhere", 3));

  EXPECT_EQ(own.how, verdict::delivered) << own.detail;
  EXPECT_EQ(there.how, verdict::delivered) << there.detail;
  EXPECT_EQ(missing.how, verdict::retry);
  EXPECT_TRUE(holds(missing.detail, "exchange 'nowhere' at 127.0.0.1:")) << missing.detail;
  EXPECT_TRUE(holds(missing.detail, "it is not there, and was not made: PUT http://127.0.0.1:"))
      << missing.detail;
  EXPECT_TRUE(holds(missing.detail, "onnect")) << missing.detail;
}

TEST(RabbitMq, survives_whatever_management_url_leads_to) {
  const auto& broker = the_rabbitmq();
  for (const auto* answer : {R"({"type":5})", R"({"type":null})", "[]", "<html>", "{}"}) {
    const http_receiver other{[answer](const received_request& asked) {
      return asked.method == "PUT" ? reply::with(403) : reply::with(200, {}, answer);
    }};
    auto how = broker.options();
    how.management_url = other.url();

    const auto end = deliver(*amqp_of(how), sync_start("not.made"));

    EXPECT_EQ(end.how, verdict::retry) << answer;
    EXPECT_TRUE(holds(end.detail, "this is not how RabbitMQ tells of an exchange; see "
                                  "management_url"))
        << end.detail;
  }
}

TEST(RabbitMq, uses_a_topic_exchange_that_is_not_as_it_would_have_made_it) {
  const auto& broker = the_rabbitmq();
  broker.ask("PUT", "/api/exchanges/%2F/fleeting", R"({"type":"topic","durable":false})");

  const auto end = deliver(*amqp_of(broker.options()), sync_start("fleeting"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST(RabbitMq, tells_what_keeps_an_exchange_from_being_made_and_goes_on_with_others) {
  const auto& broker = the_rabbitmq();
  broker.add_exchange("crowd", "fanout");
  broker.add_user("weak", "w3ak", "^mine$");
  auto how = broker.options();
  how.username = "weak";
  how.password = "w3ak";
  const auto way = amqp_of(how);
  const struct {
    const char* exchange;
    const char* said;
  } table[] = {
      {"crowd", "-> it is there and of another type: GET http://127.0.0.1:"},
      {"theirs", "-> it is not there, and was not made: PUT http://127.0.0.1:"},
      {"theirs", "Access refused"},
      {"amq.mine", "Access refused"},
  };
  for (const auto& [exchange, said] : table) {
    const auto end = deliver(*way, sync_start(exchange));

    EXPECT_EQ(end.how, verdict::retry) << exchange;
    EXPECT_TRUE(holds(end.detail, said)) << end.detail;
    EXPECT_FALSE(holds(end.detail, "w3ak")) << end.detail;
  }
  const auto mine = deliver(*way, sync_start("mine"));
  EXPECT_EQ(mine.how, verdict::delivered) << mine.detail;
}

TEST(RabbitMq, lets_nobody_in_as_it_is_told) {
  auto how = the_rabbitmq().options();
  how.username.clear();
  how.password.clear();

  const auto end = deliver(*amqp_of(how), sync_start("amq.topic"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST(RabbitMq, is_reached_by_tls) {
  const auto& broker = the_rabbitmq();
  auto how = broker.options();
  how.url = "amqps://localhost:" + std::to_string(broker.tls_port());
  how.ca_path = broker.ca_path();

  const auto end = deliver(*amqp_of(how), sync_start("secret"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_TRUE(broker.exchange("secret"));
}

TEST(RabbitMq, has_virtual_hosts) {
  const auto& broker = the_rabbitmq();
  broker.ask("PUT", "/api/vhosts/staging");
  broker.ask("PUT", "/api/permissions/staging/guest",
             R"({"configure":".*","write":".*","read":".*"})");
  auto how = broker.options();
  how.virtual_host = "staging";

  const auto there = deliver(*amqp_of(how), sync_start("staged"));
  how.url += "/nowhere";
  const auto nowhere = deliver(*amqp_of(how), sync_start("staged"));

  EXPECT_EQ(there.how, verdict::delivered) << there.detail;
  EXPECT_EQ(broker.ask("GET", "/api/exchanges/staging/staged").status, 200);
  EXPECT_FALSE(broker.exchange("staged"));
  EXPECT_EQ(nowhere.how, verdict::unsent);
  EXPECT_TRUE(holds(nowhere.detail, "/'nowhere': amqp:unauthorized-access: Access for user"))
      << nowhere.detail;
}

TEST(RabbitMq, takes_what_a_full_queue_refused_when_there_is_room_again) {
  const auto& broker = the_rabbitmq();
  const auto way = amqp_of(broker.options(), {.settle = 2s});
  deliver(*way, sync_start("narrow", 1));
  broker.add_queue("full", R"({"x-max-length":1,"x-overflow":"reject-publish"})");
  broker.bind("full", "narrow", "#");
  ASSERT_EQ(deliver(*way, sync_start("narrow", 2)).how, verdict::delivered) << "it fits in";

  outcome_log log;
  std::vector<attempt> batch;
  for (std::uint32_t i = 3; i <= 12; ++i)
    batch.push_back(sync_start("narrow", i));
  for (auto& each : batch)
    each.timeout = 3s;
  way->send(std::move(batch), log.sink());
  const auto refused = log.wait_for(10);
  const auto other = persist(*way, 20, 20, "amq.topic").at(20);
  const auto kept = broker.take_all("full").size();
  broker.ask("DELETE", "/api/queues/%2F/full");
  const auto later = persist(*way, 3, 12, "narrow");

  ASSERT_EQ(refused.size(), 10u) << "each is answered, whatever the broker says or does not say";
  for (const auto& end : refused)
    EXPECT_TRUE(end.how == verdict::retry || end.how == verdict::unsent) << end.detail;
  EXPECT_EQ(kept, 1u);
  EXPECT_EQ(other.how, verdict::delivered) << "another exchange: " << other.detail;
  for (const auto& [ticket, end] : later)
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST(RabbitMq, judges_no_message_by_shutting_down) {
  auto& broker = the_rabbitmq();
  const auto way = amqp_of(broker.options());
  ASSERT_EQ(deliver(*way, sync_start("downed", 1)).how, verdict::delivered);

  broker.signal(SIGTERM);
  outcome end;
  std::uint32_t number = 1;
  do
    end = deliver(*way, sync_start("downed", ++number));
  while (end.how == verdict::delivered);
  broker.wait_until_gone();
  const auto later = deliver(*way, sync_start("downed", ++number));
  broker.start();

  EXPECT_EQ(end.how, verdict::unsent) << end.detail;
  EXPECT_EQ(later.how, verdict::unsent) << later.detail;
}

TEST(RabbitMq, is_missed_within_the_idle_timeout_when_it_stops) {
  const auto& broker = the_rabbitmq();
  const auto way = amqp_of(broker.options(), {.idle = 2s});
  ASSERT_EQ(deliver(*way, sync_start("amq.topic", 1)).how, verdict::delivered);

  broker.signal(SIGSTOP);
  auto start = clock::now();
  auto end = deliver(*way, sync_start("amq.topic", 2));
  for (std::size_t i = 3; end.how == verdict::delivered; ++i) { // its last thread stops later
    start = clock::now();
    end = deliver(*way, sync_start("amq.topic", i));
  }
  const auto waited = clock::now() - start;
  broker.signal(SIGCONT);

  EXPECT_EQ(end.how, verdict::unsent) << end.detail;
  EXPECT_TRUE(holds(end.detail, "nothing was heard from it for too long")) << end.detail;
  EXPECT_LT(waited, 4s);
  EXPECT_TRUE(way->outage());
}

} // namespace
} // namespace fanfare::test
