#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/http_receiver.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <vector>

// What receivers do to those who deliver to them.

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

/// Delivers once to a receiver that does this with every request.
outcome deliver_to(reply what, std::chrono::milliseconds timeout = 10s) {
  http_receiver receiver{[&](const received_request&) { return what; }};
  const auto notifier = test::loopback_notifier();
  auto one = attempt_for(listener_at(receiver.url()));
  one.timeout = timeout;
  return deliver(*notifier, std::move(one));
}

/// @param words that must occur; empty for a success, of which nothing is said.
void expect(const outcome& said, verdict how, const std::string& words) {
  EXPECT_EQ(said.how, how) << said.detail;
  EXPECT_EQ(said.detail.empty(), words.empty()) << said.detail;
  EXPECT_NE(said.detail.find(words), std::string::npos) << said.detail;
}

/// A port of 127.0.0.1 at which connects are refused, or not even answered.
class deaf_port {
public:
  enum class kind { refusing, silent };

  explicit deaf_port(kind which) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    here_.sin_family = AF_INET;
    here_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here_;
    auto* const address = reinterpret_cast<sockaddr*>(&here_);
    EXPECT_EQ(bind(socket_, address, size), 0);
    EXPECT_EQ(getsockname(socket_, address, &size), 0);
    if (which == kind::refusing)
      return;
    // Two connections fill the queue of a listener that never accepts; the kernel drops the rest.
    EXPECT_EQ(listen(socket_, 0), 0);
    for (int filler = 0; filler < 4; ++filler) {
      fillers_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      EXPECT_EQ(connect(fillers_.back(), address, size), -1); // under way
    }
  }
  ~deaf_port() {
    for (const int filler : fillers_)
      close(filler);
    close(socket_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(ntohs(here_.sin_port)); }

private:
  int socket_;
  sockaddr_in here_{};
  std::vector<int> fillers_;
};

TEST(HttpFaults, connection_refused_is_retried) {
  const deaf_port port{deaf_port::kind::refusing};
  const auto notifier = test::loopback_notifier();

  expect(deliver(*notifier, attempt_for(listener_at(port.url()))), verdict::retry, "refused");
}

TEST(HttpFaults, a_receiver_that_drops_connects_is_given_up_in_time) {
  const deaf_port port{deaf_port::kind::silent};
  const auto notifier = test::loopback_notifier();
  auto one = attempt_for(listener_at(port.url()));
  one.timeout = 300ms;

  expect(deliver(*notifier, std::move(one)), verdict::retry, "no connection within 300ms");
}

TEST(HttpFaults, silence_is_retried_after_the_timeout) {
  const auto before = std::chrono::steady_clock::now();
  const auto said = deliver_to(reply::silence(), 300ms);

  expect(said, verdict::retry, "no answer within 300ms");
  EXPECT_GE(std::chrono::steady_clock::now() - before, 290ms);
}

TEST(HttpFaults, a_hang_up_or_reset_without_an_answer_is_retried_later_and_not_at_once) {
  for (const auto& rudeness : {reply::hang_up(), reply::reset()}) {
    http_receiver receiver{[&](const received_request&) { return rudeness; }};
    const auto notifier = test::loopback_notifier();

    expect(deliver(*notifier, attempt_for(listener_at(receiver.url()))), verdict::retry, "->");

    EXPECT_EQ(receiver.requests().size(), 1u);
  }
}

TEST(HttpFaults, a_kept_connection_that_breaks_when_it_is_used_again_is_replaced) {
  for (const auto& rudeness : {reply::hang_up(), reply::reset()}) {
    std::atomic<int> on_first{0};
    http_receiver receiver{[&](const received_request& request) {
      return request.connection == 0 && ++on_first == 2 ? rudeness : reply::with(200);
    }};
    const auto notifier = test::loopback_notifier();
    const auto ops = listener_at(receiver.url());

    deliver(*notifier, attempt_for(ops, 1));
    const auto said = deliver(*notifier, attempt_for(ops, 2));

    expect(said, verdict::delivered, "");
    const auto got = receiver.requests();
    ASSERT_EQ(got.size(), 3u);
    EXPECT_EQ(got[1].header("webhook-id"), got[2].header("webhook-id"));
    EXPECT_EQ(receiver.connections(), 2u);
  }
}

