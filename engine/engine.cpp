#include "fanfare/engine.hpp"

#include "engine/engine_metrics.hpp"
#include "engine/node.hpp"
#include "engine/published_reports.hpp"
#include "engine/store_admin.hpp"

#include <unistd.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace fanfare {

namespace {

class local_engine final : public engine {
public:
  local_engine(const options& how, std::unique_ptr<node> house)
      : limits_(how.limits), house_(std::move(house)),
        admin_(std::make_unique<store_admin>(house_->durable(), how, house_->notifiers())) {}

  ~local_engine() override {
    stop(std::chrono::seconds{10});
    // Callbacks may call everything: all of it is there until the last has returned.
    house_->finish_callbacks();
  }

  std::future<result<receipt>> publish(std::vector<report> reports) override {
    auto answer = std::make_shared<std::promise<result<receipt>>>();
    auto future = answer->get_future();
    auto given = hand_in(std::move(reports), publish_reply{[answer](result<receipt> how) {
                           answer->set_value(std::move(how));
                         }});
    if (!given)
      answer->set_value(given.error());
    return future;
  }

  void publish(std::vector<report> reports, on_published then) override {
    auto shared = std::make_shared<on_published>(std::move(then));
    auto call = [house = house_.get(), shared](result<receipt> how) {
      house->call_back([shared, how = std::move(how)]() mutable { (*shared)(std::move(how)); });
    };
    auto given = hand_in(std::move(reports), publish_reply{call});
    if (!given)
      call(given.error());
  }

  admin& administration() override { return *admin_; }

  health condition() const override {
    const auto& around = house_->around();
    auto problems = around.problems.sentences();
    if (!around.running())
      problems.insert(problems.begin(), "the engine is shutting down");
    const bool ready = problems.empty();
    auto warnings = around.problems.warnings();
    for (auto& each : around.restarts.sentences())
      warnings.push_back(std::move(each));
    return {ready, std::move(problems), std::move(warnings)};
  }

  engine_counts counts() const override {
    const auto& count = house_->around().count;
    return {count.published, count.settled, count.delivered,
            count.failed,    count.dead,    count.restarts};
  }

  std::vector<metric_family> metrics() override {
    auto all = house_->metrics();
    all.push_back(refusals());
    all.push_back(build());
    return all;
  }

  void stop(std::chrono::milliseconds patience) override {
    std::lock_guard guard{stopping_};
    house_->stop(patience);
  }

  bool wait_settled(std::chrono::steady_clock::time_point deadline) override {
    for (;;) {
      if (house_->idle()) {
        auto left = house_->durable().events().unsettled();
        if (left && *left == 0 && house_->idle())
          return true;
      }
      if (std::chrono::steady_clock::now() >= deadline)
        return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
  }

private:
  result<void> hand_in(std::vector<report> reports, publish_reply reply) {
    const auto events = reports.size();
    auto accepted = accept_reports(std::move(reports), limits_);
    if (!accepted) {
      reply.waive();
      count_refusal(accepted.error().code, events);
      return accepted.error();
    }
    auto given = house_->publish(std::move(accepted->events), accepted->bytes, std::move(reply));
    if (!given)
      count_refusal(given.error().code, events);
    return given;
  }

  void count_refusal(errc why, std::size_t events) {
    for (auto& each : refusals_)
      if (each.why == why)
        each.count.fetch_add(events, std::memory_order_relaxed);
  }

  metric_family refusals() const {
    metric_family made{"fanfare_events_rejected_total", "Reports that publish refused, by reason.",
                       metric_kind::counter};
    for (const auto& each : refusals_) {
      metric_sample sample{{{"reason", std::string{name(each.why)}}}};
      sample.value = static_cast<double>(each.count.load(std::memory_order_relaxed));
      made.samples.push_back(std::move(sample));
    }
    return made;
  }

  static metric_family build() {
    auto made = gauge_family("fanfare_build_info", "The version of fanfare.", 1);
    made.samples.front().labels = {{"version", FANFARE_VERSION}};
    return made;
  }

  struct refusal_count {
    errc why;
    std::atomic<std::uint64_t> count{0};
  };

  refusal_count refusals_[4]{
      {errc::invalid_report}, {errc::too_large}, {errc::busy}, {errc::shutting_down}};

  const report_limits limits_;
  std::mutex stopping_;
  const std::unique_ptr<node> house_;
  const std::unique_ptr<admin> admin_;
};

std::string host_name() {
  char name[256] = {};
  return gethostname(name, sizeof(name) - 1) == 0 ? name : "localhost";
}

/// What would start, and then deliver nothing.
result<void> check_options(const options& how) {
  auto wrong = [](const char* what) { return error{errc::invalid_options, what}; };
  if (how.store_url.empty())
    return wrong("store_url: no store is named; use sqlite:PATH, redis://host:port/db, or "
                 "sqlite::memory: for tests");
  if (how.window_events == 0 || how.window_bytes == 0 || how.window_deliveries == 0)
    return wrong("window_events, window_bytes, window_deliveries: must be at least 1");
  if (how.max_unsettled_events == 0)
    return wrong("max_unsettled_events: must be at least 1");
  if (how.delivery.concurrency == 0 || how.delivery.max_attempts == 0)
    return wrong("delivery.concurrency, delivery.max_attempts: must be at least 1");
  if (how.delivery.timeout.count() <= 0)
    return wrong("delivery.timeout: must be at least 1 ms");
  return {};
}

result<std::unique_ptr<engine>> start_node(options how) {
  if (auto checked = check_options(how); !checked)
    return checked.error();
  auto around = std::make_unique<surroundings>(how.log);
  auto notifiers = notifier_registry::with(how, around->watch());
  if (!notifiers)
    return notifiers.error();
  auto durable = open_store(how.store_url, store_mode::create);
  if (!durable)
    return durable.error();
  if (how.node_name.empty())
    how.node_name = host_name();
  const auto comes_later = [&store = **durable](const error& why) {
    return why.code == errc::store_unreachable && store.may_come_later();
  };
  auto mine = (*durable)->become_node({how.node_name, (*notifiers)->delivered_types()});
  if (!mine && !comes_later(mine.error()))
    return mine.error();
  auto loaded = loaded_listeners::of(**durable);
  if (!loaded && !comes_later(loaded.error()))
    return loaded.error();
  auto listeners = loaded ? std::optional{std::move(*loaded)} : std::nullopt;
  auto house = std::make_unique<node>(how, std::move(around), std::move(*durable),
                                      std::move(*notifiers), std::move(listeners));
  return std::unique_ptr<engine>{std::make_unique<local_engine>(how, std::move(house))};
}

} // namespace

result<std::unique_ptr<engine>> engine::start(options how) {
  try {
    return start_node(std::move(how));
  } catch (const std::exception& what) {
    return error{errc::internal, std::string{"the engine could not be started: "} + what.what()};
  }
}

std::future<result<receipt>> engine::publish(report one) {
  std::vector<report> reports;
  reports.push_back(std::move(one));
  return publish(std::move(reports));
}

} // namespace fanfare
