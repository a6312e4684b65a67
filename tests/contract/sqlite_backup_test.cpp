#include "storage/sqlite_store.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/raw_sqlite.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace fanfare::test {
namespace {

class SqliteBackup : public testing::Test {
protected:
  static event_id append_to(store& to, const std::string& body = "{}") {
    return must(to.events().write({.appends = {{body}}})).front();
  }

  static std::vector<std::string> bodies_in(store& of) {
    std::vector<std::string> bodies;
    for (const auto& entry : must(of.events().read(std::nullopt, {100'000, 1 << 30})).entries)
      bodies.push_back(entry.body);
    return bodies;
  }

  result<void> back_up(if_there then = if_there::fail, const on_progress& progress = {}) {
    return store_->backup(copy_, then, progress);
  }

  /// Whether nothing lies beside the store that a backup left behind.
  bool no_half_copy() const { return !std::filesystem::exists(copy_ + ".partial"); }

  temp_directory place_;
  std::string path_ = place_.file("store.db");
  std::string copy_ = place_.file("copy.db");
  std::unique_ptr<store> store_ = must(sqlite_store::open(path_, store_mode::create));
};

TEST_F(SqliteBackup, is_a_store_with_the_same_content) {
  append_to(*store_, "one");
  const auto two = append_to(*store_, "two");
  must(store_->listeners().put({.id = "l1", .notifier_type = "http", .json = "{}"}, std::nullopt));

  must(back_up());

  const auto copy = must(sqlite_store::open(copy_, store_mode::existing));
  EXPECT_EQ(bodies_in(*copy), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(must(copy->events().read(std::nullopt, {9, 999})).entries.back().id, two);
  EXPECT_EQ(must(copy->listeners().load()).all.size(), 1u);
  EXPECT_EQ(raw_sqlite{copy_}.ask("PRAGMA integrity_check"), "ok\n");
  EXPECT_TRUE(no_half_copy());
}

TEST_F(SqliteBackup, may_be_read_by_its_owner_alone) {
  must(back_up());

  struct stat seen {};
  ASSERT_EQ(::stat(copy_.c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777, 0600u);
}

TEST_F(SqliteBackup, of_a_store_that_others_write_to_is_one_moment_of_it) {
  const std::string body(20'000, 'x');
  for (int i = 0; i < 500; ++i) // more than one step of the copy
    append_to(*store_, body);
  std::atomic<bool> stop{false};
  std::atomic<int> written{0};
  std::thread writer{[&] {
    const auto other = must(sqlite_store::open(path_, store_mode::existing));
    while (!stop) {
      append_to(*other, body);
      ++written;
    }
  }};
  while (written == 0)
    std::this_thread::yield();
  int steps = 0;

  const auto done = back_up(if_there::fail, [&steps, &written](std::uint64_t, std::uint64_t) {
    ++steps;
    for (const int seen = written; written == seen;)
      std::this_thread::yield();
  });
  stop = true;
  writer.join();

  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_GE(steps, 2);
  const auto copy = must(sqlite_store::open(copy_, store_mode::existing));
  EXPECT_GE(bodies_in(*copy).size(), 501u);
  EXPECT_EQ(must(copy->events().unsettled()), bodies_in(*copy).size());
  EXPECT_EQ(raw_sqlite{copy_}.ask("PRAGMA integrity_check"), "ok\n");
}

TEST_F(SqliteBackup, tells_how_far_it_is_up_to_the_end) {
  std::uint64_t last_done = 0;
  std::uint64_t last_all = 1;

  must(back_up(if_there::fail, [&](std::uint64_t done, std::uint64_t all) {
    EXPECT_GE(done, last_done);
    last_done = done;
    last_all = all;
  }));

  EXPECT_EQ(last_done, last_all);
}

TEST_F(SqliteBackup, replaces_a_file_only_when_told_to) {
  std::ofstream{copy_} << "precious";

  const auto refused = back_up();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_NE(refused.error().detail.find("--force"), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(copy_), 8u);

  must(back_up(if_there::replace));
  EXPECT_TRUE(sqlite_store::open(copy_, store_mode::existing));
}

TEST_F(SqliteBackup, never_replaces_the_store_itself_or_a_directory) {
  append_to(*store_);
  std::filesystem::create_directory(copy_);

  EXPECT_EQ(store_->backup(path_, if_there::replace, {}).error().code, errc::conflict);
  EXPECT_EQ(back_up(if_there::replace).error().code, errc::conflict);
  EXPECT_EQ(store_->backup("", if_there::replace, {}).error().code, errc::conflict);
  EXPECT_EQ(bodies_in(*store_).size(), 1u);
}

TEST_F(SqliteBackup, that_cannot_be_written_names_the_file_and_leaves_nothing) {
  const auto done = store_->backup(place_.file("no/such/place.db"), if_there::fail, {});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::store_unreachable);
  EXPECT_NE(done.error().detail.find("no/such/place.db"), std::string::npos);
}

TEST_F(SqliteBackup, saves_a_store_in_memory_too) {
  const auto fleeting = must(sqlite_store::open(":memory:", store_mode::create));
  append_to(*fleeting, "kept");

  must(fleeting->backup(copy_, if_there::fail, {}));

  EXPECT_EQ(bodies_in(*must(sqlite_store::open(copy_, store_mode::existing))),
            std::vector<std::string>{"kept"});
}

} // namespace
} // namespace fanfare::test
