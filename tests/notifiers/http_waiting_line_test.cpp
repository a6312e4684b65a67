#include "notifiers/http_waiting_line.hpp"
#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

#include <set>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

class HttpWaitingLine : public testing::Test {
protected:
  using clock = http_waiting_line::clock;

  std::shared_ptr<http_target> target(const std::string& id) {
    return *targets.find(test::listener_at("http://example.com/", id), now);
  }

  http_job job(std::uint64_t ticket, std::chrono::seconds left = 10s) const {
    http_job made;
    made.what.ticket = ticket;
    made.start_by = now + left;
    made.deadline = made.start_by + 5s;
    return made;
  }

  /// Takes all that may start and returns their tickets.
  std::vector<std::uint64_t> take_all() {
    std::vector<std::uint64_t> taken;
    while (auto next = line.next([this](const auto& of) { return !full.contains(of.of->id); }))
      taken.push_back(next->work.what.ticket);
    return taken;
  }

  using tickets = std::vector<std::uint64_t>;

  http_targets targets;
  http_waiting_line line;
  std::set<std::string> full; ///< Listeners that may start nothing.
  clock::time_point now = clock::now();
};

TEST_F(HttpWaitingLine, keeps_the_order_of_each_target_and_lets_targets_take_turns) {
  for (std::uint64_t ticket : {1u, 2u, 3u})
    line.add(job(ticket), target("crowd"));
  line.add(job(10), target("one"));

  EXPECT_EQ(take_all(), (tickets{1, 10, 2, 3}));
  EXPECT_TRUE(line.is_empty());
}

TEST_F(HttpWaitingLine, passes_over_targets_that_may_start_nothing) {
  line.add(job(1), target("full"));
  line.add(job(2), target("free"));
  full = {"full"};

  EXPECT_EQ(take_all(), (tickets{2}));
  EXPECT_FALSE(line.is_empty());

  full = {};
  EXPECT_EQ(take_all(), (tickets{1}));
}

TEST_F(HttpWaitingLine, puts_what_had_its_turn_before_all_others) {
  line.add(job(1), target("ops"));
  line.add_again(job(2), target("ops"));

  EXPECT_EQ(take_all(), (tickets{2, 1}));
}

TEST_F(HttpWaitingLine, gives_back_exactly_those_whose_time_is_up) {
  line.add(job(1, 10s), target("ops"));
  line.add(job(2, 1s), target("ops"));
  line.add(job(3, 1s), target("dev"));

  tickets expired;
  for (const auto& each : line.take_expired(now + 5s))
    expired.push_back(each.work.what.ticket);

  EXPECT_EQ(expired, (tickets{2, 3}));
  EXPECT_EQ(take_all(), (tickets{1}));
  EXPECT_TRUE(line.is_empty());
}

} // namespace
} // namespace fanfare
