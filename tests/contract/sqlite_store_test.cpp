#include "storage/sqlite_store.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/raw_sqlite.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

namespace fanfare::test {

using namespace std::chrono_literals;

namespace {

/// A store on a clock that the test owns.
class SqliteStore : public testing::Test {
protected:
  std::unique_ptr<store> open(std::chrono::milliseconds patience = 5s) {
    return must(
        sqlite_store::open(path_, store_mode::create,
                           {[this] { return std::chrono::milliseconds{time_}; }, patience}));
  }

  static event_id append_to(store& to, const std::string& body = "{}") {
    return must(to.events().write({.appends = {{body}}})).front();
  }

  static void write_mb(store& to, int how_many) {
    const std::string one(1'000'000, 'x');
    for (int i = 0; i < how_many; ++i)
      append_to(to, one);
  }

  std::uintmax_t size_of_file() const { return std::filesystem::file_size(path_); }
  std::uintmax_t size_of_log() const { return std::filesystem::file_size(path_ + "-wal"); }

  static bool has_a_thread(const std::string& name) {
    for (const auto& each : std::filesystem::directory_iterator{"/proc/self/task"}) {
      std::string its;
      std::getline(std::ifstream{each.path() / "comm"}, its);
      if (its == name)
        return true;
    }
    return false;
  }

  static finding said_of_the_log(store& of) {
    for (const auto& each : of.diagnose())
      if (each.subject == "write-ahead log")
        return each;
    ADD_FAILURE() << "nothing is said of the log";
    return {};
  }

  static bool holds_within(std::chrono::milliseconds patience, const std::function<bool()>& what) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!what()) {
      if (std::chrono::steady_clock::now() > deadline)
        return false;
      std::this_thread::sleep_for(10ms);
    }
    return true;
  }

  temp_directory place_;
  std::string path_ = place_.file("store.db");
  std::chrono::milliseconds time_{1'700'000'000'000};
};

} // namespace

TEST_F(SqliteStore, an_id_holds_the_time_it_was_journaled_at) {
  const auto opened = open();

  const auto ids = must(opened->events().write({.appends = {{"a"}, {"b"}}}));

  EXPECT_EQ(ids[0].ms, 1'700'000'000'000u);
  EXPECT_EQ(ids[0].sequence, 0u);
  EXPECT_EQ(ids[1].sequence, 1u);
}

TEST_F(SqliteStore, ids_rise_although_the_clock_was_set_back_and_the_journal_emptied) {
  auto opened = open();
  const auto before = append_to(*opened);
  must(opened->events().write({.settles = {.settled = {before}}}));

  time_ -= 1h;
  opened.reset();
  opened = open();

  EXPECT_GT(append_to(*opened), before);
}

TEST_F(SqliteStore, a_node_makes_checkpoints_on_a_thread_of_its_own) {
  const auto node = open();
  EXPECT_FALSE(has_a_thread("fanfare-wal"));

  must(node->become_node({"alpha", {"http"}}));
  write_mb(*node, 10);

  EXPECT_TRUE(has_a_thread("fanfare-wal"));
  EXPECT_TRUE(holds_within(10s, [this] { return size_of_file() > 8'000'000; })) << size_of_file();
}

TEST_F(SqliteStore, the_log_of_a_node_that_writes_without_rest_begins_anew) {
  const auto node = open();
  must(node->become_node({"alpha", {"http"}}));

  write_mb(*node, 200);

  EXPECT_LT(size_of_log(), 100'000'000U);
}

TEST_F(SqliteStore, a_log_that_a_reading_elsewhere_holds_up_is_told_of_and_goes_on_after_it) {
  const auto node = open();
  must(node->become_node({"alpha", {"http"}}));
  raw_sqlite other{path_};
  other.execute("BEGIN");
  other.execute("SELECT count(*) FROM journal");
  EXPECT_EQ(said_of_the_log(*node).how, severity::ok);
  write_mb(*node, 80);
  EXPECT_LT(size_of_file(), 10'000'000U); // it is held up
  EXPECT_EQ(said_of_the_log(*node).how, severity::warning);
  other.execute("COMMIT");

  EXPECT_TRUE(holds_within(10s,
                           [&] {
                             append_to(*node);
                             return size_of_file() > 80'000'000 && size_of_log() < 40'000'000;
                           }))
      << size_of_file() << ' ' << size_of_log();
  EXPECT_EQ(said_of_the_log(*node).how, severity::ok);
}

