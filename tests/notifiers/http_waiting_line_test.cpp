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
    return *targets_.find(test::listener_at("http://example.com/", id), now_);
  }

  http_job job(std::uint64_t ticket, std::chrono::seconds left = 10s) const {
    http_job made;
    made.what.ticket = ticket;
    made.deadline = now_ + left;
    return made;
  }

  /// Takes all that may start and returns their tickets.
  std::vector<std::uint64_t> take_all() {
    std::vector<std::uint64_t> taken;
    while (auto next = line_.next([this](const auto& of) { return !full_.contains(of.of->id); }))
      taken.push_back(next->work.what.ticket);
    return taken;
  }

  using tickets = std::vector<std::uint64_t>;

  http_targets targets_;
  http_waiting_line line_;
  std::set<std::string> full_; ///< Listeners that may start nothing.
  clock::time_point now_ = clock::now();
};

TEST_F(HttpWaitingLine, keeps_the_order_of_each_target_and_lets_targets_take_turns) {
  for (std::uint64_t ticket : {1, 2, 3})
    line_.add(job(ticket), target("crowd"));
  line_.add(job(10), target("one"));

  EXPECT_EQ(take_all(), (tickets{1, 10, 2, 3}));
  EXPECT_TRUE(line_.is_empty());
}

TEST_F(HttpWaitingLine, passes_over_targets_that_may_start_nothing) {
  line_.add(job(1), target("full"));
  line_.add(job(2), target("free"));
  full_ = {"full"};

  EXPECT_EQ(take_all(), (tickets{2}));
  EXPECT_FALSE(line_.is_empty());

  full_ = {};
  EXPECT_EQ(take_all(), (tickets{1}));
}

TEST_F(HttpWaitingLine, puts_what_had_its_turn_before_all_others) {
  line_.add(job(1), target("ops"));
  line_.add_again(job(2), target("ops"));

  EXPECT_EQ(take_all(), (tickets{2, 1}));
}

TEST_F(HttpWaitingLine, gives_back_exactly_those_whose_time_is_up) {
  line_.add(job(1, 10s), target("ops"));
  line_.add(job(2, 1s), target("ops"));
  line_.add(job(3, 1s), target("dev"));

  tickets expired;
  for (const auto& each : line_.take_expired(now_ + 5s))
    expired.push_back(each.work.what.ticket);

  EXPECT_EQ(expired, (tickets{2, 3}));
  EXPECT_EQ(take_all(), (tickets{1}));
  EXPECT_TRUE(line_.is_empty());
}

} // namespace
} // namespace fanfare
