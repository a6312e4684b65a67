#include "tests/engine/engine_test.hpp"

#include <atomic>
#include <map>
#include <set>
#include <thread>

namespace fanfare::test {
namespace {

class EngineMetrics : public engine_test {
protected:
  /// Returns the series of a family whose labels hold all of these; the test
  /// fails if there is not exactly one.
  metric_sample series(const std::string& family,
                       const std::map<std::string, std::string>& labels = {}) {
    std::vector<metric_sample> found;
    for (const auto& each : engine_->metrics())
      if (each.name == family)
        for (const auto& sample : each.samples)
          if (has(sample, labels))
            found.push_back(sample);
    EXPECT_EQ(found.size(), 1u) << family;
    return found.empty() ? metric_sample{} : found.front();
  }

  /// Waits until the store has been read: on a busy machine that takes longer
  /// than a scrape waits for it.
  void wait_for_store() {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (value("fanfare_store_up") == 0 && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
    EXPECT_EQ(value("fanfare_store_up"), 1);
  }

  double value(const std::string& family, const std::map<std::string, std::string>& labels = {}) {
    return series(family, labels).value;
  }

private:
  static bool has(const metric_sample& in, const std::map<std::string, std::string>& labels) {
    std::size_t found = 0;
    for (const auto& label : in.labels)
      if (const auto at = labels.find(label.name); at != labels.end() && at->second == label.value)
        ++found;
    return found == labels.size();
  }
};

TEST_F(EngineMetrics, count_what_became_of_events_and_deliveries) {
  start();
  listen({"a.b"});
  listen({"a.*"}, R"({"max_attempts":1})");
  std::atomic<int> attempts{0};
  out_->decide([&attempts](const attempt&) {
    const verdict answers[] = {verdict::delivered, verdict::rejected, verdict::delivered};
    return answers[attempts++ % 3];
  });

  publish(3);
  ASSERT_TRUE(settled());

  EXPECT_EQ(value("fanfare_events_ingested_total"), 3);
  EXPECT_EQ(value("fanfare_events_settled_total"), 3);
  EXPECT_EQ(value("fanfare_deliveries_total", {{"notifier", "held"}, {"outcome", "delivered"}}), 4);
  EXPECT_EQ(value("fanfare_deliveries_total", {{"notifier", "held"}, {"outcome", "rejected"}}), 2);
  EXPECT_EQ(value("fanfare_deliveries_total", {{"notifier", "http"}, {"outcome", "delivered"}}), 0);
  EXPECT_EQ(value("fanfare_deliveries_dead_total"), 2);
  wait_for_store();
  EXPECT_EQ(value("fanfare_dead_letters"), 2);
  EXPECT_EQ(value("fanfare_listeners"), 2);
  EXPECT_EQ(value("fanfare_actor_restarts_total"), 0);
}

TEST_F(EngineMetrics, time_attempts_deliveries_and_commits) {
  start();
  listen();

  publish(5);
  ASSERT_TRUE(settled());

  const auto attempts = series("fanfare_attempt_seconds", {{"notifier", "held"}});
  const auto latencies = series("fanfare_delivery_seconds", {{"notifier", "held"}});
  ASSERT_FALSE(attempts.buckets.empty());
  EXPECT_EQ(attempts.buckets.back().count, 5u);
  EXPECT_EQ(latencies.buckets.back().count, 5u);
  EXPECT_LT(latencies.sum, 5 * 60.0) << "the clocks of ids and of deliveries differ";
  EXPECT_GE(series("fanfare_store_commit_seconds").buckets.back().count, 2u);
  for (std::size_t i = 1; i < attempts.buckets.size(); ++i) {
    EXPECT_LT(attempts.buckets[i - 1].upper_bound, attempts.buckets[i].upper_bound);
    EXPECT_LE(attempts.buckets[i - 1].count, attempts.buckets[i].count);
  }
}

TEST_F(EngineMetrics, show_what_is_in_memory) {
  start();
  listen();
  out_->decide([](const attempt&) { return std::nullopt; });

  publish(3);
  ASSERT_TRUE(out_->wait_held(3));

  // A deliverer at work counts itself, so that a stop misses nothing.
  EXPECT_GE(value("fanfare_inflight", {{"notifier", "held"}}), 3);
  EXPECT_EQ(value("fanfare_window_used", {{"window", "events"}}), 3);
  EXPECT_EQ(value("fanfare_window_used", {{"window", "deliveries"}}), 3);
  EXPECT_EQ(value("fanfare_window_limit", {{"window", "events"}}), 16'384);
  wait_for_store();
  EXPECT_GE(value("fanfare_oldest_undelivered_age_seconds"), 0);
  EXPECT_EQ(value("fanfare_events_unsettled"), 3);
  out_->release();
}

TEST_F(EngineMetrics, count_what_publish_refuses_by_reason) {
  start();

  error_of(engine_->publish(std::vector<report>{{"nonsense", {}}, {"{}", {}}}));
  error_of(engine_->publish(report{std::string(2 * 1024 * 1024, 'x'), {}}));
  engine_->stop(std::chrono::seconds{5});
  error_of(engine_->publish(reports(1)));

  EXPECT_EQ(value("fanfare_events_rejected_total", {{"reason", "invalid_report"}}), 2);
  EXPECT_EQ(value("fanfare_events_rejected_total", {{"reason", "too_large"}}), 1);
  EXPECT_EQ(value("fanfare_events_rejected_total", {{"reason", "shutting_down"}}), 1);
  EXPECT_EQ(value("fanfare_events_rejected_total", {{"reason", "busy"}}), 0);
}

TEST_F(EngineMetrics, have_no_series_for_single_listeners) {
  start();
  const auto count = [this] {
    std::size_t all = 0;
    for (const auto& family : engine_->metrics())
      all += family.samples.size();
    return all;
  };
  const auto before = count();

  for (int i = 0; i < 20; ++i)
    listen();
  publish(2);
  ASSERT_TRUE(settled());

  EXPECT_EQ(count(), before);
}

TEST_F(EngineMetrics, follow_the_rules_for_names) {
  start();

  std::set<std::string> names;
  for (const auto& family : engine_->metrics()) {
    EXPECT_EQ(family.name.rfind("fanfare_", 0), 0u) << family.name;
    EXPECT_TRUE(names.insert(family.name).second) << family.name << " is there twice";
    EXPECT_EQ(family.kind == metric_kind::counter, family.name.ends_with("_total")) << family.name;
    EXPECT_FALSE(family.help.empty()) << family.name;
    EXPECT_EQ(family.help.find_first_of("\n\\"), std::string::npos) << family.name;
    EXPECT_FALSE(family.samples.empty()) << family.name;
  }
}

} // namespace
} // namespace fanfare::test
