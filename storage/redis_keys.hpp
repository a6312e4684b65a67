#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

// The keys of docs/redis-schema.md. They are public: programs and people use them.

namespace redis_keys {

inline constexpr std::string_view schema = "fanfare:schema";
inline constexpr std::string_view nodes = "fanfare:nodes";
inline constexpr std::string_view types = "fanfare:types";
inline constexpr std::string_view attempts = "fanfare:attempts";
inline constexpr std::string_view listeners = "fanfare:listeners";
inline constexpr std::string_view version = "{fanfare:listeners}:version";
inline constexpr std::string_view changes = "{fanfare:listeners}:changes";
inline constexpr std::string_view names = "{fanfare:listeners}:names";
inline constexpr std::string_view made = "{fanfare:listeners}:made";
inline constexpr std::string_view state = "{fanfare:listeners}:state";
inline constexpr std::string_view quarantine = "{fanfare:listeners}:quarantine";

/// The keys that the scripts for listeners take, in their order.
std::vector<std::string> of_listeners();

/// A key and what it must hold, as TYPE names it.
struct typed_key {
  std::string key;
  std::string_view type;
};

/// Returns all keys but those of single lanes.
std::vector<typed_key> all_typed();

} // namespace redis_keys

/// The keys of one shard: they share a hash tag, so that every script touches one slot.
struct redis_shard_keys {
  explicit redis_shard_keys(std::uint16_t shard);

  /// Deliveries parked for a listener, by due time, and what is known of each.
  std::string lane(std::string_view listener) const {
    return prefix + "lane:" + std::string{listener};
  }
  std::string tries(std::string_view listener) const {
    return prefix + "tries:" + std::string{listener};
  }

  /// The order of a listener's that wants one: what waits behind what, and the key of each.
  std::string order(std::string_view listener) const {
    return prefix + "order:" + std::string{listener};
  }
  std::string order_keys(std::string_view listener) const {
    return prefix + "keys:" + std::string{listener};
  }
  /// The dead letters of a listener, as 20 hex digits each.
  std::string dead_of(std::string_view listener) const {
    return prefix + "dead:" + std::string{listener};
  }
  /// Appends all five, in the order in which scripts take them.
  void add_lane(std::string_view listener, std::vector<std::string>& to) const;

  std::string prefix;
  std::string events;
  std::string cursor;
  std::string owner;
  std::string refs;
  std::string due;
  std::string dead;
  std::string starts;     ///< Who runs, and how many before it died.
  std::string suspect;    ///< What was worked on when they did.
  std::string dead_lanes; ///< The listeners that have dead letters.
};

} // namespace fanfare
