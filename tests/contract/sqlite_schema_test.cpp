#include "storage/store.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/old_sqlite_store.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {

namespace {

/// A store as an older version of the schema left it.
class SqliteSchema : public testing::TestWithParam<int> {
protected:
  SqliteSchema() { make_old_sqlite_store(path_, GetParam()); }

  std::string version() { return raw_sqlite{path_}.ask("SELECT version FROM schema"); }
  std::unique_ptr<store> open() { return must(open_store(url_, store_mode::existing)); }

  temp_directory place_;
  std::string path_ = place_.file("store.db");
  std::string url_ = "sqlite:" + path_;
};

INSTANTIATE_TEST_SUITE_P(Versions, SqliteSchema, testing::Values(1, 2, 3, 4),
                         testing::PrintToStringParamName{});

} // namespace

TEST_P(SqliteSchema, is_brought_up_when_the_store_is_opened) {
  const auto opened = open();

  EXPECT_EQ(version(), "5\n");
  must(opened->states().put({{.listener_id = "l1"}}));
  must(opened->broken().put("l1", "url: missing", ""));
  EXPECT_EQ(must(opened->states().all()).size(), 1u);
  EXPECT_EQ(must(opened->stock().bytes()), 25u);
  EXPECT_EQ(must(opened->doubts().begin()), 0u);
  EXPECT_EQ(must(opened->attempts().last()), "");
}

TEST_P(SqliteSchema, keeps_what_it_held) {
  const auto opened = open();

  const auto entries = must(opened->events().read({}, {10, 100})).entries;
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].id.text(), "0000000000070000000000000012670000");
  EXPECT_EQ(entries[0].body, "kept");
  EXPECT_EQ(must(opened->listeners().load()).all.size(), 1u);
  const auto claimed = must(opened->parked().claim({{"l1", 10}}));
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].attempts, 2u);
  EXPECT_EQ(claimed[0].order_key, "");
  EXPECT_EQ(claimed[0].replayed_at, std::chrono::system_clock::time_point{});
  const auto letters = must(opened->dead().list({.event_type = "old.type"}, 10));
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].reason, "rejected");
}

TEST_P(SqliteSchema, lets_go_of_an_event_when_the_last_that_was_kept_of_it_is_gone) {
  const auto opened = open();
  const auto event = must(opened->parked().claim({{"l1", 10}})).at(0).event.id;

  must(opened->events().write({{}, {.retries = {{.event = event, .listener = "l1"}}}}));
  must(opened->dead().drop({}, 10));

  EXPECT_EQ(must(opened->events().referenced()), 0u);
}

TEST_P(SqliteSchema, that_is_brought_up_is_left_alone_the_next_time) {
  must(open()->states().put({{.listener_id = "l1"}}));

  EXPECT_EQ(must(open()->states().all()).size(), 1u);
}

TEST_P(SqliteSchema, stays_as_it_was_when_an_upgrade_fails) {
  // The last step of the upgrade is what fails.
  raw_sqlite{path_}.execute("ALTER TABLE parked ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0");

  const auto opened = open_store(url_, store_mode::existing);

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::store_unreachable);
  EXPECT_NE(opened.error().detail.find("replayed"), std::string::npos) << opened.error().detail;
  EXPECT_EQ(version(), std::to_string(GetParam()) + "\n");
  EXPECT_EQ(raw_sqlite{path_}.ask("SELECT count(*) FROM sqlite_schema"
                                  " WHERE name = 'listener_states'"),
            GetParam() == 1 ? "0\n" : "1\n");
}

} // namespace fanfare::test
