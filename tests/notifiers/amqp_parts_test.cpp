#include "notifiers/amqp_declarer.hpp"
#include "notifiers/amqp_dialect.hpp"
#include "notifiers/amqp_fault.hpp"
#include "notifiers/amqp_in_flight.hpp"
#include "notifiers/amqp_message.hpp"
#include "tests/notifiers/amqp_attempts.hpp"

#include <gtest/gtest.h>
#include <proton/message_id.hpp>
#include <proton/types.hpp>

#include <chrono>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

TEST(AmqpDialect, is_recognised_by_what_the_broker_calls_itself) {
  EXPECT_EQ(dialect_of("qpid-cpp", "1.40.0"), amqp_dialect::qpid);
  EXPECT_EQ(dialect_of("RabbitMQ", "3.10.8"), amqp_dialect::rabbitmq3);
  EXPECT_EQ(dialect_of("RabbitMQ", "4.0.5"), amqp_dialect::rabbitmq4);
  EXPECT_EQ(dialect_of("RabbitMQ", "10.1"), amqp_dialect::rabbitmq4);
  EXPECT_EQ(dialect_of("RabbitMQ", ""), amqp_dialect::rabbitmq4);
  EXPECT_EQ(dialect_of("apache-activemq-artemis", "2.28"), amqp_dialect::plain);
  EXPECT_EQ(dialect_of("", ""), amqp_dialect::plain);
}

TEST(AmqpDialect, addresses_exchanges_as_each_broker_wants_it) {
  EXPECT_EQ(link_address(amqp_dialect::qpid, "pulp"), "pulp");
  EXPECT_EQ(link_address(amqp_dialect::rabbitmq3, "pulp"), "/exchange/pulp");
  EXPECT_EQ(link_address(amqp_dialect::rabbitmq4, "pulp"), "");
  EXPECT_EQ(message_address(amqp_dialect::rabbitmq4, "a:b", "repo.x_y-1"),
            "/exchanges/a%3Ab/repo.x_y-1");
  EXPECT_EQ(message_address(amqp_dialect::rabbitmq3, "pulp", "repo"), "");
}

TEST(AmqpDeclaration, reads_what_rabbitmq_answers) {
  const struct {
    unsigned status;
    const char* said;
    declaration::answer how;
  } table[] = {
      {200, "OK", declaration::answer::unanswered},
      {201, "", declaration::answer::exists},
      {204, "", declaration::answer::exists},
      {400, "inequivalent arg 'type' for exchange 'x'", declaration::answer::conflict},
      {409, "inequivalent arg 'type' for exchange 'x'", declaration::answer::conflict},
      {400, "inequivalent arg 'durable' for exchange 'x'", declaration::answer::exists},
      {401, R"({"error":"not_authorised","reason":"Access refused."})",
       declaration::answer::refused},
      {403, "reserved", declaration::answer::refused},
      {404, "vhost_not_found", declaration::answer::unanswered},
      {503, "", declaration::answer::unanswered},
  };
  for (const auto& [status, said, how] : table)
    EXPECT_EQ(declaration_from("x", status, said, "PUT").how, how) << status << ' ' << said;
  EXPECT_EQ(declaration_from("x", 403, "no\nway", "PUT").said, "PUT -> 403 'no?way'");
}

TEST(AmqpFault, says_each_trouble_in_its_own_words) {
  amqp_address at;
  at.login = amqp_login::plain;
  const struct {
    amqp_condition what;
    const char* said;
  } table[] = {
      {{"amqp:unauthorized-access", "Authentication failed [mech=PLAIN]"},
       "the broker refuses the username and password of [messaging] (SASL PLAIN)"},
      {{"amqp:unauthorized-access", "Authentication failed [mech=none]"},
       "the broker offers no way to log in that [messaging] sasl, username and client_cert ask "
       "for"},
      {{"amqp:connection:framing-error", "SSL Failure: error:0A000086:SSL routines::certificate "
                                         "verify failed"},
       "its certificate is not to be trusted, or is another host's (see [messaging] ca_path): "
       "error:0A000086:SSL routines::certificate verify failed"},
      {{"amqp:connection:framing-error", "Expected SASL protocol header: no protocol header found"},
       "it does not speak AMQP 1.0 at this port (RabbitMQ 3 does with the plugin "
       "rabbitmq_amqp1_0): Expected SASL protocol header: no protocol header found"},
      {{"amqp:resource-limit-exceeded", "local-idle-timeout expired"},
       "nothing was heard from it for too long"},
      {{"fanfare:io", "Connection reset by peer"}, "Connection reset by peer"},
      {{"amqp:not-allowed", "closed"}, "amqp:not-allowed: closed"},
      {{}, "the broker closed the connection and gave no reason"},
      {{"x:y", "evil\x1b[31m"}, "x:y: evil?[31m"},
  };
  for (const auto& [what, said] : table)
    EXPECT_EQ(connection_fault(what, at), said);
}

TEST(AmqpFault, tells_ends_that_a_message_may_have_brought_about_from_others) {
  const struct {
    amqp_condition what;
    amqp_loss how;
  } table[] = {
      {{}, amqp_loss::unexplained},
      {{"proton:io", ""}, amqp_loss::unexplained},
      {{"amqp:internal-error", "it crashed"}, amqp_loss::unexplained},
      {{"amqp:connection:forced", ""}, amqp_loss::unjudged},
      {{"amqp:internal-error", "shutdown"}, amqp_loss::unjudged},
      {{"amqp:internal-error", "Connection forced: \"shutdown\""}, amqp_loss::unjudged},
      {{"amqp:decode-error", ""}, amqp_loss::reproached},
      {{"amqp:resource-limit-exceeded", ""}, amqp_loss::reproached},
      {{"amqp:resource-limit-exceeded", "local-idle-timeout expired"}, amqp_loss::unjudged},
      {{"amqp:resource-limit-exceeded",
        "no frame received from client within idle timeout threshold"},
       amqp_loss::unjudged},
      {{"amqp:link:message-size-exceeded", ""}, amqp_loss::reproached},
  };
  for (const auto& [what, how] : table)
    EXPECT_EQ(loss_of(what), how) << what.name;
}

