#include "notifiers/curl_library.hpp"
#include "notifiers/rabbitmq_http.hpp"
#include "tests/contract/temp_directory.hpp"
#include "tests/support/http_receiver.hpp"
#include "tests/support/tls_identity.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <chrono>
#include <fstream>
#include <string>

// What the management of RabbitMQ 3 is asked, and what its answers are taken for.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

amqp_broker managed_at(const http_receiver& where, messaging_options how = {}) {
  how.url = "amqp://localhost";
  how.management_url = where.url("");
  const auto made = amqp_broker::with(how);
  EXPECT_TRUE(made) << made.error().detail;
  return *made;
}

/// Asks for the exchange `pulp`, and returns what is said of it within 20 s.
declaration declared(const amqp_broker& with) {
  begin_curl();
  curl_transfers transfers;
  rabbitmq_http management{transfers, with, with.addresses[0], 5s};
  management.declare("pulp", clock::now());
  for (const auto start = clock::now(); clock::now() - start < 20s;) {
    for (const auto& ended : transfers.advance(clock::now()))
      management.end(ended);
    if (auto answers = management.take_answers(clock::now()); !answers.empty())
      return answers[0];
    pollfd ready{transfers.file(), POLLIN, 0};
    poll(&ready, 1, 20);
  }
  return {"", declaration::answer::unanswered, "NO ANSWER"};
}

TEST(RabbitMqHttp, asks_what_there_is_after_it_made_it) {
  const struct {
    int put;
    int get;
    const char* said;
    declaration::answer how;
    const char* told;
  } table[] = {
      {201, 200, R"({"type":"topic","durable":true})", declaration::answer::exists, ""},
      {204, 200, R"({"type":"topic","durable":true})", declaration::answer::exists, ""},
      {201, 200, R"({"type":"fanout"})", declaration::answer::conflict, "its type is 'fanout'"},
      {201, 200, "welcome", declaration::answer::unanswered, "not how RabbitMQ tells"},
      {201, 404, "", declaration::answer::unanswered, "although it was made just now"},
      {201, 401, "", declaration::answer::exists, ""},
      {401, 200, R"({"type":"topic"})", declaration::answer::exists, ""},
      {401, 404, "", declaration::answer::refused, "-> 401"},
      {200, 200, R"({"type":"topic"})", declaration::answer::unanswered, "-> 200"},
  };
  for (const auto& [put, get, said, how, told] : table) {
    const http_receiver rabbit{[put = put, get = get, said = said](const received_request& asked) {
      return asked.method == "PUT" ? reply::with(put) : reply::with(get, {}, said);
    }};

    const auto got = declared(managed_at(rabbit));

    EXPECT_EQ(got.how, how) << put << ' ' << get << ' ' << said << ": " << got.said;
    EXPECT_NE(got.said.find(told), std::string::npos) << got.said;
    EXPECT_EQ(rabbit.requests().at(0).body,
              R"({"type":"topic","durable":true,"auto_delete":false,"internal":false,)"
              R"("arguments":{}})");
  }
}

TEST(RabbitMqHttp, shows_the_client_certificate) {
  const temp_directory place;
  const tls_identity server{"IP:127.0.0.1"};
  const tls_identity client{"DNS:fanfare"};
  std::ofstream{place.file("server.pem")} << server.pem();
  std::ofstream{place.file("client.pem")} << client.pem();
  std::ofstream{place.file("client.key")} << client.key_pem();
  ASSERT_EQ(
      SSL_CTX_load_verify_locations(server.context(), place.file("client.pem").c_str(), nullptr),
      1);
  SSL_CTX_set_verify(server.context(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  const http_receiver rabbit{[](const received_request& asked) {
                               return asked.method == "PUT"
                                          ? reply::with(201)
                                          : reply::with(200, {}, R"({"type":"topic"})");
                             },
                             &server};

  messaging_options how;
  how.ca_path = place.file("server.pem");
  const auto without = declared(managed_at(rabbit, how));
  how.client_cert = place.file("client.pem");
  how.client_key = place.file("client.key");
  const auto with = declared(managed_at(rabbit, how));

  EXPECT_EQ(without.how, declaration::answer::unanswered);
  EXPECT_EQ(with.how, declaration::answer::exists) << with.said;
}

} // namespace
} // namespace fanfare::test