TEST_F(SqliteStore, what_is_left_in_the_log_at_the_end_is_there_afterwards) {
  std::vector<event_id> written;
  {
    const auto node = open();
    must(node->become_node({"alpha", {"http"}}));
    for (int i = 0; i < 12; ++i)
      written.push_back(append_to(*node, std::string(1'000'000, 'x')));
  }

  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
  EXPECT_EQ(must(open()->events().unsettled()), written.size());
}

TEST_F(SqliteStore, a_lease_ends_on_the_stores_clock) {
  const auto opened = open();
  must(opened->listeners().put({.id = "l1", .notifier_type = "http"}, std::nullopt));
  const auto id = append_to(*opened);
  must(opened->events().write({.settles = {.settled = {id}, .parks = {{id, "l1", "", 100ms}}}}));
  const std::vector<claim_request> wanted{{"l1", 10, 30s}};

  time_ += 99ms;
  EXPECT_TRUE(must(opened->parked().claim(wanted)).empty());
  time_ += 1ms;
  EXPECT_EQ(must(opened->parked().claim(wanted)).size(), 1u);
  time_ += 29'999ms;
  EXPECT_TRUE(must(opened->parked().claim(wanted)).empty());
  time_ += 1ms;
  EXPECT_EQ(must(opened->parked().claim(wanted)).size(), 1u);
}

TEST_F(SqliteStore, a_node_that_is_silent_for_15_s_is_not_live) {
  const auto opened = open();
  must(opened->become_node({"alpha", {"http"}}));

  time_ += 14'999ms;
  EXPECT_EQ(must(opened->live_nodes()).size(), 1u);
  must(opened->heartbeat());
  time_ += 14'999ms;
  EXPECT_EQ(must(opened->live_nodes()).size(), 1u);
  time_ += 1ms;
  EXPECT_TRUE(must(opened->live_nodes()).empty());
}

TEST_F(SqliteStore, a_dead_letter_knows_when_it_died) {
  const auto opened = open();
  const auto id = append_to(*opened);

  must(opened->events().write({.settles = {.settled = {id}, .dead = {{id, "", "", "bad"}}}}));

  EXPECT_EQ(must(opened->dead().list({}, 1)).at(0).died_at.time_since_epoch(), time_);
}

TEST_F(SqliteStore, a_group_that_fails_leaves_nothing_of_itself) {
  const auto opened = open();
  const auto id = append_to(*opened, "old");
  raw_sqlite{path_}.execute("CREATE TRIGGER broken BEFORE INSERT ON dead"
                            " BEGIN SELECT RAISE(ABORT, 'no more graves'); END");

  const auto written = opened->events().write(
      {.appends = {{"new"}}, .settles = {.settled = {id}, .dead = {{id, "", "", "bad"}}}});

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, errc::store_unreachable);
  EXPECT_NE(written.error().detail.find(path_), std::string::npos);
  EXPECT_NE(written.error().detail.find("no more graves"), std::string::npos);
  EXPECT_EQ(must(opened->events().read({}, {10, 100})).entries.at(0).body, "old");
  EXPECT_EQ(must(opened->events().unsettled()), 1u);
}

TEST_F(SqliteStore, goes_on_after_a_failure_is_over) {
  const auto opened = open();
  raw_sqlite{path_}.execute("CREATE TRIGGER broken BEFORE INSERT ON journal"
                            " BEGIN SELECT RAISE(ABORT, 'not now'); END");
  ASSERT_FALSE(opened->events().write({.appends = {{"lost"}}}));

  raw_sqlite{path_}.execute("DROP TRIGGER broken");

  append_to(*opened, "kept");
  EXPECT_EQ(must(opened->events().read({}, {10, 100})).entries.at(0).body, "kept");
}

