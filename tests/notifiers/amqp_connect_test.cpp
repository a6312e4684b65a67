#include "tests/contract/temp_directory.hpp"
#include "tests/notifiers/amqp_stages.hpp"
#include "tests/support/talking_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

std::string at_port(std::uint16_t port, const std::string& scheme = "amqp") {
  return scheme + "://localhost:" + std::to_string(port);
}

/// What is said of a broker that cannot be had, and that it is told.
void expect_fault(const messaging_options& how, const std::string& said,
                  amqp_patience patience = {}) {
  const auto way = amqp_of(how, patience);

  const auto end = deliver(*way, sync_start("pulp"));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("not sent: the broker is not to be had: "), std::string::npos);
  EXPECT_TRUE(holds(end.detail, said)) << end.detail;
  EXPECT_NE(way->outage().value_or("").find(said), std::string::npos);
}

TEST(AmqpConnect, says_that_nobody_listens) {
  expect_fault({.url = at_port(closed_port())}, ": could not connect: Connection refused");
}

TEST(AmqpConnect, says_that_a_name_is_unknown) {
  // No name has a part so long, so that nobody is asked for it.
  const std::string name(64, 'x');

  expect_fault({.url = "amqp://" + name + ".invalid"}, "Could not resolve host: " + name);
}

TEST(AmqpConnect, says_that_the_other_side_is_silent) {
  const talking_server silent;

  expect_fault({.url = at_port(silent.port())},
               ": it is there, and says nothing in AMQP within 500ms", {.connect = 500ms});
}

TEST(AmqpConnect, says_that_the_other_side_speaks_something_else) {
  const talking_server mail{"220 mail.example ESMTP\r\n"};

  expect_fault({.url = at_port(mail.port())}, ": it does not speak AMQP 1.0 at this port");
}

TEST(AmqpConnect, says_that_the_other_side_speaks_no_tls) {
  const talking_server mail{"220 mail.example ESMTP\r\n"};

  expect_fault({.url = at_port(mail.port(), "amqps")}, ": it does not speak TLS at this port",
               {.connect = 10s});
}

TEST(AmqpConnect, says_that_it_is_silent_where_tls_was_to_begin) {
  const talking_server silent;

  expect_fault({.url = at_port(silent.port(), "amqps")}, ": it is there, and says nothing in AMQP",
               {.connect = 500ms});
}

TEST(AmqpConnect, says_that_a_file_of_the_configuration_cannot_be_used) {
  const talking_server silent;

  expect_fault({.url = at_port(silent.port(), "amqps"), .ca_path = "/nowhere/ca.pem"},
               "the files that [messaging] ca_path, client_cert and client_key name");
}

TEST(AmqpConnect, answers_at_once_while_the_broker_is_away) {
  const auto way = amqp_of({.url = at_port(closed_port())});
  deliver(*way, sync_start("pulp"));
  const auto start = clock::now();

  for (std::uint64_t i = 2; i <= 200; ++i) {
    const auto end = deliver(*way, sync_start("pulp", i));
    ASSERT_EQ(end.how, verdict::unsent);
    ASSERT_TRUE(end.retry_after) << "when it may be there again";
    ASSERT_LE(*end.retry_after, 32s);
  }

  EXPECT_LT(clock::now() - start, 10s);
  EXPECT_LE(metric_of(*way, "fanfare_amqp_connects_total"), 8);
}

TEST(AmqpConnect, does_not_run_against_a_broker_that_closes_every_connection) {
  staged_manners how;
  how.closes_at_once = true;
  staged_broker broker{how};
  const auto way = amqp_of({.url = broker.url()});
  const auto end = clock::now() + 1s;
  std::uint64_t ticket = 0;
  outcome last;

  while (clock::now() < end)
    last = deliver(*way, sync_start("pulp", ++ticket));

  EXPECT_EQ(last.how, verdict::unsent);
  EXPECT_NE(last.detail.find("amqp:not-allowed: this virtual host is closed"), std::string::npos)
      << last.detail;
  EXPECT_LE(broker.connections(), 3u);
}

