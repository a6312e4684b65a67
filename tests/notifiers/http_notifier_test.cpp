#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/http_receiver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using test::attempt_for;
using test::deliver;
using test::http_receiver;
using test::listener_at;
using test::listener_for;
using test::outcome_log;
using test::received_request;
using test::reply;

TEST(HttpNotifier, posts_the_bytes_of_the_report_with_exactly_these_headers) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier();
  const std::string body = "{\"event_type\" :\t\"a.b\",\r\n \"n\":123456789012345678901234567890, "
                           "\"e\":1e400, \"s\":\"\\u00fc \xc3\xbc \\/\"}  ";
  auto what = attempt_for(listener_at(receiver.url("/hook?token=s3cret")), 7, body);

  const auto said = deliver(*notifier, what);

  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_EQ(said.ticket, 7u);
  EXPECT_EQ(said.detail, "");
  ASSERT_EQ(receiver.requests().size(), 1u);
  const auto got = receiver.requests().front();
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.target, "/hook?token=s3cret");
  EXPECT_EQ(got.version, "HTTP/1.1");
  EXPECT_EQ(got.body, body);
  const std::map<std::string, std::string> want{
      {"Host", "127.0.0.1:" + std::to_string(receiver.port())},
      {"User-Agent", "fanfare/0.1.0"},
      {"webhook-id", what.what->id.text()},
      {"Content-Type", "application/json"},
      {"Content-Length", std::to_string(body.size())}};
  EXPECT_EQ((std::map<std::string, std::string>{got.headers.begin(), got.headers.end()}), want);
}

TEST(HttpNotifier, posts_a_large_report_at_once_without_asking_first) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier();
  const std::string body(1024 * 1024, 'x');

  const auto said = deliver(*notifier, attempt_for(listener_at(receiver.url()), 1, body));

  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_EQ(receiver.requests().at(0).body, body);
  EXPECT_EQ(receiver.requests().at(0).header("Expect"), "");
}

TEST(HttpNotifier, keeps_a_nul_in_the_body) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier();
  const std::string body("a\0b", 3);

  deliver(*notifier, attempt_for(listener_at(receiver.url()), 1, body));

  EXPECT_EQ(receiver.requests().at(0).body, body);
}

TEST(HttpNotifier, sends_basic_authentication_exactly_when_it_has_credentials) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier();
  const auto url = R"({"url":")" + receiver.url() + R"(","username":)";

  deliver(*notifier, attempt_for(listener_for(url + R"("jcline","password":"hunter2"})")));
  deliver(*notifier, attempt_for(listener_for(url + R"("","password":""})")));
  deliver(*notifier, attempt_for(listener_at(receiver.url())));

  const auto got = receiver.requests();
  ASSERT_EQ(got.size(), 3u);
  EXPECT_EQ(got[0].header("Authorization"), "Basic amNsaW5lOmh1bnRlcjI=");
  EXPECT_EQ(got[1].header("Authorization"), "Basic Og==");
  EXPECT_EQ(got[2].header("Authorization"), "");
}

TEST(HttpNotifier, judges_by_the_status_of_the_answer) {
  http_receiver receiver{[](const received_request& request) {
    return reply::with(std::stoi(request.target.substr(1)));
  }};
  const auto notifier = test::loopback_notifier();

  for (const auto& [status, how] : std::map<int, verdict>{{200, verdict::delivered},
                                                          {204, verdict::delivered},
                                                          {304, verdict::rejected},
                                                          {404, verdict::rejected},
                                                          {410, verdict::gone},
                                                          {429, verdict::retry},
                                                          {503, verdict::retry}}) {
    const auto code = std::to_string(status);
    const auto said = deliver(*notifier, attempt_for(listener_at(receiver.url("/" + code))));
    EXPECT_EQ(said.how, how) << said.detail;
    EXPECT_EQ(said.detail.find("-> " + code) != std::string::npos, how != verdict::delivered)
        << said.detail;
  }
}

TEST(HttpNotifier, follows_no_redirect) {
  http_receiver elsewhere;
  http_receiver receiver{[&](const received_request& request) {
    return reply::with(std::stoi(request.target.substr(1)),
                       "Location: " + elsewhere.url() + "\r\n");
  }};
  const auto notifier = test::loopback_notifier();

  for (const auto* code : {"/301", "/302", "/303", "/307", "/308"}) {
    const auto said = deliver(*notifier, attempt_for(listener_at(receiver.url(code))));
    EXPECT_EQ(said.how, verdict::rejected) << said.detail;
  }

  EXPECT_EQ(elsewhere.connections(), 0u);
}

