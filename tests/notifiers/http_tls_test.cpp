#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/http_receiver.hpp"
#include "tests/support/tls_identity.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using test::attempt_for;
using test::deliver;
using test::http_receiver;
using test::received_request;
using test::reply;
using test::tls_identity;

class HttpTls : public testing::Test {
protected:
  HttpTls()
      : folder_(std::filesystem::path{testing::TempDir()} /
                ("fanfare_tls_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~HttpTls() override { std::filesystem::remove_all(folder_); }

  std::string file_with(const std::string& text) const {
    const auto path = folder_ / "ca.pem";
    std::ofstream{path} << text;
    return path.string();
  }

  outcome deliver_to(const http_receiver& receiver, const std::string& ca_path = {}) {
    auto config = R"({"url":")" + receiver.url() + '"';
    if (!ca_path.empty())
      config += R"(,"ca_path":")" + ca_path + '"';
    return deliver(*notifier_, attempt_for(test::listener_for(config + "}")));
  }

  std::filesystem::path folder_;
  std::unique_ptr<notifier> notifier_ = test::loopback_notifier();
};

TEST_F(HttpTls, delivers_when_the_certificate_is_vouched_for_by_ca_path) {
  const tls_identity identity{"IP:127.0.0.1"};
  http_receiver receiver{{}, &identity};

  const auto said = deliver_to(receiver, file_with(identity.pem()));

  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_EQ(receiver.requests().size(), 1u);
}

TEST_F(HttpTls, sends_nothing_to_a_receiver_that_nobody_vouches_for) {
  const tls_identity identity{"IP:127.0.0.1"};
  http_receiver receiver{{}, &identity};

  const auto said = deliver_to(receiver);

  EXPECT_EQ(said.how, verdict::retry);
  EXPECT_NE(said.detail.find("self-signed"), std::string::npos) << said.detail;
  EXPECT_EQ(receiver.requests().size(), 0u);
}

TEST_F(HttpTls, trusts_ca_path_instead_of_and_not_beside_other_listeners_authorities) {
  const tls_identity identity{"IP:127.0.0.1"};
  http_receiver receiver{{}, &identity};
  ASSERT_EQ(deliver_to(receiver, file_with(identity.pem())).how, verdict::delivered);

  const auto said = deliver_to(receiver);

  EXPECT_EQ(said.how, verdict::retry) << "reused the connection of a listener with other trust";
  EXPECT_EQ(receiver.requests().size(), 1u);
}

TEST_F(HttpTls, sends_nothing_to_a_receiver_with_another_name) {
  const tls_identity identity{"IP:127.0.0.2,DNS:elsewhere.example"};
  http_receiver receiver{{}, &identity};

  const auto said = deliver_to(receiver, file_with(identity.pem()));

  EXPECT_EQ(said.how, verdict::retry);
  EXPECT_NE(said.detail.find("127.0.0.1"), std::string::npos) << said.detail;
  EXPECT_EQ(receiver.requests().size(), 0u);
}

