#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/notifiers/amqp_rabbitmq.hpp"
#include "tests/support/delivery_ledger.hpp"
#include "tests/support/staged_broker.hpp"
#include "tests/system/brokered_site.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// What the whole program does about a broker that goes away, or chokes.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr std::size_t all_of_them = 100'000;

std::vector<recent_attempt> attempts_at(const program_site& site) {
  auto found = site.open()->recent_attempts(all_of_them);
  EXPECT_TRUE(found) << found.error().detail;
  return found ? std::move(*found) : std::vector<recent_attempt>{};
}

std::set<std::string> events_of(const std::vector<recent_attempt>& all, const char* outcome) {
  std::set<std::string> made;
  for (const auto& each : all)
    if (each.outcome == outcome)
      made.insert(each.event_id);
  return made;
}

TEST(AmqpOutage, costs_no_delivery_an_attempt_though_each_has_but_one) {
  auto& broker = the_rabbitmq();
  broker.add_exchange("once", "topic");
  broker.add_queue("once");
  broker.bind("once", "once", "#");
  const program_site site{environment_of(broker.options())};
  listen_on(site, "once", R"({"max_attempts":1})");
  broker.kill_now();
  served_node node{site};

  const auto published = site.publish(numbered_reports(50));
  const std::set<std::string> ids{published.begin(), published.end()};
  const bool came_back = soon([&] { return !events_of(attempts_at(site), "unsent").empty(); });
  const auto while_down = *site.open()->counts();
  const bool is_told = soon([&] {
    return holds(asked(node, "/readyz"), "notifier amqp: the broker is not to be had: ");
  });
  broker.start();
  const auto left = site.emptied(90s);

  ASSERT_EQ(ids.size(), 50u);
  EXPECT_TRUE(came_back);
  EXPECT_EQ(while_down.dead_letters, 0u);
  EXPECT_TRUE(is_told);
  EXPECT_EQ(left.unsettled + left.parked + left.dead_letters, 0u);
  EXPECT_TRUE(soon([&] { return events_of(attempts_at(site), "delivered") == ids; }));
  for (const auto& each : attempts_at(site)) {
    EXPECT_TRUE(each.outcome == "delivered" || each.outcome == "unsent") << each.detail;
    EXPECT_EQ(each.number, 1u) << each.outcome << " is none of the attempts that are counted";
  }
  std::set<std::string> arrived;
  for (const auto& each : broker.take("once", ids.size()))
    arrived.insert(each.message_id);
  EXPECT_EQ(arrived, ids);
}

double seconds_of(clock::duration what) { return std::chrono::duration<double>{what}.count(); }

/// Publishes one report after the other, each when the one before has come by HTTP, for as
/// long as it lives. The first has to have come already.
class http_witness {
public:
  http_witness(const program_site& site, const delivery_ledger& ledger)
      : thread_([&site, &ledger, this] {
          try {
            while (!ended_) {
              const auto before = clock::now();
              site.publish(numbered_reports(1, ++published_));
              if (!ledger.wait_for(published_, 5s))
                return;
              longest_ = std::max(longest_, clock::now() - before);
            }
          } catch (const std::exception& what) {
            problem_ = what.what();
          }
        }) {}
  ~http_witness() { end(); }

  http_witness(const http_witness&) = delete;
  http_witness& operator=(const http_witness&) = delete;

  void end() {
    ended_ = true;
    if (thread_.joinable())
      thread_.join();
  }

  // -- once it has ended -------------------------------------------------------

  std::size_t published() const { return published_; }
  /// Returns the longest time from a report to its delivery.
  clock::duration longest() const { return longest_; }
  /// Why it could not go on; empty: it could.
  const std::string& problem() const { return problem_; }

private:
  std::atomic<bool> ended_{false};
  std::size_t published_ = 1;
  clock::duration longest_{0};
  std::string problem_;
  std::thread thread_; ///< Last: it uses all of the above.
};

