#include "storage/store.hpp"
#include "tests/contract/child_process.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace fanfare::test {

namespace {

constexpr std::size_t buried = 1'000;

class ReplayProcesses : public testing::Test {
protected:
  ReplayProcesses() {
    const auto made = open();
    must(made->listeners().put({.id = "l1", .notifier_type = "http"}, std::nullopt));
    write_group group;
    for (std::size_t i = 0; i < buried; ++i)
      group.appends.push_back({std::to_string(i)});
    settlement all;
    for (const auto& id : must(made->events().write(group))) {
      all.settled.push_back(id);
      all.dead.push_back({id, "l1", "", "rejected", "404", 1});
    }
    must(made->events().write({.settles = all}));
  }

  std::unique_ptr<store> open() const { return must(open_store(url_, store_mode::create)); }

  /// Walks through all dead letters, in steps, and says what each step did.
  template <class Step>
  std::unique_ptr<child_process> walker(Step step) {
    return std::make_unique<child_process>([this, step](const auto& say) {
      const auto opened = open();
      std::string after;
      for (;;) {
        const auto one = must(step(opened->dead(), after));
        say(std::to_string(one.done));
        if (!one.next)
          return;
        after = *one.next;
      }
    });
  }

  temp_directory place_;
  std::string url_ = "sqlite:" + place_.file("store.db");
};

} // namespace

TEST_F(ReplayProcesses, a_replay_that_is_killed_loses_none_and_doubles_none) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  std::size_t said = 0;
  {
    auto child =
        walker([](dead_letters& in, const std::string& after) { return in.replay({}, 20, after); });
    for (auto steps = 1 + random() % 30; steps > 0; --steps)
      said += std::stoul(child->next_line());
    child->kill_now();
  }

  const auto opened = open();
  const auto waiting = must(opened->parked().parked());
  const auto dead = must(opened->dead().count());
  EXPECT_GE(waiting, said);
  EXPECT_EQ(waiting + dead, buried);
  EXPECT_EQ(must(opened->events().referenced()), buried);

  std::string after;
  for (std::optional<std::string> next = ""; next; after = next.value_or(""))
    next = must(opened->dead().replay({}, 256, after)).next;
  std::map<std::string, int> claimed;
  for (const auto& each : must(opened->parked().claim({{"l1", buried + 1}})))
    ++claimed[each.event.body];
  EXPECT_EQ(claimed.size(), buried);
  for (const auto& [body, times] : claimed)
    EXPECT_EQ(times, 1) << body;
  EXPECT_EQ(must(opened->dead().count()), 0u);
}

TEST_F(ReplayProcesses, a_drop_that_is_killed_leaves_no_body_without_its_dead_letter) {
  {
    auto child =
        walker([](dead_letters& in, const std::string& after) { return in.drop({}, 20, after); });
    for (int steps = 0; steps < 5; ++steps)
      child->next_line();
    child->kill_now();
  }

  const auto opened = open();
  const auto left = must(opened->dead().count());
  EXPECT_LE(left, buried - 100);
  EXPECT_EQ(must(opened->events().referenced()), left);
  EXPECT_EQ(must(opened->dead().list({}, buried)).size(), left);
}

} // namespace fanfare::test
