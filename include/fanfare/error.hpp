#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Everything that can go wrong, as a caller must tell it apart.
/// Values are stable: programs compare them and logs show them. Append only.
enum class errc : std::uint8_t {
  invalid_report = 1,    ///< A report is not what section "Events" of the README asks for.
  too_large = 2,         ///< A report, a request or a batch is over its limit.
  invalid_listener = 3,  ///< A field of a listener is missing, unknown or wrong.
  invalid_options = 4,   ///< An option or a key of the configuration is unknown or wrong.
  not_found = 5,         ///< No listener, event or dead letter has this id.
  conflict = 6,          ///< Somebody else changed it in between. Read it again, then decide.
  busy = 7,              ///< The pipeline is full. Nothing was stored; try again later.
  shutting_down = 8,     ///< The engine no longer takes events. Nothing was stored.
  store_unreachable = 9, ///< The store cannot be opened, read or written.
  store_in_use = 10,     ///< Another node owns this store.
  internal = 11,         ///< A defect of fanfare. Please report it.
};

/// Returns the code as it is written in logs and answers, e.g. "invalid_report".
std::string_view name(errc code) noexcept;

/// A code for programs and a sentence for people. The sentence names the field
/// or the thing, its value and the way out, and never holds a secret.
struct error {
  errc code;
  std::string detail;
  /// Only from publish: ids of the reports that are durable although the rest
  /// failed. They are the first ones of the batch, in its order.
  std::vector<std::string> stored = {};
};

} // namespace fanfare