/// Lets the broker that all tests share go on, whatever happens to this one.
class stopped_broker {
public:
  explicit stopped_broker(const rabbitmq_server& which) : which_(which) { which_.signal(SIGSTOP); }
  ~stopped_broker() { which_.signal(SIGCONT); }
  stopped_broker(const stopped_broker&) = delete;
  stopped_broker& operator=(const stopped_broker&) = delete;

private:
  const rabbitmq_server& which_;
};

TEST(AmqpOutage, of_a_broker_that_hangs_is_noticed_in_time_and_hurts_no_other_notifier) {
  const auto& broker = the_rabbitmq();
  const program_site site{environment_of(broker.options())};
  const delivery_ledger ledger;
  served_node node{site};
  listen_on(site, "amq.topic");
  site.listen(ledger.url("/web"), "*");
  site.publish(numbered_reports(1));
  ASSERT_TRUE(ledger.wait_for(1));
  ASSERT_TRUE(soon([&] {
    return metric(node, R"(fanfare_deliveries_total{notifier="amqp",outcome="delivered"})") >= 1;
  }));

  std::optional<stopped_broker> stopped{std::in_place, broker};
  const auto start = clock::now();
  http_witness web{site, ledger};
  const bool is_given_up = soon([&] { return metric(node, "fanfare_amqp_connected") == 0; });
  const auto waited = clock::now() - start;
  const bool is_told = soon(
      [&] { return holds(asked(node, "/readyz"), "notifier amqp: the broker is not to be had"); });
  const auto told = clock::now() - start;
  web.end();
  stopped.reset();

  EXPECT_TRUE(is_given_up);
  EXPECT_EQ(web.problem(), "");
  EXPECT_LT(waited, 13s) << "the idle timeout is 10 s; Proton alone would take 20 s";
  EXPECT_TRUE(is_told);
  EXPECT_LT(told - waited, 5s);
  EXPECT_EQ(ledger.book().size(), web.published()) << "http waited for a broker";
  EXPECT_GE(web.published(), 10u);
  EXPECT_LT(web.longest(), 5s);
  std::printf("given up after %.2f s, told after %.2f s; by HTTP meanwhile %zu reports, the "
              "slowest in %.3f s\n",
              seconds_of(waited), seconds_of(told), web.published(), seconds_of(web.longest()));
  const auto left = site.emptied(60s);
  EXPECT_EQ(left.parked + left.unsettled + left.dead_letters, 0u);
}

TEST(AmqpOutage, over_a_message_ends_and_what_becomes_of_it_is_shown_with_the_listener) {
  auto how = staged_broker::rabbitmq4();
  how.judge = [first = std::string{}, left = 3](const staged_message& what) mutable {
    if (first.empty())
      first = what.id;
    if (what.id != first)
      return fate::accepted;
    return left-- > 0 ? fate::hangs_up : fate::released; // no queue is bound
  };
  const staged_broker broker{how};
  const program_site site{environment_of(broker.options())};
  served_node node{site};
  listen_on(site, "pulp");

  site.publish(numbered_reports(5));
  const auto left = site.emptied(60s);
  std::vector<recent_attempt> dropped;
  const bool is_told = soon([&] {
    dropped = attempts_at(site);
    dropped.erase(std::remove_if(dropped.begin(), dropped.end(),
                                 [](const auto& each) {
                                   return !holds(each.detail, "no queue is bound for");
                                 }),
                  dropped.end());
    return !dropped.empty();
  });

  EXPECT_EQ(left.unsettled + left.parked + left.dead_letters, 0u);
  EXPECT_EQ(metric(node, "fanfare_amqp_unroutable_total"), 1);
  ASSERT_TRUE(is_told);
  ASSERT_EQ(dropped.size(), 1u);
  EXPECT_EQ(dropped[0].outcome, "delivered");
  const auto shown =
      site.fanfare({"event", "listener", "attempts", "--listener-id=" + dropped[0].listener_id});
  EXPECT_TRUE(holds(shown.out, "-> taken and dropped: no queue is bound")) << shown.out;
}

} // namespace
} // namespace fanfare::test