TEST(HttpNotifier, ignores_the_proxies_of_the_environment) {
  http_receiver trap;
  http_receiver receiver;
  const auto proxy = trap.url("");
  for (const auto* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"})
    setenv(name, proxy.c_str(), 1);

  const auto notifier = test::loopback_notifier();
  const auto said = deliver(*notifier, attempt_for(listener_at(receiver.url())));

  for (const auto* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"})
    unsetenv(name);
  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_EQ(receiver.requests().size(), 1u);
  EXPECT_EQ(trap.connections(), 0u);
}

TEST(HttpNotifier, uses_one_connection_for_deliveries_one_after_the_other) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier();
  const auto ops = listener_at(receiver.url());

  for (std::uint64_t ticket = 1; ticket <= 50; ++ticket)
    ASSERT_EQ(deliver(*notifier, attempt_for(ops, ticket)).how, verdict::delivered);

  EXPECT_EQ(receiver.requests().size(), 50u);
  EXPECT_EQ(receiver.connections(), 1u);
}

TEST(HttpNotifier, delivers_where_the_listener_points_now) {
  http_receiver old_place;
  http_receiver new_place;
  const auto notifier = test::loopback_notifier();

  deliver(*notifier, attempt_for(listener_at(old_place.url())));
  deliver(*notifier, attempt_for(listener_at(new_place.url())));

  EXPECT_EQ(old_place.requests().size(), 1u);
  EXPECT_EQ(new_place.requests().size(), 1u);
}

TEST(HttpNotifier, retries_a_listener_whose_config_is_broken_and_says_where) {
  const auto notifier = test::loopback_notifier();

  const auto said = deliver(*notifier, attempt_for(listener_for(R"({"url":"nowhere"})")));

  EXPECT_EQ(said.how, verdict::retry);
  EXPECT_NE(said.detail.find("url: 'nowhere'"), std::string::npos) << said.detail;
}

TEST(HttpNotifier, sends_in_order_when_one_transfer_is_allowed_at_a_time) {
  http_receiver receiver;
  const auto notifier = test::loopback_notifier(1);
  const auto ops = listener_at(receiver.url());
  std::vector<attempt> batch;
  for (int number = 0; number < 20; ++number)
    batch.push_back(attempt_for(ops, static_cast<std::uint64_t>(number), std::to_string(number)));
  outcome_log log;

  notifier->send(std::move(batch), log.sink());

  ASSERT_EQ(log.wait_for(20).size(), 20u);
  const auto got = receiver.requests();
  for (std::size_t at = 0; at < got.size(); ++at)
    EXPECT_EQ(got[at].body, std::to_string(at));
}

TEST(HttpNotifier, answers_every_ticket_exactly_once_whatever_comes_of_it) {
  constexpr std::uint64_t per_sender = 250;
  constexpr std::uint64_t senders = 4;
  http_receiver good;
  http_receiver bad{[](const received_request&) { return reply::with(500); }};
  http_receiver rude{[](const received_request&) { return reply::hang_up(); }};
  const std::vector<listener_ptr> listeners{
      listener_at(good.url(), "good"), listener_at(bad.url(), "bad"),
      listener_at(rude.url(), "rude"), listener_at("http://192.168.0.1/", "closed"),
      listener_for("{}", "broken")};
  const auto notifier = test::loopback_notifier(16);
  outcome_log log;

  std::vector<std::thread> threads;
  for (std::uint64_t sender = 0; sender < senders; ++sender)
    threads.emplace_back([&, sender] {
      for (std::uint64_t at = 0; at < per_sender; at += 50) {
        std::vector<attempt> batch;
        for (auto ticket = at; ticket < at + 50; ++ticket)
          batch.push_back(attempt_for(listeners[ticket % 5], sender * per_sender + ticket));
        notifier->send(std::move(batch), log.sink());
      }
    });
  for (auto& thread : threads)
    thread.join();

  std::map<std::uint64_t, int> seen;
  for (const auto& one : log.wait_for(senders * per_sender)) {
    ++seen[one.ticket];
    EXPECT_EQ(one.how, one.ticket % per_sender % 5 == 0 ? verdict::delivered : verdict::retry)
        << one.detail;
  }
  EXPECT_EQ(seen.size(), senders * per_sender);
  for (const auto& [ticket, times] : seen)
    EXPECT_EQ(times, 1) << ticket;
  EXPECT_EQ(good.requests().size(), senders * per_sender / 5);
}

TEST(HttpNotifier, hands_back_together_what_ended_together) {
  const auto notifier = make_http_notifier({});
  const auto closed = listener_for("{}");
  std::vector<attempt> batch;
  for (std::uint64_t ticket = 1; ticket <= 50; ++ticket)
    batch.push_back(attempt_for(closed, ticket));
  outcome_log log;

  notifier->send(std::move(batch), log.sink());

  EXPECT_EQ(log.wait_for(50).size(), 50u);
  EXPECT_EQ(log.calls(), 1u);
}

TEST(HttpNotifier, connects_to_nothing_that_is_not_public_unless_it_is_opened) {
  http_receiver receiver;
  const auto closed = make_http_notifier({});
  const auto opened = make_http_notifier({.guard = *network_guard::with({"127.0.0.0/8"})});

  const auto refused = deliver(*closed, attempt_for(listener_at(receiver.url())));
  const auto taken = deliver(*opened, attempt_for(listener_at(receiver.url())));

  EXPECT_EQ(refused.how, verdict::retry);
  EXPECT_EQ(refused.detail,
            "POST " + receiver.url() +
                " -> 127.0.0.1 is refused: not a public address (loopback, 127.0.0.0/8); to permit "
                "it, add its network to [security] allow_networks");
  EXPECT_EQ(taken.how, verdict::delivered) << taken.detail;
  EXPECT_EQ(receiver.connections(), 1u);
}

TEST(HttpNotifier, tries_again_later_when_a_secret_cannot_be_looked_up) {
  const auto notifier = test::loopback_notifier();
  const auto config =
      R"({"url":"http://127.0.0.1:1/","username":"me","password":"file:/nowhere/at/all"})";
  ASSERT_TRUE(notifier->validate(config));

  const auto out = test::deliver(*notifier, test::attempt_for(test::listener_for(config)));

  EXPECT_EQ(out.how, verdict::retry);
  EXPECT_NE(out.detail.find("password: 'file:/nowhere/at/all' cannot be read"), std::string::npos)
      << out.detail;
}

} // namespace
} // namespace fanfare