TEST(HttpFaults, a_kept_connection_is_replaced_once_and_then_the_attempt_has_failed) {
  std::atomic<bool> rude{false};
  http_receiver receiver{
      [&](const received_request&) { return rude ? reply::hang_up() : reply::with(200); }};
  const auto notifier = test::loopback_notifier();
  const auto ops = listener_at(receiver.url());
  deliver(*notifier, attempt_for(ops, 1));
  rude = true;

  const auto said = deliver(*notifier, attempt_for(ops, 2));

  expect(said, verdict::retry, "->");
  EXPECT_EQ(receiver.requests().size(), 3u);
  EXPECT_EQ(receiver.connections(), 2u);
}

TEST(HttpFaults, a_kept_connection_that_broke_within_an_answer_is_not_tried_again) {
  std::atomic<int> on_first{0};
  http_receiver receiver{[&](const received_request&) {
    return ++on_first == 2 ? reply::raw("HTTP/1.1 2") : reply::with(200);
  }};
  const auto notifier = test::loopback_notifier();
  const auto ops = listener_at(receiver.url());
  deliver(*notifier, attempt_for(ops, 1));

  const auto said = deliver(*notifier, attempt_for(ops, 2));

  expect(said, verdict::retry, "->");
  EXPECT_EQ(receiver.requests().size(), 2u);
}

TEST(HttpFaults, a_receiver_that_closes_what_is_idle_loses_nothing) {
  http_receiver receiver{[](const received_request&) {
    auto last = reply::with(200);
    last.after = reply::ending::close; // without a word, as those do that tidy up
    return last;
  }};
  const auto notifier = test::loopback_notifier();
  const auto ops = listener_at(receiver.url());
  outcome_log log;

  // Some find the connection closed, some while they use it.
  for (std::uint64_t ticket = 1; ticket <= 200; ++ticket) {
    notifier->send({attempt_for(ops, ticket)}, log.sink());
    log.wait_for(ticket);
  }

  for (const auto& said : log.wait_for(200))
    EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_GE(receiver.requests().size(), 200u);
}

TEST(HttpFaults, an_answer_that_trickles_in_is_given_up_after_the_timeout) {
  auto slow = reply::with(200);
  slow.pace = 1s;

  expect(deliver_to(slow, 300ms), verdict::retry, "no answer within 300ms");
}

TEST(HttpFaults, a_body_that_trickles_in_does_not_undo_a_success) {
  reply slow{.head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx",
             .after = reply::ending::hang};

  expect(deliver_to(slow, 300ms), verdict::delivered, "");
}

TEST(HttpFaults, an_endless_body_is_cut_and_the_status_decides) {
  const std::string chunk(16 * 1024, 'x');

  expect(deliver_to({.head = "HTTP/1.1 200 OK\r\n\r\n", .repeat = chunk}), verdict::delivered, "");
  expect(deliver_to({.head = "HTTP/1.1 404 No\r\n\r\n", .repeat = chunk}), verdict::rejected,
         "404");
}

TEST(HttpFaults, an_endless_chunked_body_is_cut_and_the_status_decides) {
  expect(deliver_to({.head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                     .repeat = "400\r\n" + std::string(0x400, 'x') + "\r\n"}),
         verdict::delivered, "");
}

TEST(HttpFaults, an_answer_body_that_claims_to_be_compressed_is_not_decoded) {
  auto bomb = reply::with(200, "Content-Encoding: gzip\r\n", "this is no gzip");

  expect(deliver_to(bomb), verdict::delivered, "");
}

TEST(HttpFaults, endless_headers_are_cut) {
  expect(deliver_to({.head = "HTTP/1.1 200 OK\r\n", .repeat = "X-Filler: yes\r\n"}), verdict::retry,
         "head of the answer does not end");
}

TEST(HttpFaults, an_endless_header_line_is_cut) {
  const auto said =
      deliver_to({.head = "HTTP/1.1 200 OK\r\nX: ", .repeat = std::string(4096, 'y')});

  EXPECT_EQ(said.how, verdict::retry) << said.detail;
}

TEST(HttpFaults, a_flood_of_informational_answers_is_cut) {
  expect(deliver_to({.repeat = "HTTP/1.1 100 Continue\r\n\r\n"}), verdict::retry,
         "head of the answer does not end");
}

