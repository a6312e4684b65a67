#include "storage/store.hpp"
#include "tests/contract/child_process.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <set>

namespace fanfare::test {

namespace {

class SqliteProcesses : public testing::Test {
protected:
  std::unique_ptr<store> open() const { return must(open_store(url_, store_mode::create)); }

  /// Appends for ever, saying each id once it is durable.
  child_process appender(std::size_t batch) const {
    return child_process{[this, batch](const auto& say) {
      const auto opened = open();
      write_group group;
      group.appends.resize(batch, {std::string(1'000, 'x')});
      for (;;)
        for (const auto& id : must(opened->events().write(group)))
          say(id.text());
    }};
  }

  child_process node() const {
    return child_process{[this](const auto& say) {
      const auto opened = open();
      must(opened->become_node({"child", {}}));
      say("in place");
      ::pause();
    }};
  }

  static std::set<std::string> ids_in(store& of) {
    std::set<std::string> ids;
    for (const auto& x : must(of.events().read(std::nullopt, {1'000'000, 1'000'000'000})).entries)
      ids.insert(x.id.text());
    return ids;
  }

  temp_directory place_;
  std::string url_ = "sqlite:" + place_.file("store.db");
};

} // namespace

TEST_F(SqliteProcesses, a_second_node_is_told_who_has_the_store) {
  auto first = node();
  ASSERT_EQ(first.next_line(), "in place");
  const auto opened = open();

  const auto taken = opened->become_node({"me", {}});

  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, errc::store_in_use);
  EXPECT_NE(taken.error().detail.find("process " + std::to_string(first.pid())), std::string::npos)
      << taken.error().detail;
  EXPECT_NE(taken.error().detail.find(place_.file("store.db")), std::string::npos);
}

TEST_F(SqliteProcesses, a_killed_node_leaves_its_place_at_once) {
  auto first = node();
  ASSERT_EQ(first.next_line(), "in place");

  first.kill_now();

  must(open()->become_node({"me", {}}));
}

TEST_F(SqliteProcesses, two_stores_of_one_process_cannot_both_be_nodes) {
  auto one = open();
  const auto two = open();
  must(one->become_node({"one", {}}));

  const auto taken = two->become_node({"two", {}});

  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, errc::store_in_use);
  EXPECT_NE(taken.error().detail.find(std::to_string(::getpid())), std::string::npos);
  one.reset();
  must(two->become_node({"two", {}}));
}

TEST_F(SqliteProcesses, a_store_reached_by_a_symbolic_link_is_the_same_store) {
  const auto one = open();
  must(one->become_node({"one", {}}));
  std::filesystem::create_symlink(place_.file("store.db"), place_.file("link.db"));

  const auto two = must(open_store("sqlite:" + place_.file("link.db"), store_mode::existing));

  EXPECT_FALSE(two->become_node({"two", {}}));
}

TEST_F(SqliteProcesses, what_was_acknowledged_is_there_after_sigkill) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  std::set<std::string> acknowledged;
  for (int round = 0; round < 4; ++round) {
    auto child = appender(1 + random() % 50);
    const auto before_the_kill = 1 + random() % 300;
    for (std::size_t i = 0; i < before_the_kill; ++i)
      ASSERT_TRUE(acknowledged.insert(child.next_line()).second) << "an id was given twice";
    child.kill_now();
    for (auto id = child.next_line(); id.size() == 34; id = child.next_line())
      acknowledged.insert(id);
  }

  const auto opened = open();

  const auto there = ids_in(*opened);
  for (const auto& id : acknowledged)
    EXPECT_EQ(there.count(id), 1u) << id;
  EXPECT_EQ(must(opened->events().unsettled()), there.size());
}

TEST_F(SqliteProcesses, two_processes_append_at_once) {
  auto one = appender(20);
  auto two = appender(30);
  std::set<std::string> acknowledged;
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(acknowledged.insert(one.next_line()).second);
    ASSERT_TRUE(acknowledged.insert(two.next_line()).second);
  }
  one.kill_now();
  two.kill_now();

  const auto there = ids_in(*open());
  for (const auto& id : acknowledged)
    EXPECT_EQ(there.count(id), 1u) << id;
}

TEST_F(SqliteProcesses, several_processes_may_make_the_store_at_once) {
  const auto make = [this](const auto& say) {
    say(std::to_string(must(open()->events().write({.appends = {{"{}"}}})).size()));
  };
  child_process one{make};
  child_process two{make};
  child_process three{make};

  for (auto* child : {&one, &two, &three})
    EXPECT_EQ(child->next_line(), "1");
  EXPECT_EQ(must(open()->events().unsettled()), 3u);
}

TEST_F(SqliteProcesses, a_full_disk_fails_the_write_and_nothing_else) {
  child_process child{[this](const auto& say) {
    const auto opened = open();
    must(opened->events().write({.appends = {{"before"}}}));
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    auto tight = limit;
    tight.rlim_cur = 64 * 1024;
    ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &tight);
    const auto failed = opened->events().write({.appends = {{std::string(1'000'000, 'x')}}});
    const auto unreachable = !failed && failed.error().code == errc::store_unreachable;
    say(unreachable ? "unreachable" : "no failure");
    ::setrlimit(RLIMIT_FSIZE, &limit);
    must(opened->events().write({.appends = {{"after"}}}));
    for (const auto& x : must(opened->events().read({}, {10, 10'000})).entries)
      say(x.body);
  }};

  EXPECT_EQ(child.next_line(), "unreachable");
  EXPECT_EQ(child.next_line(), "before");
  EXPECT_EQ(child.next_line(), "after");
}

} // namespace fanfare::test
