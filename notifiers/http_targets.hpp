#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/result.hpp"

#include "notifiers/http_connection.hpp"
#include "notifiers/http_endpoint.hpp"
#include "notifiers/http_job.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace fanfare {

/// What is kept of one listener between attempts, so that an attempt has
/// nothing to parse and nothing to set up.
struct http_target {
  listener_ptr of;
  http_endpoint endpoint;
  bool is_https = false;
  std::string request_start;
  std::chrono::steady_clock::time_point used;
  bool is_retired = false; ///< No longer looked up; lives on for what is under way.

  std::vector<http_connection*> idle; ///< The one used last at the back.

  std::size_t carrying = 0; ///< Attempts under way.

  // -- the waiting line's -----------------------------------------------------------

  std::deque<http_job> waiting;
  bool has_turn = false;
};

/// The targets of the listeners that were lately delivered to, and the
/// connections that are kept for them.
/// Thread safety: none; it belongs to the loop's thread.
class http_targets {
public:
  using clock = std::chrono::steady_clock;

  static constexpr std::size_t max_targets = 16'384;
  /// Of targets, and of connections.
  static constexpr std::chrono::seconds kept_unused{60};

  /// Returns the target of a listener, made anew when its `notifier_config` has changed.
  /// Fails with `errc::invalid_listener`.
  result<std::shared_ptr<http_target>> find(const listener_ptr& of, clock::time_point now);

  /// Moves the idle connection of this target that was used last to `into` and
  /// returns it; null if there is none.
  http_connection* take(http_target& from, http_connections& into);

  /// Moves a connection from the list it is in to the idle ones of its target.
  void keep(http_connection& which, http_connections& from, clock::time_point now);

  /// Closes an idle connection.
  void close(http_connection& which);
  /// Closes the one that was idle longest. @pre there is one
  void close_oldest() { close(idle_.front()); }

  /// Drops the targets, and closes the connections, that have been unused for `kept_unused`.
  void forget_unused(clock::time_point now);

  std::size_t size() const { return by_id_.size(); }
  std::size_t idle() const { return idle_.size(); }

private:
  using by_use = std::list<std::shared_ptr<http_target>>;

  void retire(by_use::iterator which);

  by_use recent_; ///< The last used one in front.
  std::unordered_map<std::string, by_use::iterator> by_id_;
  http_connections idle_; ///< The one idle longest in front.
};

} // namespace fanfare
