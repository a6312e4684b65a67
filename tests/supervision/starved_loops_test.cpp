#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/failing_allocations.hpp"
#include "tests/support/http_receiver.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class StarvedHttpLoop : public testing::Test {
protected:
  static std::unique_ptr<notifier> watched(std::atomic<int>& deaths) {
    auto guard = network_guard::with({"127.0.0.0/8"});
    http_options how{.guard = *guard, .max_transfers = 64};
    how.watch.failed = [&deaths](const std::string& thread, const auto&, auto) {
      EXPECT_EQ(thread, "fanfare-http");
      ++deaths;
    };
    return make_http_notifier(std::move(how));
  }

  /// Sends some attempts and expects one outcome of each.
  static std::vector<outcome> send_some(notifier& by, const http_receiver& to, std::size_t count) {
    outcome_log log;
    std::vector<attempt> batch;
    const auto whom = listener_at(to.url());
    for (std::uint64_t ticket = 1; ticket <= count; ++ticket)
      batch.push_back(attempt_for(whom, ticket));
    by.send(std::move(batch), log.sink());
    const auto all = log.wait_for(count);
    std::set<std::uint64_t> tickets;
    for (const auto& each : all)
      tickets.insert(each.ticket);
    EXPECT_EQ(all.size(), count);
    EXPECT_EQ(tickets.size(), count);
    return all;
  }
};

TEST_F(StarvedHttpLoop, hands_back_what_it_carried_when_a_turn_throws_and_goes_on) {
  const http_receiver receiver;
  int struck = 0;

  for (std::size_t n = 1; n < 400; n += 1 + n / 2) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    std::atomic<int> deaths{0};
    const auto notifier = watched(deaths);
    failing_allocations::fail_nth_on("fanfare-http", n);
    const auto all = send_some(*notifier, receiver, 8);
    const bool has_struck = failing_allocations::forget_nth_on_thread() == 0;

    for (const auto& each : all)
      EXPECT_TRUE(each.how == verdict::delivered || each.how == verdict::retry ||
                  each.how == verdict::unsent)
          << each.detail;
    for (const auto& each : send_some(*notifier, receiver, 8))
      EXPECT_EQ(each.how, verdict::delivered) << each.detail;
    EXPECT_LE(deaths, 1);
    struck += has_struck && deaths == 1;
    if (!has_struck || HasFailure())
      break;
  }

  EXPECT_GT(struck, 3);
}

} // namespace
} // namespace fanfare::test
