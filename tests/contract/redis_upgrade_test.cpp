#include "storage/store.hpp"
#include "tests/contract/must.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

constexpr std::size_t buried = 700;

/// A store as version 1 of the layout left it: without an index of the dead letters.
class RedisUpgrade : public testing::Test {
protected:
  RedisUpgrade() {
    const auto made = must(open_store(redis.url(), store_mode::create));
    must(made->listeners().put({.id = "l1", .notifier_type = "http", .json = "{}"}, std::nullopt));
    settlement all;
    for (const auto& id : must(made->events().write({.appends = {buried, {"{}"}}}))) {
      all.settled.push_back(id);
      all.dead.push_back({id, all.dead.size() % 7 == 6 ? "l2" : "l1", "", "rejected", "404", 1});
    }
    must(made->events().write({.settles = all}));
    redis.ask({"DEL", "fanfare:{0}:dead:l1", "fanfare:{0}:dead:l2", "fanfare:{0}:dead_lanes"});
    redis.ask({"HSET", "fanfare:schema", "version", "1"});
  }

  std::unique_ptr<store> open() { return must(open_store(redis.url(), store_mode::existing)); }

  redis_server redis;
};

TEST_F(RedisUpgrade, dead_letters_of_version_1_are_found_by_their_listener) {
  const auto opened = open();

  EXPECT_EQ(redis.ask({"HGET", "fanfare:schema", "version"}), "2");
  EXPECT_EQ(must(opened->dead().list({.listener_id = "l1"}, buried)).size(), 600u);
  EXPECT_EQ(must(opened->dead().list({.listener_id = "l2"}, buried)).size(), 100u);
}

TEST_F(RedisUpgrade, one_that_was_interrupted_is_done_again) {
  open();
  redis.ask({"ZREMRANGEBYRANK", "fanfare:{0}:dead:l1", "100", "-1"});
  redis.ask({"HSET", "fanfare:schema", "version", "1"});

  EXPECT_EQ(must(open()->dead().list({.listener_id = "l1"}, buried)).size(), 600u);
}

TEST_F(RedisUpgrade, what_is_not_as_it_should_be_is_named_and_the_version_stays) {
  redis.ask({"SET", "fanfare:{0}:dead_lanes", "a text"});

  const auto opened = open_store(redis.url(), store_mode::existing);

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::store_unreachable);
  EXPECT_NE(opened.error().detail.find("fanfare:{0}:dead_lanes"), std::string::npos)
      << opened.error().detail;
  EXPECT_EQ(redis.ask({"HGET", "fanfare:schema", "version"}), "1");
}

TEST_F(RedisUpgrade, replays_what_version_1_buried_and_leaves_nothing_of_it) {
  const auto opened = open();

  std::string after;
  for (std::optional<std::string> next = ""; next; after = next.value_or(""))
    next = must(opened->dead().replay({.listener_id = "l1"}, 256, after)).next;
  must(opened->dead().drop({.listener_id = "l2"}, 256));

  EXPECT_EQ(must(opened->parked().parked()), 600u);
  EXPECT_EQ(redis.ask({"EXISTS", "fanfare:{0}:dead_lanes"}), "0");
}

} // namespace
} // namespace fanfare::test
