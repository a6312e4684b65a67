#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/notifiers/email_attempts.hpp"
#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/failing_allocations.hpp"
#include "tests/support/http_receiver.hpp"
#include "tests/support/mail_server.hpp"
#include "tests/support/staged_broker.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// A notifier one of whose thread's allocations fails.
class StarvedLoop : public testing::Test {
protected:
  thread_watch watch(const std::string& thread) {
    thread_watch made;
    made.failed = [this, thread](const std::string& who, const auto&, auto) {
      EXPECT_EQ(who, thread);
      ++deaths_;
    };
    return made;
  }

  /// Sends some attempts and expects one outcome of each.
  static std::vector<outcome> send_some(notifier& by, const attempt& like) {
    constexpr std::size_t count = 8;
    outcome_log log;
    std::vector<attempt> batch(count, like);
    for (std::uint64_t ticket = 1; ticket <= count; ++ticket)
      batch[ticket - 1].ticket = ticket;
    by.send(std::move(batch), log.sink());
    auto all = log.wait_for(count);
    std::set<std::uint64_t> tickets;
    for (const auto& each : all)
      tickets.insert(each.ticket);
    EXPECT_EQ(all.size(), count);
    EXPECT_EQ(tickets.size(), count);
    return all;
  }

  /// Lets one allocation after the other fail, each with a notifier of its own.
  void starve(const std::string& thread, const attempt& like,
              const std::function<std::unique_ptr<notifier>(thread_watch)>& make) {
    int died = 0;
    for (std::size_t n = 1; n < 400; n += 1 + n / 2) {
      SCOPED_TRACE("allocation " + std::to_string(n));
      deaths_ = 0;
      const auto notifier = make(watch(thread));
      failing_allocations::fail_nth_on(thread, n);
      for (const auto& each : send_some(*notifier, like))
        EXPECT_NE(each.how, verdict::rejected) << each.detail;
      const bool has_failed = failing_allocations::forget_nth_on_thread() == 0;
      for (const auto& each : send_some(*notifier, like))
        EXPECT_EQ(each.how, verdict::delivered) << each.detail;
      EXPECT_LE(deaths_, 1);
      died += deaths_;
      if (!has_failed || HasFailure())
        break;
    }
    EXPECT_GT(died, 2);
  }

  /// What is said to be delivered the broker has.
  static void expect_taken(const staged_broker& by, const std::map<std::uint64_t, outcome>& ends) {
    std::set<std::string> taken;
    for (const auto& each : by.messages())
      taken.insert(each.id);
    for (const auto& [ticket, end] : ends) {
      if (end.how != verdict::delivered)
        continue;
      const auto what = event_of("", static_cast<std::uint32_t>(ticket));
      EXPECT_EQ(taken.count(what->id.text()), 1u) << "event " << ticket;
    }
  }

  std::atomic<int> deaths_{0};
};

TEST_F(StarvedLoop, of_http_hands_back_what_it_carried_and_goes_on) {
  const http_receiver receiver;

  starve("fanfare-http", attempt_for(listener_at(receiver.url())), [](thread_watch watch) {
    auto guard = network_guard::with({"127.0.0.0/8"});
    return make_http_notifier({.guard = *guard, .max_transfers = 64, .watch = std::move(watch)});
  });
}

TEST_F(StarvedLoop, of_mail_hands_back_what_it_carried_and_goes_on) {
  const mail_server server;

  starve("fanfare-smtp", mail_to("someone.with.a.long.name@example.com"),
         [&server](thread_watch watch) {
           auto to = smtp_server::with(options_for(server));
           return make_email_notifier(std::move(*to), 4, std::move(watch));
         });
}

/// Here a shortage may end a connection instead of the thread; that is no attempt of those who
/// wait.
TEST_F(StarvedLoop, of_amqp_hands_back_what_it_carried_and_goes_on) {
  const staged_broker broker;
  int died = 0;
  std::uint32_t number = 0; // each event is another

  for (std::size_t n = 1; n < 2'000; n += 1 + n / 2, number += 16) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    deaths_ = 0;
    auto to = amqp_broker::with(broker.options());
    const auto notifier = make_amqp_notifier(std::move(*to), {}, watch("fanfare-amqp"));
    failing_allocations::fail_nth_on("fanfare-amqp", n);
    const auto starved = persist(*notifier, number + 1, number + 8);
    const bool has_failed = failing_allocations::forget_nth_on_thread() == 0;
    for (const auto& [ticket, end] : starved)
      EXPECT_TRUE(end.how == verdict::delivered || end.how == verdict::retry) << end.detail;
    expect_taken(broker, starved);
    auto later = persist(*notifier, number + 9, number + 16);
    for (const auto& [ticket, end] : starved)
      if (end.how == verdict::retry) // as an engine does
        later.merge(persist(*notifier, static_cast<std::uint32_t>(ticket),
                            static_cast<std::uint32_t>(ticket)));
    for (const auto& [ticket, end] : later)
      EXPECT_EQ(end.how, verdict::delivered) << end.detail;
    expect_taken(broker, later);
    EXPECT_LE(deaths_, 1);
    died += deaths_;
    if (!has_failed || HasFailure())
      break;
  }

  EXPECT_GT(died, 1);
}

} // namespace
} // namespace fanfare::test