TEST_F(SqliteStore, gives_up_on_a_lock_after_its_patience_and_works_when_it_is_gone) {
  const auto opened = open(20ms);
  raw_sqlite other{path_};
  other.execute("BEGIN IMMEDIATE");

  const auto written = opened->events().write({.appends = {{"{}"}}});

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, errc::store_unreachable);
  EXPECT_NE(written.error().detail.find("holds its lock"), std::string::npos)
      << written.error().detail;
  other.execute("COMMIT");
  append_to(*opened);
}

TEST_F(SqliteStore, waits_for_a_lock_that_is_held_for_a_moment) {
  const auto opened = open();
  raw_sqlite other{path_};
  other.execute("BEGIN IMMEDIATE");

  std::thread writer{[&] { append_to(*opened); }};
  other.execute("COMMIT");
  writer.join();

  EXPECT_EQ(must(opened->events().unsettled()), 1u);
}

TEST_F(SqliteStore, reads_while_another_program_writes) {
  const auto opened = open(20ms);
  append_to(*opened, "seen");
  raw_sqlite other{path_};
  other.execute("BEGIN IMMEDIATE");

  EXPECT_EQ(must(opened->events().read({}, {10, 100})).entries.at(0).body, "seen");
}

TEST_F(SqliteStore, forgets_changes_of_listeners_that_are_long_past) {
  const auto opened = must(open_store("sqlite::memory:", store_mode::create));
  auto& listeners = opened->listeners();
  must(listeners.put({.id = "l1", .notifier_type = "http"}, std::nullopt));
  for (int i = 0; i < sqlite_listeners::changes_kept; ++i)
    must(listeners.put({.id = "l2", .notifier_type = "http"},
                       i == 0 ? std::nullopt : std::optional<std::string>{""}));

  EXPECT_FALSE(must(listeners.edits_since(0)).complete);
  EXPECT_TRUE(must(listeners.edits_since(1)).complete);
}

TEST_F(SqliteStore, no_query_that_runs_often_scans_or_sorts_a_table) {
  const auto opened = open();
  raw_sqlite plan{path_};
  for (const auto* sql : {
           "SELECT position, body FROM journal WHERE position > 5 AND refs = 0"
           " ORDER BY position LIMIT 9",
           "SELECT lane, due FROM lanes WHERE type = 'x' AND due <= 5 ORDER BY due LIMIT 9",
           "SELECT p.event, j.body FROM parked p JOIN journal j ON j.position = p.event"
           " WHERE p.lane = 'x' AND p.due <= 5"
           " AND EXISTS(SELECT 1 FROM listeners WHERE id = 'x' AND enabled = 1)"
           " ORDER BY p.due LIMIT 9",
           "SELECT s.id, s.type, p.due FROM listeners s JOIN parked p ON p.lane = s.id"
           " WHERE s.id = 'x' AND s.enabled = 1 ORDER BY p.due LIMIT 1",
           "DELETE FROM lanes WHERE lane = 'x' AND NOT EXISTS(SELECT 1 FROM listeners s"
           " JOIN parked p ON p.lane = s.id WHERE s.id = 'x' AND s.enabled = 1)",
           "SELECT id FROM listeners WHERE name = 'x' AND name <> ''",
           "SELECT version FROM listener_changes WHERE version > 7",
           "DELETE FROM listener_changes WHERE version <= 7",
       }) {
    const auto steps = plan.ask(std::string{"EXPLAIN QUERY PLAN "} + sql);
    EXPECT_EQ(steps.find("SCAN"), std::string::npos) << sql << "\n" << steps;
    EXPECT_EQ(steps.find("TEMP B-TREE"), std::string::npos) << sql << "\n" << steps;
  }
}

} // namespace fanfare::test
