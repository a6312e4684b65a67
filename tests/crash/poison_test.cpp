#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <iostream>
#include <optional>

namespace fanfare::test {
namespace {

constexpr std::size_t around_it = 40;
/// When others were beside it: docs/decisions/0016.
constexpr std::size_t most_deaths = 5;

/// A real node that dies, as if by a bug, of every attempt to deliver one event.
class Poison : public testing::TestWithParam<std::string> {
protected:
  Poison() {
    std::map<std::string, std::string> environment;
    if (GetParam() == "redis") {
      redis_.emplace(std::vector<std::string>{"--appendonly", "yes", "--appendfsync", "everysec"});
      environment["FANFARE_STORE_URL"] = redis_->url();
    }
    site_.emplace(std::move(environment));
  }
  ~Poison() override { tell_pid(no_node); }

  void tell_pid(pid_t of_node) {
    node_pid_ = of_node;
    node_pid_.notify_all();
  }

  reply answer(const received_request& to) {
    if (to.body.find("test.killer") == std::string::npos)
      return reply::with(200);
    node_pid_.wait(not_known); // It delivers before it is seen to be ready.
    if (const pid_t pid = node_pid_; pid > 0)
      ::kill(pid, SIGKILL);
    return reply::silence();
  }

  /// Returns the reports, with the one that kills in their midst.
  static std::string reports() {
    std::string all;
    for (std::size_t i = 0; i <= around_it; ++i)
      all += std::string{R"({"event_type":"test.)"} + (i == around_it / 2 ? "killer" : "fine") +
             R"(","payload":{}})" + "\n";
    return all;
  }

  /// Starts nodes, one after the other, until one lives. Returns how many died.
  std::size_t deaths() {
    for (std::size_t died = 0; died <= most_deaths; ++died) {
      tell_pid(not_known);
      served_node node{*site_};
      tell_pid(node.running().pid());
      if (lives(node))
        return died;
    }
    return most_deaths + 1;
  }

  /// Waits for the end of a node, or for the killer's among the dead letters.
  bool lives(served_node& node) const {
    const auto store = site_->open();
    for (int i = 0; i < 600; ++i) {
      if (node.running().wait(std::chrono::milliseconds{100}))
        return false;
      const auto now = store->counts();
      if (now && now->dead_letters > 0 && now->unsettled + now->parked == 0)
        return true;
    }
    ADD_FAILURE() << "neither died nor got on\n" << node.running().err();
    return true;
  }

  static constexpr pid_t not_known = 0;
  static constexpr pid_t no_node = -1;
  std::atomic<pid_t> node_pid_{not_known};
  delivery_ledger receiver_{[this](const received_request& to) { return answer(to); }};
  std::optional<redis_server> redis_;
  std::optional<program_site> site_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Poison, testing::Values("sqlite", "redis"),
                         [](const auto& store) { return store.param; });

TEST_P(Poison, is_buried_after_a_few_deaths_and_costs_nobody_else) {
  site_->fanfare({"event", "listener", "list"}); // It makes the store.
  site_->listen(receiver_.url("/all"), "test.#", R"({"timeout":"5s","first_delay":"100ms"})");
  std::map<std::string, std::string> fine;
  for (const auto& id : site_->publish(reports()))
    fine.emplace(id, "");

  const auto died = deaths();

  std::cout << died << " nodes died\n";
  EXPECT_GE(died, 1U);
  EXPECT_LE(died, most_deaths);
  const auto letters = site_->open()->dead_letters(10);
  ASSERT_TRUE(letters);
  ASSERT_EQ(letters->size(), 1U);
  EXPECT_EQ(letters->front().reason.substr(0, 6), "poison");
  fine.erase(letters->front().event_id);
  EXPECT_EQ(fine.size(), around_it);
  const auto book = receiver_.book();
  for (const auto& [id, report] : fine) {
    const auto came = book.find({"/all", id});
    EXPECT_TRUE(came != book.end() && came->second.accepted > 0) << id << " was lost";
  }
}

} // namespace
} // namespace fanfare::test
