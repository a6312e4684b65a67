#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/http_receiver.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <vector>

// Which connections are kept, which are not, and how many there are.

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using test::attempt_for;
using test::deliver;
using test::http_receiver;
using test::listener_at;
using test::outcome_log;
using test::received_request;
using test::reply;

/// Delivers three times to a receiver that always does this, and returns on how many connections.
std::size_t connections_for(const reply& what, verdict how = verdict::delivered) {
  http_receiver receiver{[&](const received_request&) { return what; }};
  const auto notifier = test::loopback_notifier();
  const auto ops = listener_at(receiver.url());
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) {
    const auto said = deliver(*notifier, attempt_for(ops, ticket));
    EXPECT_EQ(said.how, how) << said.detail;
  }
  EXPECT_EQ(receiver.requests().size(), 3u);
  return receiver.connections();
}

std::vector<attempt> attempts_for(const listener_ptr& to, std::uint64_t count) {
  std::vector<attempt> all;
  for (std::uint64_t ticket = 1; ticket <= count; ++ticket)
    all.push_back(attempt_for(to, ticket));
  return all;
}

TEST(HttpConnections, are_kept_after_an_answer_that_says_where_it_ends) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  for (const auto& head :
       {fine, "HTTP/1.1 100 Continue\r\n\r\n" + fine,
        chunked + "3\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n",
        std::string{"HTTP/1.1 204 No Content\r\n\r\n"},
        std::string{"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"}})
    EXPECT_EQ(connections_for({.head = head}), 1u) << head;
  EXPECT_EQ(connections_for({.head = "HTTP/1.1 304 No\r\n\r\n"}, verdict::rejected), 1u);
}

TEST(HttpConnections, are_kept_when_the_answer_comes_byte_by_byte) {
  EXPECT_EQ(connections_for({.head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                     "2\r\nok\r\n0\r\n\r\n",
                             .pace = 1ms}),
            1u);
}

TEST(HttpConnections, are_closed_after_an_answer_with_something_behind_it) {
  const std::string fine = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  EXPECT_EQ(connections_for({.head = fine + "garbage"}), 3u);
  EXPECT_EQ(connections_for({.head = fine + "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"}), 3u);
}

TEST(HttpConnections, are_closed_after_an_answer_that_is_odd) {
  for (const auto* head :
       {"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"})
    EXPECT_EQ(connections_for({.head = head}), 3u) << head;
}

TEST(HttpConnections, that_are_reset_in_the_middle_of_a_head_have_failed) {
  http_receiver receiver{[](const received_request&) {
    return reply{.head = "HTTP/1.1 200 OK\r\nContent-Le", .after = reply::ending::reset};
  }};

  const auto said = deliver(*test::loopback_notifier(), attempt_for(listener_at(receiver.url())));

  EXPECT_EQ(said.how, verdict::retry) << said.detail;
  EXPECT_EQ(receiver.requests().size(), 1u);
}

TEST(HttpConnections, of_a_listener_end_when_it_changes) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier();

  deliver(*notifier, attempt_for(listener_at(receiver.url("/old"))));
  deliver(*notifier, attempt_for(listener_at(receiver.url("/new"))));
  deliver(*notifier, attempt_for(listener_at(receiver.url("/new"))));

  EXPECT_EQ(receiver.connections(), 2u);
}

TEST(HttpConnections, are_never_more_than_there_may_be_though_idle_ones_are_kept) {
  http_receiver receivers[3];
  const auto notifier = test::loopback_notifier(2);

  for (int turn = 0; turn < 2; ++turn)
    for (const auto& each : receivers) {
      const auto id = std::to_string(each.port());
      EXPECT_EQ(deliver(*notifier, attempt_for(listener_at(each.url(), id))).how,
                verdict::delivered);
    }

  // Each was idle longest when room for the third was needed.
  for (const auto& each : receivers)
    EXPECT_EQ(each.connections(), 2u);
}

TEST(HttpConnections, carry_300_attempts_to_one_listener_that_come_at_once) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier(400);
  outcome_log log;

  notifier->send(attempts_for(listener_at(receiver.url()), 300), log.sink());

  for (const auto& one : log.wait_for(300))
    EXPECT_EQ(one.how, verdict::delivered) << one.detail;
  EXPECT_EQ(log.size(), 300u);
  EXPECT_EQ(receiver.requests().size(), 300u);
  EXPECT_LE(receiver.connections(), 100u);
}

TEST(HttpConnections, are_left_to_others_by_a_listener_that_hangs_and_has_its_share) {
  http_receiver hanging{[](const received_request&) { return reply::silence(); }};
  http_receiver healthy;
  const auto notifier = test::loopback_notifier(80);
  auto many = attempts_for(listener_at(hanging.url(), "hanging"), 90);
  for (auto& each : many)
    each.timeout = 15s;
  many.back().timeout = 300ms;
  outcome_log hung;
  notifier->send(std::move(many), hung.sink());
  ASSERT_TRUE(hanging.wait_for_requests(64));

  const auto said = deliver(*notifier, attempt_for(listener_at(healthy.url(), "healthy")));

  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  const auto late = hung.wait_for(1);
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0].how, verdict::unsent);
  EXPECT_NE(late[0].detail.find(
                "not sent in time (timeout 300ms): all 64 transfers that one listener may"),
            std::string::npos)
      << late[0].detail;
  EXPECT_EQ(hanging.requests().size(), 64u);
}