TEST(HttpFaults, an_informational_answer_before_the_real_one_is_passed_over) {
  auto polite = reply::with(201);
  polite.head.insert(0, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");

  expect(deliver_to(polite), verdict::delivered, "");
}

TEST(HttpFaults, an_informational_answer_and_then_nothing_is_no_answer) {
  expect(deliver_to(reply::raw("HTTP/1.1 100 Continue\r\n\r\n")), verdict::retry, "->");
}

TEST(HttpFaults, half_a_head_is_no_answer) {
  expect(deliver_to(reply::raw("HTTP/1.1 200 OK\r\nContent-Le")), verdict::retry, "->");
}

TEST(HttpFaults, half_a_body_does_not_undo_a_success) {
  expect(deliver_to(reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")),
         verdict::delivered, "");
}

TEST(HttpFaults, what_is_no_http_is_retried) {
  for (const auto* garbage : {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
                              "HTTP/9.9 200 OK\r\n\r\n", "\x15\x03\x01\x02\x02", "\r\n\r\n"})
    EXPECT_EQ(deliver_to(reply::raw(garbage)).how, verdict::retry) << garbage;
}

TEST(HttpFaults, a_connection_closed_after_each_answer_costs_nothing_but_connects) {
  http_receiver receiver{[](const received_request&) {
    auto last = reply::with(200);
    last.after = reply::ending::close;
    return last;
  }};
  const auto notifier = test::loopback_notifier();
  const auto ops = listener_at(receiver.url());

  for (std::uint64_t ticket = 1; ticket <= 20; ++ticket)
    EXPECT_EQ(deliver(*notifier, attempt_for(ops, ticket)).how, verdict::delivered);

  EXPECT_EQ(receiver.requests().size(), 20u);
}

TEST(HttpFaults, a_receiver_that_hangs_delays_no_other) {
  http_receiver hanging{[](const received_request&) { return reply::silence(); }};
  http_receiver healthy;
  const auto notifier = test::loopback_notifier();
  outcome_log hung;
  std::vector<attempt> stuck;
  for (std::uint64_t ticket = 1; ticket <= 8; ++ticket)
    stuck.push_back(attempt_for(listener_at(hanging.url(), "hanging"), ticket));
  notifier->send(std::move(stuck), hung.sink());
  ASSERT_TRUE(hanging.wait_for_requests(8));

  const auto said = deliver(*notifier, attempt_for(listener_at(healthy.url(), "healthy")));

  EXPECT_EQ(said.how, verdict::delivered);
  EXPECT_EQ(hung.size(), 0u);
}

TEST(HttpFaults, an_attempt_that_no_transfer_was_free_for_is_answered_in_time) {
  http_receiver hanging{[](const received_request&) { return reply::silence(); }};
  const auto notifier = test::loopback_notifier(1);
  const auto ops = listener_at(hanging.url());
  outcome_log first;
  notifier->send({attempt_for(ops, 1)}, first.sink());
  ASSERT_TRUE(hanging.wait_for_requests(1));
  auto second = attempt_for(ops, 2);
  second.timeout = 100ms;

  const auto said = deliver(*notifier, std::move(second));

  expect(said, verdict::unsent, "not sent in time (timeout 100ms): all 1 transfers");
  EXPECT_EQ(hanging.requests().size(), 1u);
  EXPECT_EQ(first.size(), 0u);
}

TEST(HttpFaults, hung_transfers_do_not_hold_up_the_end_and_nothing_is_answered_after_it) {
  http_receiver hanging{[](const received_request&) { return reply::silence(); }};
  auto notifier = test::loopback_notifier(16);
  outcome_log log;
  std::vector<attempt> stuck;
  for (std::uint64_t ticket = 1; ticket <= 40; ++ticket)
    stuck.push_back(attempt_for(listener_at(hanging.url()), ticket));
  notifier->send(std::move(stuck), log.sink());
  ASSERT_TRUE(hanging.wait_for_requests(16));

  const auto before = std::chrono::steady_clock::now();
  notifier.reset();
  const auto took = std::chrono::steady_clock::now() - before;

  EXPECT_LT(took, 100ms);
  EXPECT_EQ(log.size(), 0u);
}

} // namespace
} // namespace fanfare
