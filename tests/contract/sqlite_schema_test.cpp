#include "storage/store.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/raw_sqlite.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {

namespace {

/// A store as version 1 of the schema left it.
class SqliteSchema : public testing::Test {
protected:
  SqliteSchema() {
    const auto made = must(open_store(url_, store_mode::create));
    must(made->listeners().put({.id = "l1", .notifier_type = "http", .json = "{}"}, std::nullopt));
    id_ = must(made->events().write({.appends = {{"kept"}}})).at(0);
    raw_sqlite old{path_};
    old.execute("DROP TABLE listener_states");
    old.execute("DROP TABLE quarantine");
    old.execute("DROP TABLE seen_types");
    old.execute("UPDATE schema SET version = 1");
  }

  std::string version() { return raw_sqlite{path_}.ask("SELECT version FROM schema"); }

  temp_directory place_;
  std::string path_ = place_.file("store.db");
  std::string url_ = "sqlite:" + path_;
  event_id id_;
};

} // namespace

TEST_F(SqliteSchema, version_1_is_brought_up_when_the_store_is_opened) {
  const auto opened = must(open_store(url_, store_mode::existing));

  EXPECT_EQ(version(), "2\n");
  must(opened->states().put({{.listener_id = "l1"}}));
  must(opened->broken().put("l1", "url: missing", ""));
  EXPECT_EQ(must(opened->states().all()).size(), 1u);
}

TEST_F(SqliteSchema, what_version_1_held_is_kept) {
  const auto opened = must(open_store(url_, store_mode::existing));

  const auto entries = must(opened->events().read({}, {10, 100})).entries;
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].id, id_);
  EXPECT_EQ(entries[0].body, "kept");
  EXPECT_EQ(must(opened->listeners().load()).all.size(), 1u);
}

TEST_F(SqliteSchema, a_store_that_is_brought_up_is_left_alone_the_next_time) {
  must(must(open_store(url_, store_mode::existing))->states().put({{.listener_id = "l1"}}));

  const auto again = must(open_store(url_, store_mode::existing));

  EXPECT_EQ(must(again->states().all()).size(), 1u);
}

TEST_F(SqliteSchema, an_upgrade_that_fails_leaves_version_1_as_it_was) {
  raw_sqlite{path_}.execute("CREATE TABLE quarantine(x)");

  const auto opened = open_store(url_, store_mode::existing);

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::store_unreachable);
  EXPECT_NE(opened.error().detail.find("quarantine"), std::string::npos) << opened.error().detail;
  EXPECT_EQ(version(), "1\n");
  EXPECT_EQ(raw_sqlite{path_}.ask("SELECT count(*) FROM sqlite_schema"
                                  " WHERE name = 'listener_states'"),
            "0\n");
}

} // namespace fanfare::test
