#pragma once

#include "fanfare/notifier.hpp"

#include "messages/thread_watch.hpp"
#include "notifiers/network_guard.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace fanfare {

struct http_options {
  /// Consulted for the address of every connect.
  network_guard guard;
  /// Transfers under way at once, over all listeners, and connections open;
  /// never more than half of the files that the process may have. One listener
  /// gets a quarter of them, or 64: those that hang leave something to the rest.
  std::size_t max_transfers = 4096;
  /// Hears when the thread failed and when it begins anew.
  thread_watch watch = {};
};

/// Delivers by HTTP POST (or HTTPS): the report's own bytes, as
/// `application/json`, with the event's id in `webhook-id`. 2xx is success;
/// 408, 409, 425, 429, 5xx and everything that fails in transport is retried,
/// with the receiver's `Retry-After`; 410 means that it is gone; any other
/// answer, redirects included, is a rejection. What no connection could be had
/// for here is unsent. Proxies named by the
/// environment are ignored. Connections are kept, each for one listener as it
/// is, for 60 s without work and for 5 min of it; then names are looked up
/// anew. One thread.
std::unique_ptr<notifier> make_http_notifier(http_options how);

} // namespace fanfare
