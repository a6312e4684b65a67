#include "engine/engine_metrics.hpp"
#include "engine/node.hpp"

#include <map>

namespace fanfare {
namespace {

/// A scrape waits no longer for the store.
constexpr std::chrono::milliseconds store_patience{50};

/// The desks of each notifier type, which are metered together.
using desks_by_type = std::map<std::string, std::vector<const deliverer_desk*>>;

metric_family deliveries(const desks_by_type& desks) {
  metric_family made{"fanfare_deliveries_total",
                     "Deliveries by how they left the engine's memory; retry and rejected are "
                     "attempts that failed.",
                     metric_kind::counter};
  constexpr std::pair<const char*, tally delivery_meter::*> outcomes[] = {
      {"delivered", &delivery_meter::delivered}, {"retry", &delivery_meter::retried},
      {"rejected", &delivery_meter::rejected},   {"withdrawn", &delivery_meter::withdrawn},
      {"abandoned", &delivery_meter::abandoned}, {"dropped", &delivery_meter::dropped},
      {"expired", &delivery_meter::expired},     {"leased", &delivery_meter::leased},
  };
  for (const auto& [type, all] : desks)
    for (const auto& [word, outcome] : outcomes) {
      metric_sample sample{{{"notifier", type}, {"outcome", word}}};
      for (const auto* desk : all)
        sample.value += static_cast<double>((desk->meter.*outcome).value());
      made.samples.push_back(std::move(sample));
    }
  return made;
}

metric_family trimmed(const counters& count) {
  metric_family made{"fanfare_deliveries_trimmed_total",
                     "What waited, or was dead, and was dropped because there was too much.",
                     metric_kind::counter};
  made.samples.push_back({{{"from", "parked"}}, static_cast<double>(count.trimmed_parked)});
  made.samples.push_back({{{"from", "dead"}}, static_cast<double>(count.trimmed_dead)});
  return made;
}

metric_family durations(const desks_by_type& desks, std::string name, std::string help,
                        duration_histogram delivery_meter::*which) {
  metric_family made{std::move(name), std::move(help), metric_kind::histogram};
  for (const auto& [type, all] : desks) {
    std::vector<const duration_histogram*> parts;
    for (const auto* desk : all)
      parts.push_back(&(desk->meter.*which));
    made.samples.push_back(histogram_sample({{"notifier", type}}, parts));
  }
  return made;
}

metric_family in_flight(const desks_by_type& desks) {
  metric_family made{"fanfare_inflight", "Attempts that the receiver has not answered.",
                     metric_kind::gauge};
  for (const auto& [type, all] : desks) {
    metric_sample sample{{{"notifier", type}}};
    for (const auto* desk : all)
      sample.value += static_cast<double>(desk->attempts.load(std::memory_order_relaxed));
    made.samples.push_back(std::move(sample));
  }
  return made;
}

metric_family restarts(const restart_book& of) {
  metric_family made{"fanfare_restarts_total", "The same, by what died.", metric_kind::counter};
  for (const auto& [who, count] : of.counts()) {
    metric_sample sample{{{"what", who}}};
    sample.value = static_cast<double>(count);
    made.samples.push_back(std::move(sample));
  }
  return made;
}

void add_windows(std::vector<metric_family>& to,
                 const std::vector<std::pair<const char*, const credit*>>& windows) {
  metric_family used{"fanfare_window_used",
                     "What is in memory of what may be: events, their bytes, deliveries.",
                     metric_kind::gauge};
  metric_family limit{"fanfare_window_limit", "What may be in memory at once.", metric_kind::gauge};
  for (const auto& [name, window] : windows) {
    metric_sample sample{{{"window", name}}};
    sample.value = static_cast<double>(window->limit() - window->left());
    used.samples.push_back(sample);
    sample.value = static_cast<double>(window->limit());
    limit.samples.push_back(std::move(sample));
  }
  to.push_back(std::move(used));
  to.push_back(std::move(limit));
}

void add_store(std::vector<metric_family>& to, const store_gauges::answer& store) {
  to.push_back(gauge_family("fanfare_store_up",
                            "Whether the store answered the latest reading of its counts in time.",
                            store.up ? 1 : 0));
  if (!store.last)
    return;
  const auto add = [&to](const char* name, const char* help, std::uint64_t value) {
    to.push_back(gauge_family(name, help, static_cast<double>(value)));
  };
  const auto& counts = store.last->counts;
  add("fanfare_events_unsettled", "Events in the journal that are not settled.", counts.unsettled);
  add("fanfare_events_referenced", "Settled events kept for a parked or dead delivery.",
      counts.referenced);
  add("fanfare_retry_queue_depth", "Deliveries that wait for their next attempt.", counts.parked);
  add("fanfare_dead_letters", "Deliveries given up on, and kept.", counts.dead_letters);
  to.push_back(gauge_family("fanfare_oldest_undelivered_age_seconds",
                            "Age of the oldest event that is not settled; 0 if there is none.",
                            std::chrono::duration<double>{store.last->oldest_age}.count()));
}

} // namespace

std::vector<metric_family> node::metrics() {
  desks_by_type desks;
  for (const auto& desk : deliverers_)
    desks[desk->meter.notifier_type].push_back(desk.get());
  const auto& count = around_.count;
  std::vector<metric_family> all{
      counter_family("fanfare_events_ingested_total", "Reports made durable.", count.published),
      counter_family("fanfare_events_settled_total",
                     "Events whose every delivery is delivered, parked or dead.", count.settled),
      deliveries(desks),
      counter_family("fanfare_deliveries_dead_total", "Deliveries given up on.", count.dead),
      counter_family("fanfare_deliveries_skipped_total",
                     "Deliveries not made because their listener is disabled.", count.skipped),
      trimmed(count),
      counter_family("fanfare_deliveries_recalled_total",
                     "Not repeated after a crash: they had ended before it.", count.recalled),
      durations(desks, "fanfare_attempt_seconds", "From the start of an attempt to its answer.",
                &delivery_meter::attempts),
      durations(desks, "fanfare_delivery_seconds", "From publish to delivered.",
                &delivery_meter::latencies),
      in_flight(desks),
      {"fanfare_store_commit_seconds",
       "What a commit took.",
       metric_kind::histogram,
       {histogram_sample({}, {&commits_})}},
      counter_family("fanfare_actor_restarts_total",
                     "Parts of the engine, actors and threads, that died and were restarted.",
                     count.restarts),
      gauge_family("fanfare_listeners", "Listeners, enabled or not.",
                   static_cast<double>(index_.load()->size())),
      gauge_family("fanfare_problems", "What /readyz names as wrong at the moment.",
                   static_cast<double>(around_.problems.sentences().size())),
  };
  if (auto by_name = restarts(around_.restarts); !by_name.samples.empty())
    all.push_back(std::move(by_name));
  add_windows(all, {{"events", &reader_.events},
                    {"bytes", &reader_.bytes},
                    {"deliveries", &matcher_.deliveries}});
  add_store(all, gauges_.read(store_patience));
  for (auto& family : notifiers_->metrics())
    all.push_back(std::move(family));
  return all;
}

} // namespace fanfare
