#include "tests/support/order_watch.hpp"
#include "tests/system/engine_on_each_store.hpp"

#include <atomic>
#include <iostream>
#include <random>

// Listeners that want the events of each key one after the other.

namespace fanfare::test {
namespace {

class OrderedDelivery : public engine_on_each_store {
protected:
  static constexpr const char* by_line = R"({"ordering":"/payload/line","first_delay":"1ms",)"
                                         R"("max_delay":"20ms","max_attempts":1000})";

  void SetUp() override { start(); }

  static std::string line_of(const attempt& which) {
    const auto at = which.what->body.find("line ");
    return at == std::string::npos ? "" : which.what->body.substr(at, 6);
  }

  void send(std::size_t line, const std::string& type = "a.b") {
    const auto payload = R"({"line":"line )" + std::to_string(line) + R"("})";
    sent_ += ids_of(engine_->publish({report::of(type, payload)})).size();
  }

  /// Watches every attempt, and lets some of them fail.
  void fail_one_in(std::uint32_t how_many) {
    out_->decide([this, how_many](const attempt& which) {
      const auto how = luck_() % how_many == 0 ? verdict::retry : verdict::delivered;
      watch_.note(line_of(which), which.what->id.text(), how == verdict::delivered);
      delivered_ += how == verdict::delivered;
      return how;
    });
  }

  bool all_delivered() {
    return comes_true([this] { return delivered_ == sent_; });
  }

  void expect_order() {
    EXPECT_EQ(watch_.too_early(), 0u) << "before the one before them was delivered";
    EXPECT_EQ(watch_.too_late(), 0u) << "after a newer one";
  }

  std::mt19937 luck_{1};
  order_watch watch_;
  std::atomic<std::size_t> delivered_{0};
  std::size_t sent_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Stores, OrderedDelivery, each_store(), name_of_store);

TEST_P(OrderedDelivery, keeps_order_over_failures_pauses_edits_and_restarts) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random{seed};
  const auto id = listen({"a.b"}, by_line);
  fail_one_in(4);

  for (int round = 0; round < 60; ++round) {
    for (auto n = random() % 12; n > 0; --n)
      send(random() % 5);
    switch (random() % 6) {
    case 0:
      change(id, {.paused = true});
      break;
    case 1:
      change(id, {.paused = false});
      break;
    case 2:
      change(id, {.delivery = R"({"concurrency":)" + std::to_string(1 + random() % 8) + "}"});
      break;
    case 3:
      engine_.reset();
      start();
      break;
    default:
      std::this_thread::sleep_for(std::chrono::milliseconds{random() % 40});
    }
  }
  change(id, {.paused = false});

  EXPECT_TRUE(all_delivered()) << delivered_ << " of " << sent_;
  expect_order();
  EXPECT_TRUE(comes_true([this] { return counts().parked == 0; }));
  expect_nothing_left();
}

TEST_P(OrderedDelivery, lets_a_failing_event_block_its_key_alone_until_it_is_dead) {
  listen({"a.b"}, R"({"ordering":"/payload/line","delays":["300ms","300ms"]})");
  std::optional<std::string> doomed;
  out_->decide([&](const attempt& which) {
    if (!doomed && line_of(which) == "line 1")
      doomed = which.what->id.text();
    return which.what->id.text() == doomed ? verdict::retry : verdict::delivered;
  });

  for (int i = 0; i < 10; ++i)
    for (const auto line : {1u, 2u, 3u})
      send(line);
  ASSERT_TRUE(comes_true([this] { return counts().dead_letters == 1; }));
  ASSERT_TRUE(comes_true([this] { return counts().parked == 0 && counts().unsettled == 0; }));

  const auto made = out_->made();
  std::vector<std::string> first_line;
  std::size_t others_before_the_end = 0;
  for (const auto& each : made)
    if (line_of(each) == "line 1")
      first_line.push_back(each.what->id.text());
    else
      others_before_the_end += first_line.size() < 3;
  ASSERT_EQ(first_line.size(), 12u);
  EXPECT_EQ(std::count(first_line.begin(), first_line.end(), *doomed), 3);
  EXPECT_EQ(first_line[2], *doomed) << "nothing of its key went before it was given up";
  EXPECT_TRUE(std::is_sorted(first_line.begin(), first_line.end()));
  EXPECT_EQ(others_before_the_end, 20u);
}

TEST_P(OrderedDelivery, begins_with_what_is_published_after_it_was_asked_for) {
  const auto id =
      listen({"a.b"}, R"({"first_delay":"1ms","max_delay":"20ms","max_attempts":1000})");
  const auto publish_some = [this] {
    for (std::uint32_t n = 0; n < 60; ++n)
      send(n % 3);
  };
  fail_one_in(3);

  publish_some();
  ASSERT_TRUE(all_delivered()) << delivered_ << " of " << sent_;
  EXPECT_GT(watch_.too_early(), 0u) << "nobody had asked for an order";
  for (const auto* ordering : {R"("/payload/line")", R"("event_type")", R"("/payload/line")"}) {
    ASSERT_TRUE(all_delivered()) << delivered_ << " of " << sent_;
    change(id, {.delivery = std::string{R"({"ordering":)"} + ordering + "}"});
    const auto before = watch_.too_early();
    publish_some();
    ASSERT_TRUE(all_delivered()) << delivered_ << " of " << sent_;
    EXPECT_EQ(watch_.too_early(), before) << ordering;
  }
  change(id, {.delivery = R"({"ordering":null})"});
  publish_some();

  EXPECT_TRUE(all_delivered()) << delivered_ << " of " << sent_;
  EXPECT_TRUE(comes_true([this] { return counts().parked == 0; }));
  expect_nothing_left();
}

TEST_P(OrderedDelivery, loses_nothing_when_the_order_is_changed_while_deliveries_wait) {
  const auto id = listen({"a.b"}, by_line);
  fail_one_in(3);

  for (const auto* ordering :
       {R"("event_type")", "null", R"("/payload/nothing")", "null", R"("/payload/line")"}) {
    for (std::uint32_t n = 0; n < 40; ++n)
      send(n % 3);
    change(id, {.delivery = std::string{R"({"ordering":)"} + ordering + "}"});
  }

  EXPECT_TRUE(all_delivered()) << delivered_ << " of " << sent_;
  EXPECT_TRUE(comes_true([this] { return counts().parked == 0; }));
  expect_nothing_left();
}

} // namespace
} // namespace fanfare::test
