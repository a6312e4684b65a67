#include "tests/engine/engine_test.hpp"
#include "tests/support/redis_server.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

bool holds_within(std::chrono::milliseconds limit, const std::function<bool()>& what) {
  const auto deadline = steady_clock::now() + limit;
  while (!what()) {
    if (steady_clock::now() > deadline)
      return false;
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

bool any_holds(const std::vector<std::string>& sentences, std::string_view words) {
  return std::any_of(sentences.begin(), sentences.end(), [words](const std::string& each) {
    return each.find(words) != std::string::npos;
  });
}

/// An engine in this process on a Redis of its own.
class RedisEngine : public engine_test {
protected:
  explicit RedisEngine(std::vector<std::string> settings = {}) : redis_{std::move(settings)} {
    how_.store_url = redis_.url();
  }
  /// Before its Redis is gone.
  void TearDown() override { engine_.reset(); }

  redis_server redis_;
};

TEST_F(RedisEngine, a_listener_that_somebody_breaks_is_told_of_to_those_who_want_to_know) {
  start();
  const auto watch = listen({"fanfare.listener.quarantined"});
  const auto broken = listen({"a.b"});
  publish();
  ASSERT_TRUE(out_->wait_made(1));

  redis_.ask({"HSET", "fanfare:listeners", broken, R"({"notifier_type_id":"held"})"});

  ASSERT_TRUE(holds_within(patience, [&] { return out_->made_to(watch).size() >= 1; }));
  const auto told = out_->made_to(watch).at(0).what->body;
  EXPECT_NE(told.find(R"("listener_id":")" + broken), std::string::npos) << told;
  EXPECT_NE(told.find(R"("reason":"event_types: )"), std::string::npos) << told;
}

TEST_F(RedisEngine, a_listener_written_by_hand_gets_events_within_a_second_among_10000) {
  std::vector<std::string> many{"HSET", "fanfare:listeners"};
  for (int i = 0; i < 10'000; ++i) {
    many.push_back("l" + std::to_string(i));
    many.emplace_back(R"({"notifier_type_id":"held","event_types":["others.#"]})");
  }
  redis_.ask(many);
  start();
  ASSERT_TRUE(holds_within(patience, [this] { return engine_->condition().ready; }));
  publish(1, "others.x");
  ASSERT_TRUE(out_->wait_made(10'000));
  ASSERT_TRUE(settled());

  const auto written = steady_clock::now();
  redis_.ask({"HSET", "fanfare:listeners", "by-hand",
              R"({"notifier_type_id":"held","event_types":["a.b"],"notifier_config":{}})"});
  const bool live = holds_within(5s, [this] {
    publish();
    return !out_->made_to("by-hand").empty();
  });

  EXPECT_TRUE(live);
  EXPECT_LT(steady_clock::now() - written, 1s);
}

TEST_F(RedisEngine, a_listener_paused_by_hand_is_held_until_it_is_resumed_by_hand) {
  const auto write = [this](const std::string& more) {
    redis_.ask(
        {"HSET", "fanfare:listeners", "by-hand",
         R"({"notifier_type_id":"held","event_types":["a.b"],"notifier_config":{})" + more + "}"});
  };
  write("");
  start();
  ASSERT_TRUE(holds_within(patience, [this] {
    publish();
    return !out_->made_to("by-hand").empty();
  }));

  write(R"(,"paused":true)");
  ASSERT_TRUE(holds_within(patience, [this] {
    publish();
    return counts().parked >= 3;
  }));
  const auto before = out_->made_to("by-hand").size();
  publish(5);
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to("by-hand").size(), before);

  write(R"(,"paused":false)");
  EXPECT_TRUE(holds_within(patience, [this] { return counts().parked == 0; }));
  EXPECT_GE(out_->made_to("by-hand").size(), before + 8);
}

TEST_F(RedisEngine, says_what_may_lose_events_and_is_ready_all_the_same) {
  redis_.ask({"CONFIG", "SET", "maxmemory", "100mb", "maxmemory-policy", "allkeys-lru"});
  start();

  ASSERT_TRUE(holds_within(patience, [this] { return engine_->condition().warnings.size() == 2; }));

  const auto now = engine_->condition();
  EXPECT_TRUE(now.ready);
  EXPECT_TRUE(now.problems.empty());
  EXPECT_TRUE(any_holds(now.warnings, "maxmemory-policy is allkeys-lru"));
  EXPECT_TRUE(any_holds(now.warnings, "appendonly is no"));
}

/// One that is slow to load what it has, and answers now and then while it does.
class RedisThatLoads : public RedisEngine {
protected:
  RedisThatLoads() : RedisEngine({"--appendonly", "yes", "--key-load-delay", "150"}) {}
};

TEST_F(RedisThatLoads, is_waited_for_and_named_and_everything_goes_on_by_itself) {
  start();
  for (int i = 0; i < 5; ++i)
    publish(3'000);
  ASSERT_TRUE(settled());
  redis_.kill_now();
  redis_.launch();

  std::chrono::milliseconds longest{0};
  bool told_publishers = false;
  bool told_readiness = false;
  const bool back = holds_within(patience, [&] {
    const auto asked = steady_clock::now();
    const auto how = engine_->publish(report::of("a.b")).get();
    longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                    steady_clock::now() - asked));
    told_publishers |= !how && how.error().detail.find("still loading") != std::string::npos;
    told_readiness |= any_holds(engine_->condition().problems, "still loading");
    return how && engine_->condition().ready;
  });

  EXPECT_TRUE(back);
  EXPECT_TRUE(told_publishers);
  EXPECT_TRUE(told_readiness);
  EXPECT_LT(longest, 2s);
  EXPECT_TRUE(settled());
}

} // namespace
} // namespace fanfare::test