TEST(AmqpConnect, goes_on_to_the_next_broker_when_the_first_opens_and_closes) {
  staged_broker standby{saying(fate::nothing)};
  const staged_broker good;
  const auto way = amqp_of({.url = standby.url() + "," + good.url()});
  outcome_log log;
  way->send({sync_start("pulp", 1)}, log.sink());
  standby.wait_for(1);

  standby.close_connections("amqp:connection:forced", "only stands by");

  EXPECT_EQ(log.wait_for(1).at(0).how, verdict::unsent);
  const auto second = deliver(*way, sync_start("pulp", 2));
  EXPECT_EQ(second.how, verdict::delivered) << second.detail;
}

TEST(AmqpConnect, finds_the_broker_when_it_is_back) {
  const auto port = closed_port();
  const auto way = amqp_of({.url = at_port(port)});
  ASSERT_EQ(deliver(*way, sync_start("pulp")).how, verdict::unsent);

  staged_manners how;
  how.port = port;
  staged_broker broker{how};
  outcome end;
  for (const auto start = clock::now(); clock::now() - start < 15s;) {
    end = deliver(*way, sync_start("pulp", 2));
    if (end.how != verdict::unsent)
      break;
  }

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(way->outage(), std::nullopt);
}

TEST(AmqpConnect, goes_to_the_next_address_when_one_is_away) {
  staged_broker broker;
  const auto way = amqp_of({.url = at_port(closed_port()) + "," + broker.url()});

  const auto end = deliver(*way, sync_start("pulp"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_connects_total"), 2);
}

TEST(AmqpConnect, names_all_addresses_when_none_is_there) {
  const auto first = closed_port();
  const auto second = closed_port();
  const auto way = amqp_of({.url = at_port(first) + "," + at_port(second)});

  const auto end = deliver(*way, sync_start("pulp"));

  const auto refused = ": could not connect: Connection refused";
  EXPECT_NE(end.detail.find("localhost:" + std::to_string(first) + refused +
                            "; localhost:" + std::to_string(second) + refused),
            std::string::npos)
      << end.detail;
}

TEST(AmqpConnect, connects_when_there_is_something_to_send_and_not_before) {
  staged_broker broker;

  const auto way = amqp_of({.url = broker.url()});
  EXPECT_EQ(way->outage(), std::nullopt);
  EXPECT_EQ(broker.connections(), 0u);
  deliver(*way, sync_start("pulp"));

  EXPECT_EQ(broker.connections(), 1u);
}

TEST(AmqpConnect, takes_an_idle_connection_that_was_closed_for_no_failure) {
  staged_broker broker;
  const auto way = amqp_of({.url = broker.url()});
  ASSERT_EQ(deliver(*way, sync_start("pulp")).how, verdict::delivered);

  broker.close_connections("amqp:connection:forced", "for maintenance");
  ASSERT_TRUE(soon([&] { return metric_of(*way, "fanfare_amqp_connected") == 0; }));
  const auto outage = way->outage();
  const auto end = deliver(*way, sync_start("pulp", 2));

  EXPECT_EQ(outage, std::nullopt);
  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.connections(), 2u);
}

TEST(AmqpConnect, finds_out_that_the_broker_is_back_though_nobody_sends) {
  const auto port = closed_port();
  const auto way = amqp_of({.url = at_port(port)});
  ASSERT_EQ(deliver(*way, sync_start("pulp")).how, verdict::unsent);
  ASSERT_TRUE(way->outage());

  staged_manners how;
  how.port = port;
  const staged_broker broker{how};

  EXPECT_TRUE(soon([&] { return !way->outage(); }));
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_connected"), 1);
}

TEST(AmqpConnect, leaves_unsent_what_waits_longer_than_its_timeout) {
  const talking_server silent;
  const auto way = amqp_of({.url = at_port(silent.port())});
  auto what = sync_start("pulp");
  what.timeout = 200ms;

  const auto end = deliver(*way, what);

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("not sent in time (timeout 200ms): still connecting to localhost:"),
            std::string::npos)
      << end.detail;
}

TEST(AmqpConnect, ends_at_once_whatever_it_waits_for) {
  const talking_server silent;
  const std::string urls[] = {at_port(silent.port()), at_port(silent.port(), "amqps"),
                              at_port(closed_port())};
  for (const auto& url : urls) {
    auto way = amqp_of({.url = url});
    outcome_log log;
    way->send({sync_start("pulp")}, log.sink());
    const auto start = clock::now();

    way.reset();

    EXPECT_LT(clock::now() - start, 1s) << url;
  }
}

} // namespace
} // namespace fanfare::test