TEST_F(HttpTls, speaks_no_tls_older_than_1_2) {
  const tls_identity identity{"IP:127.0.0.1"};
  SSL_CTX_set_security_level(identity.context(), 0);
  SSL_CTX_set_min_proto_version(identity.context(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(identity.context(), TLS1_1_VERSION);
  http_receiver receiver{{}, &identity};

  const auto said = deliver_to(receiver, file_with(identity.pem()));

  EXPECT_EQ(said.how, verdict::retry) << said.detail;
  EXPECT_EQ(receiver.requests().size(), 0u);
}

TEST_F(HttpTls, retries_and_names_ca_path_when_the_file_is_gone_or_no_pem) {
  const tls_identity identity{"IP:127.0.0.1"};
  http_receiver receiver{{}, &identity};

  const auto gone = deliver_to(receiver, (folder_ / "gone.pem").string());
  const auto wrong = deliver_to(receiver, file_with("this is no certificate"));

  for (const auto& said : {gone, wrong}) {
    EXPECT_EQ(said.how, verdict::retry);
    EXPECT_NE(said.detail.find("ca_path"), std::string::npos) << said.detail;
  }
}

TEST_F(HttpTls, retries_when_the_receiver_speaks_no_tls) {
  http_receiver plain;
  const auto url = "https://127.0.0.1:" + std::to_string(plain.port()) + "/";

  auto one = attempt_for(test::listener_at(url));
  one.timeout = std::chrono::milliseconds{300};

  const auto said = deliver(*notifier_, std::move(one));

  EXPECT_EQ(said.how, verdict::retry) << said.detail;
}

TEST_F(HttpTls, keeps_its_connection) {
  const tls_identity identity{"IP:127.0.0.1"};
  http_receiver receiver{{}, &identity};
  const auto ca_path = file_with(identity.pem());

  for (int turn = 0; turn < 10; ++turn)
    ASSERT_EQ(deliver_to(receiver, ca_path).how, verdict::delivered);

  EXPECT_EQ(receiver.connections(), 1u);
}

TEST_F(HttpTls, keeps_its_connection_when_answers_come_in_many_records) {
  const tls_identity identity{"IP:127.0.0.1"};
  const auto ca_path = file_with(identity.pem());
  const std::string body(60'000, 'x');
  for (const auto& answer :
       {reply{.head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", .pace = 1ms},
        reply::with(200, {}, body),
        reply{.head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nea60\r\n" + body +
                      "\r\n0\r\n\r\n"}}) {
    http_receiver receiver{[&](const received_request&) { return answer; }, &identity};

    for (int turn = 0; turn < 3; ++turn)
      ASSERT_EQ(deliver_to(receiver, ca_path).how, verdict::delivered);

    EXPECT_EQ(receiver.connections(), 1u) << answer.head.substr(0, 60);
  }
}

TEST_F(HttpTls, sends_every_byte_of_a_large_report) {
  const tls_identity identity{"IP:127.0.0.1"};
  http_receiver receiver{{}, &identity};
  const auto config =
      R"({"url":")" + receiver.url() + R"(","ca_path":")" + file_with(identity.pem()) + R"("})";
  std::string body(16 * 1024 * 1024, 'x');
  for (std::size_t at = 0; at < body.size(); at += 1000)
    body[at] = static_cast<char>('a' + at / 1000 % 26);

  const auto said = deliver(*notifier_, attempt_for(test::listener_for(config), 1, body));

  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_TRUE(receiver.requests().at(0).body == body);
}

TEST_F(HttpTls, replaces_a_kept_connection_that_breaks_when_it_is_used_again) {
  const tls_identity identity{"IP:127.0.0.1"};
  const auto ca_path = file_with(identity.pem());
  for (const auto& rudeness : {reply::hang_up(), reply::reset()}) {
    std::atomic<int> on_first{0};
    http_receiver receiver{[&](const received_request& request) {
                             return request.connection == 0 && ++on_first == 2 ? rudeness
                                                                               : reply::with(200);
                           },
                           &identity};

    EXPECT_EQ(deliver_to(receiver, ca_path).how, verdict::delivered);
    EXPECT_EQ(deliver_to(receiver, ca_path).how, verdict::delivered);

    EXPECT_EQ(receiver.requests().size(), 3u);
    EXPECT_EQ(receiver.connections(), 2u);
  }
}

TEST_F(HttpTls, opens_a_new_connection_after_the_receiver_has_closed_the_last) {
  const tls_identity identity{"IP:127.0.0.1"};
  auto last = reply::with(200);
  last.after = reply::ending::close;
  http_receiver receiver{[&](const received_request&) { return last; }, &identity};
  const auto ca_path = file_with(identity.pem());

  for (int turn = 0; turn < 5; ++turn)
    EXPECT_EQ(deliver_to(receiver, ca_path).how, verdict::delivered);

  EXPECT_EQ(receiver.requests().size(), 5u);
  EXPECT_EQ(receiver.connections(), 5u);
}

} // namespace
} // namespace fanfare
