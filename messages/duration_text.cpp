#include "messages/duration_text.hpp"

#include "messages/quote.hpp"

#include <charconv>
#include <cstdint>
#include <limits>

namespace fanfare {

namespace {

struct unit {
  std::string_view suffix;
  std::int64_t ms;
};

/// The largest first: `to_text` takes the first that is exact.
constexpr unit units[] = {
    {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};

} // namespace

result<std::chrono::milliseconds> duration_from_text(std::string_view text) {
  std::int64_t count = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  auto suffix = text.substr(static_cast<std::size_t>(end - text.data()));
  if (problem == std::errc{} && count >= 0 && !text.starts_with('-'))
    for (const auto& each : units)
      if (suffix == each.suffix && count <= std::numeric_limits<std::int64_t>::max() / each.ms)
        return std::chrono::milliseconds{count * each.ms};
  return error{errc::invalid_options,
               quoted(text) + " is not a duration: write a whole number and its unit, as in "
                              "250ms, 15s, 5m, 6h or 3d"};
}

std::string to_text(std::chrono::milliseconds duration) {
  auto ms = duration.count();
  if (ms == 0)
    return "0s";
  for (const auto& each : units)
    if (ms % each.ms == 0)
      return std::to_string(ms / each.ms) + std::string{each.suffix};
  return std::to_string(ms) + "ms";
}

} // namespace fanfare
