#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/curl_handles.hpp"
#include "notifiers/http_endpoint.hpp"
#include "notifiers/http_transfer.hpp"
#include "notifiers/network_guard.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace fanfare {

inline constexpr auto clock_end = std::chrono::steady_clock::time_point::max();

/// What is kept of one listener between attempts, so that an attempt has
/// nothing to parse and nothing to set up.
struct http_target {
  listener_ptr of;
  http_endpoint endpoint;
  curl_headers headers;
  std::vector<std::unique_ptr<http_transfer>> idle;
  std::chrono::steady_clock::time_point used;
  /// Until when its secrets are as they were looked up; later they may be others.
  std::chrono::steady_clock::time_point good_until = clock_end;
  bool retired = false; ///< No longer looked up; lives on for its last transfers.
};

/// The targets of the listeners that were lately delivered to.
/// Thread safety: none; it belongs to the loop's thread.
class http_targets {
public:
  using clock = std::chrono::steady_clock;

  static constexpr std::size_t max_targets = 16'384;
  static constexpr std::chrono::seconds kept_unused{60};
  /// How soon it is noticed that a secret behind a reference has changed.
  static constexpr std::chrono::seconds looked_up_again{10};

  /// @param guard, share must outlive this object and every target it gave out.
  /// @param max_idle handles kept over all targets.
  http_targets(const network_guard& guard, CURLSH* share, std::size_t max_idle)
      : guard_(guard), share_(share), max_idle_(max_idle) {}

  /// Returns the target of a listener, made anew when the listener has changed
  /// or when its secrets are to be looked up again.
  /// Fails with `errc::invalid_listener` (a secret cannot be looked up, for one) and, when memory
  /// is short, `errc::internal`.
  result<std::shared_ptr<http_target>> find(const listener_ptr& of, clock::time_point now);

  /// Returns a transfer for this target; nothing if memory is short.
  std::unique_ptr<http_transfer> take(http_target& from);

  /// Takes back a transfer that is over.
  void give_back(http_target& to, std::unique_ptr<http_transfer> over);

  /// Drops the targets that have been unused for `kept_unused`.
  void forget_unused(clock::time_point now);

  std::size_t size() const { return by_id_.size(); }

private:
  using by_use = std::list<std::shared_ptr<http_target>>;

  void retire(by_use::iterator which);

  const network_guard& guard_;
  CURLSH* share_;
  std::size_t max_idle_;
  std::size_t idle_ = 0;
  by_use recent_; ///< The last used one in front.
  std::unordered_map<std::string, by_use::iterator> by_id_;
};

} // namespace fanfare
