#pragma once

#include "fanfare/admin.hpp"
#include "fanfare/event.hpp"
#include "fanfare/metrics.hpp"
#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace fanfare {

/// Whether an engine works, and if not, why.
struct health {
  bool ready = false;
  std::vector<std::string> problems; ///< One sentence each; empty when ready.
  /// What may lose events one day, such as a setting of the store's server, and
  /// what failed within the last ten minutes and works again: one sentence each.
  /// It is ready all the same.
  std::vector<std::string> warnings = {};
};

/// What an engine has done since it was started.
struct engine_counts {
  std::uint64_t published = 0; ///< Reports made durable by this engine.
  std::uint64_t settled = 0;   ///< Events whose every delivery is delivered, parked or dead.
  std::uint64_t delivered = 0; ///< Deliveries taken by their receiver.
  std::uint64_t failed = 0;    ///< Attempts that did not deliver, the last ones included.
  std::uint64_t dead = 0;      ///< Deliveries given up on.
  std::uint64_t restarts = 0;  ///< Parts of it, actors and threads, that died and were restarted.
};

/// A node: takes events, matches them against the listeners of its store and
/// delivers them, at least once.
///
/// Several engines may live in one process, each with its own store. Nothing
/// is global and no signal handler is installed; the engine's threads block
/// SIGPIPE. Nothing throws.
///
/// Thread safety: all members may be called from any thread, but not from a
/// callback where that is said.
class engine {
public:
  /// Takes the place of the node of `how.store_url` and starts to deliver what
  /// its journal holds. Fails with `errc::invalid_options`,
  /// `errc::store_unreachable` and `errc::store_in_use`.
  static result<std::unique_ptr<engine>> start(options how);

  /// As `stop` with ten seconds.
  virtual ~engine() = default;

  using on_published = std::function<void(result<receipt>)>;

  /// Publishes reports, all or none: nothing is stored unless all are valid.
  /// Never blocks. The future is ready when they are durable. Fails with
  /// `errc::invalid_report`, `errc::too_large`, `errc::busy` (at once, nothing
  /// stored), `errc::shutting_down` and `errc::store_unreachable`.
  virtual std::future<result<receipt>> publish(std::vector<report> reports) = 0;
  std::future<result<receipt>> publish(report one);

  /// The same; the answer goes to `then`, on a thread of the engine, never
  /// inside this call. `then` may call everything but `stop`.
  virtual void publish(std::vector<report> reports, on_published then) = 0;

  /// Listeners, dead letters and counts of this engine's store.
  virtual admin& administration() = 0;

  virtual health condition() const = 0;
  virtual engine_counts counts() const = 0;

  /// What /metrics of the program shows: counters since the start, gauges and
  /// histograms, by notifier type, never by listener. What is read of the store
  /// is at most a second old, or as old as the store's last answer: this waits
  /// for the store no longer than 50 ms.
  virtual std::vector<metric_family> metrics() = 0;

  /// Stops: takes no more events, parks what has not been started, gives the
  /// attempts under way four fifths of `patience`, parks the rest. Nothing is
  /// lost: what is not delivered is in the store. A second call does nothing.
  /// Blocks; must not be called from a callback.
  virtual void stop(std::chrono::milliseconds patience) = 0;

  /// Waits until every event published so far is settled. Returns false if it
  /// was not by the deadline. See also <fanfare/testing.hpp>.
  virtual bool wait_settled(std::chrono::steady_clock::time_point deadline) = 0;
};

} // namespace fanfare
