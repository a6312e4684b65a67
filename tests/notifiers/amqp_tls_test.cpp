#include "tests/contract/temp_directory.hpp"
#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/support/staged_broker.hpp"
#include "tests/support/tls_identity.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

class AmqpTls : public ::testing::Test {
protected:
  temp_directory place;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream{place.file(name), std::ios::binary} << text;
    return place.file(name);
  }

  /// Returns how a broker with a certificate for `names` behaves.
  staged_manners with_certificate(const std::string& names) {
    const tls_identity identity{names};
    staged_manners how;
    how.certificate = write("server.pem", identity.pem());
    how.key = write("server.key", identity.key_pem());
    return how;
  }

  messaging_options options_for(const staged_broker& at) const {
    messaging_options how;
    how.url = at.url("amqps");
    how.ca_path = place.file("server.pem");
    return how;
  }

  static outcome delivered_by(const messaging_options& how) {
    return deliver(*amqp_of(how), attempt_of(event_of("repo.sync.start", 1), listener_on("pulp")));
  }
};

TEST_F(AmqpTls, delivers_to_a_broker_that_the_authority_vouches_for) {
  staged_broker broker{with_certificate("DNS:localhost")};

  const auto end = delivered_by(options_for(broker));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST_F(AmqpTls, says_nothing_to_a_broker_that_nobody_vouches_for) {
  staged_broker broker{with_certificate("DNS:localhost")};
  auto how = options_for(broker);
  how.ca_path.clear();

  const auto end = delivered_by(how);

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("its certificate is not to be trusted"), std::string::npos)
      << end.detail;
  EXPECT_EQ(broker.connections(), 0u);
}

TEST_F(AmqpTls, trusts_an_authority_that_was_put_into_its_file_later) {
  staged_broker broker{with_certificate("DNS:localhost")};
  auto how = options_for(broker);
  how.ca_path = write("authorities.pem", tls_identity{"DNS:other"}.pem());
  const auto way = amqp_of(how);
  const auto one = attempt_of(event_of("repo.sync.start", 1), listener_on("pulp"));
  ASSERT_EQ(deliver(*way, one).how, verdict::unsent);

  std::filesystem::copy_file(place.file("server.pem"), how.ca_path,
                             std::filesystem::copy_options::overwrite_existing);
  outcome end;
  for (const auto start = clock::now(); clock::now() - start < 15s;) {
    end = deliver(*way, one);
    if (end.how != verdict::unsent)
      break;
  }

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST_F(AmqpTls, says_nothing_to_a_broker_whose_certificate_is_another_hosts) {
  staged_broker broker{with_certificate("DNS:broker.example")};

  const auto end = delivered_by(options_for(broker));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("or is another host's"), std::string::npos) << end.detail;
  EXPECT_EQ(broker.connections(), 0u);
}

TEST_F(AmqpTls, knows_a_broker_by_its_address_only_where_that_is_the_certificates_name) {
  for (const auto& [names, how] :
       {std::pair{"IP:127.0.0.1", verdict::unsent}, {"DNS:127.0.0.1", verdict::delivered}}) {
    staged_broker broker{with_certificate(names)};
    auto options = options_for(broker);
    options.url = "amqps://127.0.0.1" + options.url.substr(options.url.rfind(':'));

    const auto end = delivered_by(options);

    EXPECT_EQ(end.how, how) << names << ": " << end.detail;
  }
}

TEST_F(AmqpTls, checks_the_hosts_name_and_not_that_of_the_virtual_host) {
  staged_broker broker{with_certificate("DNS:localhost")};
  auto how = options_for(broker);
  how.virtual_host = "staging";

  const auto end = delivered_by(how);

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.last_host(), "vhost:staging");
}

TEST_F(AmqpTls, logs_in_with_a_client_certificate) {
  auto manners = with_certificate("DNS:localhost");
  const tls_identity client{"DNS:fanfare"};
  manners.client_authority = write("client.pem", client.pem());
  staged_broker broker{manners};
  auto how = options_for(broker);
  how.client_cert = place.file("client.pem");
  how.client_key = write("client.key", client.key_pem());

  const auto end = delivered_by(how);

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(broker.last_mechanism(), "EXTERNAL");
}

TEST_F(AmqpTls, is_not_let_in_without_the_client_certificate_that_is_asked_for) {
  auto manners = with_certificate("DNS:localhost");
  const tls_identity client{"DNS:fanfare"};
  manners.client_authority = write("client.pem", client.pem());
  staged_broker broker{manners};

  const auto end = delivered_by(options_for(broker));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_EQ(broker.connections(), 0u);
}

} // namespace
} // namespace fanfare::test
