#pragma once

#include "fanfare/fanfare.hpp"
#include "fanfare/testing.hpp"

#include "tests/contract/temp_directory.hpp"
#include "tests/engine/held_notifier.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

namespace fanfare::test {

/// A real engine on a file of its own, with the host's notifier `held`.
class engine_test : public testing::Test {
protected:
  engine_test() {
    how_.store_url = "sqlite:" + place_.file("store.db");
    how_.notifiers["held"] = out_;
  }

  void start() {
    auto made = engine::start(how_);
    ASSERT_TRUE(made) << made.error().detail;
    engine_ = std::move(*made);
  }

  /// Returns the id of a new listener; the test fails if there is none.
  std::string listen(std::vector<std::string> types = {"*"}, const std::string& delivery = {},
                     const std::string& config = "{}") {
    listener_draft wanted;
    wanted.notifier_type = "held";
    wanted.event_types = std::move(types);
    wanted.delivery = delivery;
    wanted.notifier_config = config;
    const auto id = engine_->administration().create(wanted);
    EXPECT_TRUE(id) << id.error().detail;
    return id ? *id : "";
  }

  static std::vector<report> reports(std::size_t count, const std::string& type = "a.b") {
    std::vector<report> made;
    for (std::size_t i = 0; i < count; ++i)
      made.push_back(report::of(type, std::to_string(i)));
    return made;
  }

  /// Returns the ids of new events; the test fails if they are not durable.
  std::vector<std::string> publish(std::size_t count = 1, const std::string& type = "a.b") {
    return ids_of(engine_->publish(reports(count, type)));
  }

  static std::vector<std::string> ids_of(std::future<result<receipt>> answer) {
    if (answer.wait_for(patience) != std::future_status::ready) {
      ADD_FAILURE() << "publish was not answered";
      return {};
    }
    const auto how = answer.get();
    EXPECT_TRUE(how) << how.error().detail;
    return how ? how->ids : std::vector<std::string>{};
  }

  /// Returns an answer that must come; `errc::internal` if it does not.
  static error error_of(std::future<result<receipt>> answer) {
    if (answer.wait_for(patience) != std::future_status::ready)
      return {errc::internal, "publish was not answered"};
    const auto how = answer.get();
    return how ? error{errc::internal, "publish succeeded"} : how.error();
  }

  bool settled() { return wait_settled(*engine_, patience); }

  store_counts counts() {
    const auto now = engine_->administration().counts();
    EXPECT_TRUE(now) << now.error().detail;
    return now ? *now : store_counts{};
  }

  /// Whether the store keeps nothing of any event, dead letters apart.
  void expect_nothing_left() {
    const auto now = counts();
    EXPECT_EQ(now.unsettled, 0u);
    EXPECT_EQ(now.parked, 0u);
    EXPECT_EQ(now.referenced, now.dead_letters);
  }

  temp_directory place_;
  options how_;
  const std::shared_ptr<held_notifier> out_ = std::make_shared<held_notifier>();
  std::unique_ptr<engine> engine_;
};

/// Returns the ids of the events of some attempts, in their order.
inline std::vector<std::string> events_of(const std::vector<attempt>& made) {
  std::vector<std::string> ids;
  for (const auto& each : made)
    ids.push_back(each.what->id.text());
  return ids;
}

} // namespace fanfare::test
