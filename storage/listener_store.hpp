#pragma once

#include "fanfare/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// A listener as the store keeps it: JSON text (messages/listener_json.hpp),
/// and what the store must know of it to tell which lanes may be claimed. That
/// is what the JSON says too: some stores keep nothing else. What was written
/// by hand may be broken; it is handed over as it is.
struct stored_listener {
  std::string id;
  std::string name = {};
  std::string notifier_type;
  /// Whether what is parked for it may be claimed: it is neither disabled nor paused.
  bool claimable = true;
  std::string json = {};
};

/// All listeners at one version.
struct listener_set {
  std::uint64_t version = 0;
  std::vector<stored_listener> all; ///< In the order they were made.
};

/// One listener that was put, or is gone.
struct listener_edit {
  std::string id;
  std::optional<stored_listener> now; ///< None: erased.
};

/// What happened between two versions.
struct listener_edits {
  std::uint64_t version = 0;
  /// False: too much happened, load all of them again.
  bool complete = true;
  std::vector<listener_edit> edits; ///< At most one per listener, the last.
};

/// The listeners that admins have made. Every change raises the version by one.
/// Thread safety: all members may be called from any thread; all block.
class listener_store {
public:
  virtual ~listener_store() = default;

  virtual result<listener_set> load() = 0;
  virtual result<listener_edits> edits_since(std::uint64_t version) = 0;

  /// Finds a listener by its id or, failing that, by its name. None is no failure.
  virtual result<std::optional<stored_listener>> find(std::string_view id_or_name) = 0;

  /// Puts a listener. `expected` is the JSON that the caller saw, none for a
  /// new one; anything else there is `errc::conflict` and changes nothing, as
  /// is a name that another listener has.
  virtual result<void> put(const stored_listener& next,
                           const std::optional<std::string>& expected) = 0;

  /// Erases a listener, its state, its place in the quarantine and the
  /// deliveries parked for it, and returns how many those were. Dead letters stay. Fails with
  /// `errc::not_found`.
  virtual result<std::uint64_t> erase(std::string_view id) = 0;
};

} // namespace fanfare
