#include "fanfare/notifier.hpp"

#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <set>
#include <stdexcept>

namespace fanfare {
namespace {

using test::attempt_for;
using test::outcome_log;

using answer = blocking_notifier::answer;

attempt number(std::uint64_t ticket) { return attempt_for(test::listener_for("{}"), ticket); }

TEST(BlockingNotifier, hands_back_what_the_function_says) {
  blocking_notifier calls{[](const attempt& what) {
    return what.ticket == 1 ? answer{verdict::rejected, "not for me"} : answer{};
  }};

  const auto refused = test::deliver(calls, number(1));
  const auto taken = test::deliver(calls, number(2));

  EXPECT_EQ(refused.ticket, 1u);
  EXPECT_EQ(refused.how, verdict::rejected);
  EXPECT_EQ(refused.detail, "not for me");
  EXPECT_EQ(taken.how, verdict::delivered);
}

TEST(BlockingNotifier, takes_a_throw_for_a_failure_that_may_pass) {
  blocking_notifier calls{[](const attempt& what) -> answer {
    if (what.ticket == 1)
      throw std::runtime_error{"the disk is full"};
    throw 42;
  }};

  const auto named = test::deliver(calls, number(1));
  const auto nameless = test::deliver(calls, number(2));

  EXPECT_EQ(named.how, verdict::retry);
  EXPECT_NE(named.detail.find("the disk is full"), std::string::npos) << named.detail;
  EXPECT_EQ(nameless.how, verdict::retry);
}

TEST(BlockingNotifier, answers_every_ticket_exactly_once) {
  constexpr std::uint64_t count = 1000;
  blocking_notifier calls{[](const attempt&) { return answer{}; }, 8};
  outcome_log log;

  for (std::uint64_t first = 0; first < count; first += 100) {
    std::vector<attempt> batch;
    for (std::uint64_t ticket = first; ticket < first + 100; ++ticket)
      batch.push_back(number(ticket));
    calls.send(std::move(batch), log.sink());
  }

  const auto all = log.wait_for(count);
  std::set<std::uint64_t> tickets;
  for (const auto& one : all)
    tickets.insert(one.ticket);
  EXPECT_EQ(all.size(), count);
  EXPECT_EQ(tickets.size(), count);
}

TEST(BlockingNotifier, runs_as_many_calls_at_once_as_it_has_threads) {
  std::latch all_inside{3};
  blocking_notifier calls{[&](const attempt&) {
                            all_inside.arrive_and_wait();
                            return answer{};
                          },
                          3};
  outcome_log log;

  calls.send({number(1), number(2), number(3)}, log.sink());

  EXPECT_EQ(log.wait_for(3).size(), 3u);
}

TEST(BlockingNotifier, runs_one_call_at_a_time_in_order_on_one_thread) {
  std::atomic<int> inside{0};
  std::atomic<bool> overlapped{false};
  blocking_notifier calls{[&](const attempt&) {
                            overlapped = overlapped || ++inside > 1;
                            --inside;
                            return answer{};
                          },
                          1};
  outcome_log log;

  calls.send({number(1), number(2), number(3), number(4)}, log.sink());

  const auto all = log.wait_for(4);
  ASSERT_EQ(all.size(), 4u);
  for (std::size_t at = 0; at < all.size(); ++at)
    EXPECT_EQ(all[at].ticket, at + 1);
  EXPECT_FALSE(overlapped);
}

TEST(BlockingNotifier, waits_for_the_call_under_way_and_drops_the_rest_when_it_ends) {
  std::promise<void> entered;
  std::promise<void> leave;
  std::atomic<int> started{0};
  outcome_log log;
  auto calls = std::make_unique<blocking_notifier>(
      [&](const attempt&) {
        ++started;
        entered.set_value();
        leave.get_future().wait();
        return answer{};
      },
      1);
  calls->send({number(1), number(2), number(3)}, log.sink());
  entered.get_future().wait();

  auto ended = std::async(std::launch::async, [&] { calls.reset(); });
  EXPECT_EQ(ended.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout)
      << "the destructor did not wait for the call under way";
  leave.set_value();
  ended.get();

  EXPECT_EQ(started.load(), 1);
  EXPECT_LE(log.size(), 1u);
}

TEST(BlockingNotifier, checks_a_config_with_the_function_given_for_it) {
  blocking_notifier any{[](const attempt&) { return answer{}; }};
  blocking_notifier strict{[](const attempt&) { return answer{}; }, 1,
                           [](std::string_view config) -> result<void> {
                             if (config == "{}")
                               return error{errc::invalid_listener, "room: is missing"};
                             throw std::runtime_error{"no parser"};
                           }};

  EXPECT_TRUE(any.validate("anything"));
  EXPECT_EQ(strict.validate("{}").error().detail, "room: is missing");
  EXPECT_EQ(strict.validate("[]").error().code, errc::invalid_listener) << "a throw is a refusal";
}

} // namespace
} // namespace fanfare