amqp_job job_of(std::uint64_t ticket, clock::time_point deadline) {
  amqp_job made;
  made.what = attempt_of(event_of("repo.sync.start", 1), listener_on("pulp"), ticket);
  made.deadline = deadline;
  return made;
}

TEST(AmqpFault, tells_a_shutdown_from_other_ends_of_a_session) {
  EXPECT_TRUE(means_shutdown({"amqp:internal-error", "shutdown"}));
  EXPECT_FALSE(means_shutdown({"amqp:internal-error", "the session crashed"}));
  EXPECT_FALSE(means_shutdown({"amqp:not-found", "shutdown"}));
  EXPECT_FALSE(means_shutdown({}));
}

class AmqpInFlight : public ::testing::Test {
protected:
  const clock::time_point start{};
  amqp_load load;
  amqp_in_flight sent{load};
};

TEST_F(AmqpInFlight, answers_what_is_late_once_and_still_awaits_it) {
  sent.add(1, job_of(1, start + 1s), start + 3s);
  sent.add(2, job_of(2, start + 2s), start + 4s);

  EXPECT_TRUE(sent.expire(start + 999ms).empty());
  EXPECT_EQ(sent.expire(start + 1s).at(0).what.ticket, 1u);
  EXPECT_TRUE(sent.expire(start + 1s).empty());

  EXPECT_EQ(sent.size(), 2u);
  EXPECT_FALSE(sent.settle(1)) << "it was answered";
  EXPECT_EQ(sent.settle(2)->what.ticket, 2u);
  EXPECT_FALSE(sent.settle(2));
  EXPECT_EQ(sent.size(), 0u);
}

TEST_F(AmqpInFlight, knows_when_one_is_overdue_in_whatever_order_they_become_so) {
  sent.add(1, job_of(1, start + 9s), start + 9s);
  sent.add(2, job_of(2, start + 2s), start + 3s);

  EXPECT_FALSE(sent.has_overdue(start + 2999ms));
  EXPECT_TRUE(sent.has_overdue(start + 3s));
  sent.settle(2);
  EXPECT_FALSE(sent.has_overdue(start + 8s));
  EXPECT_TRUE(sent.has_overdue(start + 9s));
}

TEST_F(AmqpInFlight, gives_back_what_is_not_answered) {
  for (std::uint64_t i = 1; i <= 3; ++i)
    sent.add(i, job_of(i, start + std::chrono::seconds{i}), start + 10s);
  sent.expire(start + 1s);

  const auto left = sent.take_all();

  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].what.ticket, 2u);
  EXPECT_EQ(left[1].what.ticket, 3u);
  EXPECT_EQ(sent.size(), 0u);
  EXPECT_FALSE(sent.has_overdue(start + 10s));
}

TEST_F(AmqpInFlight, counts_the_bytes_that_are_under_way_answered_or_not) {
  const auto bytes = job_of(1, start).what.what->body.size();
  for (std::uint64_t i = 1; i <= 3; ++i)
    sent.add(i, job_of(i, start + std::chrono::seconds{i}), start + 10s);
  sent.expire(start + 2s);

  EXPECT_EQ(sent.bytes(), 3 * bytes);
  EXPECT_EQ(load.bytes(), 3 * bytes);
  sent.settle(1);
  sent.settle(3);
  EXPECT_EQ(load.bytes(), bytes);
  EXPECT_EQ(load.messages(), 1u);
  sent.take_all();
  EXPECT_EQ(sent.bytes() + load.bytes() + load.messages(), 0u);
}

TEST(AmqpMessage, carries_the_report_as_it_is_and_the_same_id_each_time) {
  amqp_broker with;
  with.how.subject_prefix = "pulp.server";
  with.how.ttl = 90s;
  auto job = job_of(1, {});
  job.to = std::make_shared<const amqp_targets::known_target>();
  proton::message made;

  for (int i = 0; i < 2; ++i) {
    const auto subject = subject_of(*job.what.what, with);
    write_message(made, job, subject, "", with);

    EXPECT_EQ(proton::get<std::string>(made.id()), job.what.what->id.text());
    EXPECT_EQ(made.subject(), "pulp.server.repo.sync.start");
    EXPECT_EQ(made.content_type(), "application/json");
    EXPECT_TRUE(made.durable());
    EXPECT_EQ(made.creation_time().milliseconds(), 1'700'000'000'000);
    EXPECT_EQ(made.ttl().milliseconds(), 90'000u);
    EXPECT_TRUE(made.inferred());
    const auto body = proton::get<proton::binary>(made.body());
    EXPECT_EQ(std::string(body.begin(), body.end()), job.what.what->body);
  }
}

TEST(AmqpMessage, lives_as_long_as_the_listener_says_before_the_configuration) {
  amqp_broker with;
  with.how.ttl = 90s;
  auto job = job_of(1, {});
  job.to = std::make_shared<const amqp_targets::known_target>(
      amqp_targets::known_target{nullptr, {"", 5s}});
  proton::message made;

  write_message(made, job, "s", "", with);

  EXPECT_EQ(made.ttl().milliseconds(), 5'000u);
}

} // namespace
} // namespace fanfare::test
