#include "tests/contract/raw_sqlite.hpp"
#include "tests/engine/engine_test.hpp"

namespace fanfare::test {
namespace {

class EngineFilters : public engine_test {
protected:
  void SetUp() override { start(); }

  std::string listen_for(const std::string& filter, bool enabled = true) {
    const auto id = engine_->administration().create(
        {.notifier_type = "held", .event_types = {"*"}, .enabled = enabled, .filter = filter});
    EXPECT_TRUE(id) << id.error().detail;
    return id ? *id : "";
  }

  /// Publishes reports with these payloads and waits until they are settled.
  void publish_all(const std::vector<std::string>& payloads) {
    std::vector<report> all;
    for (const auto& each : payloads)
      all.push_back(report::of("a.b", each));
    ids_of(engine_->publish(std::move(all)));
    ASSERT_TRUE(settled());
  }

  std::size_t made_to(const std::string& id) const { return out_->made_to(id).size(); }
};

TEST_F(EngineFilters, decide_what_is_delivered) {
  const auto low = listen_for(R"({"payload":{"n":[{"numeric":["<",2]}]}})");
  const auto all = listen_for("");
  const auto off = listen_for(R"({"payload":{"n":[1]}})", false);

  publish_all({R"({"n":1})", R"({"n":2})", R"({"n":1.5})", R"({"m":1})"});

  EXPECT_EQ(made_to(low), 2u);
  EXPECT_EQ(made_to(all), 4u);
  EXPECT_EQ(made_to(off), 0u);
}

TEST_F(EngineFilters, are_live_once_they_are_changed) {
  const auto id = listen_for(R"({"payload":{"n":[1]}})");
  publish_all({R"({"n":1})", R"({"n":2})"});
  EXPECT_EQ(made_to(id), 1u);

  ASSERT_TRUE(engine_->administration().update(id, {.filter = R"({"payload":{"n":[2]}})"}));
  publish_all({R"({"n":1})", R"({"n":2})", R"({"n":2})"});
  EXPECT_EQ(made_to(id), 3u);

  ASSERT_TRUE(engine_->administration().update(id, {.filter = ""}));
  publish_all({R"({"n":1})", R"({"n":2})"});
  EXPECT_EQ(made_to(id), 5u);
}

TEST_F(EngineFilters, that_are_wrong_are_refused) {
  const auto refused = engine_->administration().create(
      {.notifier_type = "held", .event_types = {"*"}, .filter = R"({"a":[{"cidr":"1"}]})"});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::invalid_listener);
  EXPECT_EQ(refused.error().detail.find("filter: a[0].cidr: must be an address"), 0u)
      << refused.error().detail;
}

TEST_F(EngineFilters, broken_by_hand_stay_as_they_were) {
  const auto id = listen_for(R"({"payload":{"n":[1]}})");
  publish_all({R"({"n":1})"});

  raw_sqlite{place_.file("store.db")}.edit_listener(
      id, "UPDATE listeners SET json = replace(json, '[1]', '[]')");
  publish_all({R"({"n":1})", R"({"n":2})"});

  EXPECT_EQ(made_to(id), 2u);
  const auto found = engine_->administration().check_listeners();
  ASSERT_TRUE(found) << found.error().detail;
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->at(0).problem.find("filter: payload.n: must not be an empty list"), 0u)
      << found->at(0).problem;
}

} // namespace
} // namespace fanfare::test
