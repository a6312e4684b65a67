#include "notifiers/amqp_broker.hpp"
#include "notifiers/broker_url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

amqp_broker broker_of(const messaging_options& how) {
  auto made = amqp_broker::with(how);
  EXPECT_TRUE(made) << made.error().detail;
  return made ? std::move(*made) : amqp_broker{};
}

std::string fault_of(const messaging_options& how) {
  const auto made = amqp_broker::with(how);
  return made ? "" : made.error().detail;
}

TEST(AmqpBroker, is_none_without_a_url) { EXPECT_TRUE(broker_of({}).addresses.empty()); }

TEST(AmqpBroker, takes_its_addresses_in_the_order_of_their_urls) {
  messaging_options how;
  how.url = "amqp://a.example, amqps://b.example:1234/staging,amqp://[::1]:7";

  const auto got = broker_of(how).addresses;

  ASSERT_EQ(got.size(), 3u);
  EXPECT_EQ(got[0].shown, "a.example:5672");
  EXPECT_FALSE(got[0].uses_tls);
  EXPECT_EQ(got[1].shown, "b.example:1234/'staging'");
  EXPECT_EQ(got[1].authority(), "b.example:1234");
  EXPECT_TRUE(got[1].uses_tls);
  EXPECT_EQ(got[1].virtual_host, "staging");
  EXPECT_EQ(got[2].shown, "[::1]:7");
  EXPECT_EQ(got[2].host, "::1");
}

TEST(AmqpBroker, takes_login_and_virtual_host_from_the_url_before_those_beside_it) {
  messaging_options how;
  how.url = "amqp://ann:p%40ss%2C@a/%2Fown,amqp://b";
  how.username = "bob";
  how.password = "s3cret";
  how.virtual_host = "shared";

  const auto got = broker_of(how).addresses;

  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].username, "ann");
  EXPECT_EQ(got[0].password, "p@ss,");
  EXPECT_EQ(got[0].virtual_host, "/own");
  EXPECT_EQ(got[1].username, "bob");
  EXPECT_EQ(got[1].password, "s3cret");
  EXPECT_EQ(got[1].virtual_host, "shared");
}

TEST(AmqpBroker, logs_in_as_it_can) {
  messaging_options how;
  how.url = "amqps://a,amqp://ann:x@b";
  how.client_cert = "/c.pem";
  how.client_key = "/k.pem";

  const auto by_itself = broker_of(how).addresses;
  how.sasl = "anonymous";
  const auto as_told = broker_of(how).addresses;

  EXPECT_EQ(by_itself.at(0).login, amqp_login::external);
  EXPECT_EQ(by_itself.at(1).login, amqp_login::plain);
  EXPECT_EQ(as_told.at(0).login, amqp_login::anonymous);
  EXPECT_EQ(as_told.at(1).login, amqp_login::anonymous);
  EXPECT_EQ(broker_of({.url = "amqp://c"}).addresses.at(0).login, amqp_login::anonymous);
}

TEST(AmqpBroker, uses_tls_where_it_is_required_though_the_url_is_plain) {
  const auto got = broker_of({.url = "amqp://a", .tls = "required"}).addresses;

  EXPECT_TRUE(got.at(0).uses_tls);
  EXPECT_EQ(got.at(0).port, 5671);
}

TEST(AmqpBroker, names_the_key_that_is_wrong) {
  const struct {
    messaging_options how;
    const char* said;
  } table[] = {
      {{.url = "tcp://h"}, "[messaging] url: 'tcp://h' is no URL of a broker: write amqp://"},
      {{.url = "amqp://"}, "[messaging] url: "},
      {{.url = "amqp://h:0"}, "port out of range"},
      {{.url = "amqp://h:70000"}, "[messaging] url: "},
      {{.url = "amqp://h h"}, "holds a space"},
      {{.url = "amqp://h?x=1"}, "has a '?'"},
      {{.url = "amqp://h,,amqp://i"}, "is no URL of a broker"},
      {{.url = "amqp://h", .topic_exchange = "a b"},
       "[messaging] topic_exchange: 'a b' is no name"},
      {{.url = "amqp://h", .topic_exchange = ""}, "[messaging] topic_exchange: "},
      {{.url = "amqp://h", .subject_prefix = "pulp.server."}, "begins or ends with a dot"},
      {{.url = "amqp://h", .subject_prefix = "a b"}, "[messaging] subject_prefix: 'a b' holds"},
      {{.url = "amqp://h", .password = "x"}, "[messaging] username: is empty although"},
      {{.url = "amqp://h", .username = "a\nb"}, "[messaging] username: holds a control character"},
      {{.url = "amqp://h", .sasl = "plain"}, "[messaging] sasl: is \"plain\" and there is no user"},
      {{.url = "amqp://h", .sasl = "external"}, "[messaging] sasl: is \"external\", which takes"},
      {{.url = "amqp://h", .sasl = "gssapi"}, "[messaging] sasl: 'gssapi' is none of"},
      {{.url = "amqps://h", .tls = "off"}, "[messaging] tls: is \"off\" although the URL of 'h'"},
      {{.url = "amqp://h", .tls = "yes"}, "[messaging] tls: 'yes' is none of"},
      {{.url = "amqps://h", .client_cert = "/c"}, "[messaging] client_key: is empty"},
      {{.url = "amqps://h", .client_key = "/k"}, "[messaging] client_cert: is empty"},
      {{.url = "amqp://h", .ttl = std::chrono::hours{24 * 46}}, "[messaging] ttl: 46d is out of"},
      {{.url = "amqp://h", .dialect = "rabit"}, "[messaging] dialect: 'rabit' is none of"},
  };
  for (const auto& [how, said] : table)
    EXPECT_NE(fault_of(how).find(said), std::string::npos) << fault_of(how) << "\n  not: " << said;
}

TEST(AmqpBroker, takes_each_dialect_by_its_name) {
  for (const auto* name : {"qpid", "rabbitmq3", "rabbitmq4", "plain"})
    EXPECT_EQ(broker_of({.url = "amqp://h", .dialect = name}).dialect, dialect_named(name));
  EXPECT_EQ(dialect_named("plain"), amqp_dialect::plain);
  EXPECT_FALSE(broker_of({.url = "amqp://h"}).dialect);
}

TEST(AmqpBroker, never_repeats_a_password) {
  for (const auto* url : {"amqp://ann:hunter2@", "amqp://ann:hunter2@h:0", "ann:hunter2@h",
                          "tcp://ann:hunter2@h", "amqp://:hunter2@h", "amqp://ann:hunter2@h/#"}) {
    const auto fault = fault_of({.url = url});

    EXPECT_NE(fault, "") << url;
    EXPECT_EQ(fault.find("hunter2"), std::string::npos) << fault;
  }
}

TEST(AmqpBroker, takes_no_more_than_sixteen_addresses) {
  std::string urls = "amqp://h";
  for (int i = 0; i < 16; ++i)
    urls += ",amqp://h";

  EXPECT_EQ(fault_of({.url = urls}), "[messaging] url: names more than 16 brokers");
}

} // namespace
} // namespace fanfare
