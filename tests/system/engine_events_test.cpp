#include "tests/system/engine_on_each_store.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <map>

// What the engine publishes about listeners, and that it never feeds itself.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class EngineEvents : public engine_on_each_store {
protected:
  void SetUp() override { start(); }

  /// Returns the payloads of the events of one type that a listener got.
  std::vector<json> got(const std::string& listener, const std::string& type) const {
    std::vector<json> payloads;
    for (const auto& each : out_->made_to(listener))
      if (each.what->type == type)
        payloads.push_back(json::parse(each.what->body)["payload"]);
    return payloads;
  }

  bool gets(const std::string& listener, const std::string& type, std::size_t count = 1) {
    return comes_true([&] { return got(listener, type).size() >= count; });
  }

  static constexpr const char* quick =
      R"({"first_delay":"1ms","max_delay":"1ms","max_attempts":6,"concurrency":1})";
};

INSTANTIATE_TEST_SUITE_P(Stores, EngineEvents, each_store(), name_of_store);

TEST_P(EngineEvents, tell_of_one_that_fails_dies_and_recovers) {
  const auto watch = listen({"fanfare.#"});
  const auto id = listen({"a.b"}, quick);
  out_->decide([id](const attempt& which) {
    return which.to->id == id ? verdict::retry : verdict::delivered;
  });

  const auto events = publish();
  ASSERT_TRUE(gets(watch, "fanfare.listener.failing"));
  ASSERT_TRUE(gets(watch, "fanfare.listener.dead_letter"));
  out_->decide([](const attempt&) { return verdict::delivered; });
  publish();
  ASSERT_TRUE(gets(watch, "fanfare.listener.recovered"));

  const auto failing = got(watch, "fanfare.listener.failing").at(0);
  EXPECT_EQ(failing["listener_id"], id);
  EXPECT_EQ(failing["notifier_type_id"], "held");
  EXPECT_EQ(failing["consecutive_failures"], 5);
  EXPECT_EQ(failing["last_error"], "told so by the test");
  const auto died = got(watch, "fanfare.listener.dead_letter").at(0);
  EXPECT_EQ(died["count"], 1);
  EXPECT_EQ(died["reason"], "6 attempts failed");
  EXPECT_EQ(died["event_id"], events.at(0));
  EXPECT_EQ(got(watch, "fanfare.listener.recovered").at(0)["listener_id"], id);
}

TEST_P(EngineEvents, tell_of_one_that_was_disabled) {
  const auto watch = listen({"fanfare.listener.disabled"});
  const auto id = listen({"a.b"});
  out_->decide([id](const attempt& which) {
    return which.to->id == id ? verdict::gone : verdict::delivered;
  });

  publish();

  ASSERT_TRUE(gets(watch, "fanfare.listener.disabled"));
  const auto told = got(watch, "fanfare.listener.disabled").at(0);
  EXPECT_EQ(told["listener_id"], id);
  EXPECT_EQ(told["disabled_by"], "fanfare");
  EXPECT_EQ(told["reason"], "its receiver is gone for ever: told so by the test");
}

TEST_P(EngineEvents, are_for_those_alone_that_spell_them_out) {
  const auto all = listen({"*"});
  const auto any = listen({"#"});
  const auto watch = listen({"fanfare.#"});
  const auto id = listen({"a.b"});
  out_->decide([id](const attempt& which) {
    return which.to->id == id ? verdict::rejected : verdict::delivered;
  });

  publish();

  ASSERT_TRUE(gets(watch, "fanfare.listener.dead_letter"));
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(all).size(), 1u);
  EXPECT_EQ(out_->made_to(any).size(), 1u);
}

TEST_P(EngineEvents, of_a_listener_that_never_takes_any_come_to_an_end) {
  const auto hopeless = listen({"a.b", "fanfare.#"}, quick);
  const auto watch = listen({"fanfare.#"});
  out_->decide([hopeless](const attempt& which) {
    return which.to->id == hopeless ? verdict::retry : verdict::delivered;
  });

  publish();
  ASSERT_TRUE(gets(watch, "fanfare.listener.failing"));
  ASSERT_TRUE(gets(watch, "fanfare.listener.dead_letter"));

  // What the hopeless one was told of itself dies as well, and nobody is told of that.
  ASSERT_TRUE(comes_true([this] { return counts().dead_letters == 3; }));
  ASSERT_TRUE(settled());
  EXPECT_EQ(counts().parked, 0u);
  std::map<std::string, int> types;
  for (const auto& each : out_->made_to(watch))
    ++types[each.what->type];
  EXPECT_EQ(types, (std::map<std::string, int>{{"fanfare.listener.failing", 1},
                                               {"fanfare.listener.dead_letter", 1}}));
}

TEST_P(EngineEvents, of_many_dead_letters_are_few_and_lose_none_of_them) {
  const auto watch = listen({"fanfare.listener.dead_letter"});
  const auto id = listen({"a.b"}, R"({"concurrency":1})");
  std::atomic<int> attempts{0};
  out_->decide([&](const attempt& which) {
    // Now and then one is taken, lest the breaker opens.
    return which.to->id == id && ++attempts % 10 != 0 ? verdict::rejected : verdict::delivered;
  });
  const auto sum = [&] {
    std::uint64_t all = 0;
    for (const auto& each : got(watch, "fanfare.listener.dead_letter"))
      all += each["count"].get<std::uint64_t>();
    return all;
  };

  for (int i = 0; i < 5; ++i)
    publish(100);

  ASSERT_TRUE(comes_true([&] { return sum() == 450; })) << sum();
  EXPECT_LE(got(watch, "fanfare.listener.dead_letter").size(), 20u);
}

TEST_P(EngineEvents, are_not_stored_when_nobody_listens) {
  const auto id = listen({"a.b"});
  out_->decide([](const attempt&) { return verdict::gone; });
  const auto published = engine_->counts().published;

  publish();
  ASSERT_TRUE(comes_true([&] { return state_of(id).disabled_by == "fanfare"; }));

  ASSERT_TRUE(settled());
  EXPECT_EQ(engine_->counts().published, published + 1);
}

TEST_P(EngineEvents, may_not_be_published_by_others) {
  const auto how = engine_->publish(report::of("fanfare.listener.failing")).get();

  ASSERT_FALSE(how);
  EXPECT_EQ(how.error().code, errc::invalid_report);
}

} // namespace
} // namespace fanfare::test
