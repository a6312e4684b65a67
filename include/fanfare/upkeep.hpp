#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fanfare {

enum class severity : std::uint8_t {
  ok,
  warning, ///< It works, but somebody should look at it.
  problem, ///< It does not work.
};

/// One thing that was looked at.
struct finding {
  severity how = severity::ok;
  std::string subject;     ///< A word or two, e.g. "disk space".
  std::string what;        ///< What was found. No secrets.
  std::string advice = {}; ///< What to do about it; empty when ok.
};

/// A process that delivers, as it told the store.
struct live_node {
  std::string name;
  std::vector<std::string> notifier_types;
  std::chrono::milliseconds heartbeat_age{0}; ///< Since it last said that it lives.
};

/// What may happen to a file that is in the way.
enum class if_there : std::uint8_t { fail, replace };

/// Told now and then how much is done, at least once at the end. Units are the store's own.
using on_progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

} // namespace fanfare