/// A receiver that takes a connection and does nothing before it is told to.
class idle_hands {
public:
  idle_hands() : listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* const address = reinterpret_cast<sockaddr*>(&here);
    const int few = 4096;
    setsockopt(listening_, SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
    EXPECT_EQ(bind(listening_, address, size), 0);
    EXPECT_EQ(listen(listening_, 8), 0);
    EXPECT_EQ(getsockname(listening_, address, &size), 0);
    port_ = ntohs(here.sin_port);
  }
  ~idle_hands() {
    close(peer_);
    close(listening_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

  void take_connection() {
    peer_ = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    EXPECT_GE(peer_, 0);
  }

  /// Reads what comes next; empty when the peer is gone.
  std::string read() {
    std::string part(64 * 1024, '\0');
    const auto got = recv(peer_, part.data(), part.size(), 0);
    part.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return part;
  }

  void write(const std::string& text) {
    EXPECT_EQ(send(peer_, text.data(), text.size(), MSG_NOSIGNAL), std::ssize(text));
  }

private:
  int listening_;
  int peer_ = -1;
  std::uint16_t port_ = 0;
};

/// More than the buffers of any socket hold.
std::string large_body() {
  std::string body(16 * 1024 * 1024, '\0');
  for (std::size_t at = 0; at < body.size(); ++at)
    body[at] = static_cast<char>('a' + at * 7 % 26 + at / 4096 % 3);
  return body;
}

TEST(HttpConnections, that_take_nothing_hold_up_no_other_and_get_every_byte_when_they_do) {
  idle_hands slow;
  http_receiver healthy;
  const auto notifier = test::loopback_notifier();
  const auto body = large_body();
  outcome_log log;
  notifier->send({attempt_for(listener_at(slow.url(), "slow"), 1, body)}, log.sink());
  slow.take_connection();
  auto got = slow.read();
  ASSERT_NE(got.find("\r\n\r\n"), std::string::npos);

  const auto said = deliver(*notifier, attempt_for(listener_at(healthy.url(), "healthy")));
  for (const auto due = got.find("\r\n\r\n") + 4 + body.size(); got.size() < due;) {
    const auto more = slow.read();
    ASSERT_FALSE(more.empty());
    got += more;
  }
  slow.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_EQ(log.wait_for(1).at(0).how, verdict::delivered);
  EXPECT_TRUE(got.ends_with(body));
}

TEST(HttpConnections, count_by_an_answer_that_comes_before_the_request_has_been_sent) {
  idle_hands rude;
  const auto notifier = test::loopback_notifier();
  outcome_log log;
  notifier->send({attempt_for(listener_at(rude.url()), 1, large_body())}, log.sink());
  rude.take_connection();

  rude.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");

  const auto said = log.wait_for(1).at(0);
  EXPECT_EQ(said.how, verdict::rejected);
  EXPECT_NE(said.detail.find("413"), std::string::npos) << said.detail;
}

TEST(HttpConnections, that_take_nothing_are_given_up_after_the_timeout) {
  idle_hands stuck;
  const auto notifier = test::loopback_notifier();
  auto one = attempt_for(listener_at(stuck.url()), 1, large_body());
  one.timeout = 300ms;

  const auto said = deliver(*notifier, std::move(one));

  EXPECT_EQ(said.how, verdict::retry);
  EXPECT_NE(said.detail.find("no answer within 300ms"), std::string::npos) << said.detail;
}

TEST(HttpConnections, keep_the_time_of_each_attempt_though_the_one_before_had_more_or_less) {
  std::atomic<bool> hang{false};
  http_receiver receiver{
      [&](const received_request&) { return hang ? reply::silence() : reply::with(200); }};
  const auto notifier = test::loopback_notifier();
  const auto ops = listener_at(receiver.url());
  auto with = [&](std::uint64_t ticket, std::chrono::milliseconds timeout) {
    auto one = attempt_for(ops, ticket);
    one.timeout = timeout;
    return one;
  };

  EXPECT_EQ(deliver(*notifier, with(1, 1h)).how, verdict::delivered);
  EXPECT_EQ(deliver(*notifier, with(2, 200ms)).how, verdict::delivered);
  EXPECT_EQ(deliver(*notifier, with(3, 1h)).how, verdict::delivered);
  hang = true;
  const auto before = std::chrono::steady_clock::now();
  const auto said = deliver(*notifier, with(4, 400ms));

  EXPECT_NE(said.detail.find("no answer within 400ms"), std::string::npos) << said.detail;
  EXPECT_GE(std::chrono::steady_clock::now() - before, 390ms);
  EXPECT_EQ(receiver.connections(), 1u);
}

} // namespace
} // namespace fanfare
