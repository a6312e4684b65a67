#pragma once

#include "fanfare/result.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// A listener that somebody wrote into the store and that is of no use.
struct quarantined_listener {
  std::string id;     ///< As it stands in the store: it need not be one.
  std::string reason; ///< Starts with the field. No secret.
  std::chrono::system_clock::time_point since = {};
  std::string last_good; ///< The JSON that nodes go on with; empty: there never was any.
};

/// The listeners that are broken in the store. Changes the listeners' version
/// never; `listener_store::erase` takes one away with its listener.
/// Thread safety: all members may be called from any thread; all block.
class quarantine {
public:
  virtual ~quarantine() = default;

  /// Puts a listener in quarantine, since now. Of one that is there already,
  /// the time stays, and so does the last good version if none is given.
  virtual result<void> put(std::string_view id, std::string_view reason,
                           std::string_view last_good) = 0;

  /// Returns all, in the order of their ids.
  virtual result<std::vector<quarantined_listener>> all() = 0;

  /// Takes a listener out. It is no failure if it is not there.
  virtual result<void> lift(std::string_view id) = 0;
};

} // namespace fanfare
