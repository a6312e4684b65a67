#pragma once

#include "fanfare/metrics.hpp"

#include "actors/current_index.hpp"
#include "actors/delivery_site.hpp"
#include "actors/ingest_gate.hpp"
#include "actors/interfaces.hpp"
#include "actors/journal_backlog.hpp"
#include "actors/librarian.hpp"
#include "actors/matcher.hpp"
#include "actors/surroundings.hpp"
#include "engine/actor_runtime.hpp"
#include "engine/callback_thread.hpp"
#include "engine/notifier_registry.hpp"
#include "engine/store_gauges.hpp"
#include "storage/outcome_ring.hpp"
#include "storage/store_thread.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// The listeners that a node starts with.
struct loaded_listeners {
  listener_set all;
  std::vector<quarantined_listener> quarantined;

  /// Fails with `errc::store_unreachable`.
  static result<loaded_listeners> of(store& in);
};

/// Everything that one engine consists of, wired once. The order of the
/// members is the order of their lives: actors go first, the store last.
class node {
public:
  /// @param durable is this node's by now, or will be with a heartbeat.
  /// @param listeners none: they could not be loaded yet.
  /// @param around hears of what fails in `notifiers`.
  node(const options& how, std::unique_ptr<surroundings> around, std::unique_ptr<store> durable,
       std::unique_ptr<notifier_registry> notifiers, std::optional<loaded_listeners> listeners);
  ~node();

  /// Hands validated reports to the ingestor. Fails with `errc::busy` and
  /// `errc::shutting_down`; then `reply` has not been used.
  result<void> publish(std::vector<new_event> events, std::size_t bytes, publish_reply reply);

  /// Calls the host back on the engine's thread for that.
  void call_back(callback_thread::callback what) { callbacks_.post(std::move(what)); }

  /// Makes the calls that are due, and those that they ask for; later ones are never made.
  void finish_callbacks() { callbacks_.finish(); }

  /// Winds down within `patience`: nothing new starts, what is under way may
  /// end, the rest is parked. Whoever waits for the answer to a publish gets it.
  /// Then all threads but the one for callbacks end.
  void stop(std::chrono::milliseconds patience);

  /// Whether nothing that was published, read or claimed is still in memory.
  bool idle() const;

  /// What happened so far and how much there is of what. Waits a moment for the
  /// store, but not longer.
  std::vector<metric_family> metrics();

  store& durable() { return *store_; }
  const notifier_registry& notifiers() const { return *notifiers_; }
  const surroundings& around() const { return around_; }

private:
  store_thread::on_commit meter_commits();
  static unsigned threads_of(const options& how);
  std::vector<post> posts(const options& how);
  std::vector<post> posts_beside_the_flow(const options& how);
  std::vector<post> posts_of_keepers(const options& how);
  std::vector<post> delivery_posts(const options& how);
  void open_outcomes(const options& how);
  std::map<std::string, std::string> outages() const;
  bool nothing_under_way() const;
  bool outcomes_are_stored() const;
  void answer_publishers();
  void ring_all();

  const std::unique_ptr<surroundings> shared_;
  surroundings& around_;
  callback_thread callbacks_;
  std::unique_ptr<store> store_;
  journal_backlog backlog_;
  std::unique_ptr<notifier_registry> notifiers_;
  ingest_gate gate_;
  current_index index_;
  store_gauges gauges_;
  std::unique_ptr<outcome_ring> outcomes_;
  duration_histogram commits_;

  ingestor_desk ingestor_;
  reader_desk reader_;
  matcher_desk matcher_;
  std::vector<std::shared_ptr<deliverer_desk>> deliverers_;
  deliverer_directory directory_;
  settler_desk settler_;
  retrier_desk retrier_;
  caution care_{retrier_.bell};
  librarian_desk librarian_;
  merger_desk merger_;
  chronicler_desk chronicler_;
  cataloguer_desk cataloguer_;
  steward_desk steward_;
  recorder_desk recorder_;
  crier_desk crier_;
  custodian_desk custodian_;
  herald_desk herald_;
  delivery_site site_;

  std::unique_ptr<store_thread> writes_;
  std::unique_ptr<store_thread> reads_;
  std::unique_ptr<actor_runtime> actors_;
};

} // namespace fanfare
