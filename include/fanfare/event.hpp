#pragma once

#include "fanfare/result.hpp"

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace fanfare {

/// Names one event for ever: on every attempt, after every crash, on every
/// node, in every installation. Ordered by time; so is its text.
struct event_id {
  std::uint64_t ms = 0;           ///< When it was journaled: Unix time, milliseconds (48 bits).
  std::uint32_t sequence = 0;     ///< Tells apart the events of one millisecond.
  std::uint16_t shard = 0;        ///< The journal that holds it.
  std::uint64_t installation = 0; ///< Random number made with the store (40 bits).

  /// Orders ids as their texts are ordered.
  auto operator<=>(const event_id& other) const {
    return std::tie(ms, sequence, installation, shard) <=>
           std::tie(other.ms, other.sequence, other.installation, other.shard);
  }
  bool operator==(const event_id&) const = default;

  /// Returns 34 lower-case hex digits: ms (12), sequence (8), installation (10), shard (4).
  std::string text() const;

  /// Reads what `text` wrote. Fails with `errc::not_found`: no event has such a name.
  static result<event_id> parse(std::string_view text);
};

/// One accepted report. Immutable and shared: what a notifier sends is `body`,
/// byte for byte what the producer published.
struct event {
  event_id id;
  std::string type; ///< Dotted path, e.g. "repo.sync.start".
  std::string body; ///< The report: UTF-8 JSON, an object.
  /// Whether the engine knows that no object in it has a key twice, an empty
  /// one, or one with a dot: then each path leads to one member at most.
  bool distinct_keys = false;
};

/// What a backend publishes.
struct report {
  std::string body; ///< A JSON object with an `event_type`; delivered byte for byte.
  std::string key;  ///< Reports with equal keys go to one shard. Empty: any shard.

  /// Builds `{"event_type":…,"payload":…,"call_report":…}`. `payload` and
  /// `call_report` are JSON text and are copied as they are; whether they are
  /// valid is found out by publish.
  static report of(std::string_view event_type, std::string_view payload = "null",
                   std::string_view call_report = "null");
};

/// What publish promises: these reports are durable and will be delivered.
struct receipt {
  std::vector<std::string> ids; ///< One event id per report, in the order published.
};

/// Bounds on what a producer may publish.
struct report_limits {
  std::size_t max_event_bytes = 1024 * 1024;     ///< One report.
  std::size_t max_events = 10'000;               ///< One request or batch.
  std::size_t max_body_bytes = 32 * 1024 * 1024; ///< One request, all reports together.
};

/// How several reports are written down in one body.
enum class report_encoding : std::uint8_t {
  json,   ///< One object, or an array of objects.
  ndjson, ///< One object per line; empty lines are skipped.
};

/// Takes a body apart into reports without changing a byte of any of them.
/// White space around a report is not part of it in an array and on a line;
/// a body that is one object is taken as it is.
/// Every report is validated whole; one bad report fails them all.
/// Fails with `errc::invalid_report` (the text names the item, counting from 0,
/// and the position) and `errc::too_large`.
/// Thread safety: may be called from any thread.
result<std::vector<report>> read_reports(std::string_view body, report_encoding how,
                                         const report_limits& limits = {});

} // namespace fanfare
