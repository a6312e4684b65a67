#include "messages/rate_text.hpp"

#include "messages/quote.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace fanfare {

namespace {

struct unit {
  std::string_view suffix;
  double seconds;
};

/// The smallest first: `rate_text` takes the first that needs no fraction.
constexpr unit units[] = {{"/s", 1}, {"/m", 60}, {"/h", 3'600}, {"/d", 86'400}};

constexpr std::int64_t most_per_second = 1'000'000;

} // namespace

result<double> rate_from_text(std::string_view text) {
  if (text.empty())
    return 0.0;
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  const auto suffix = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const auto& each : units) {
    if (problem != std::errc{} || suffix != each.suffix)
      continue;
    const auto rate = static_cast<double>(count) / each.seconds;
    if (count >= 1 && rate <= static_cast<double>(most_per_second))
      return rate;
    return error{errc::invalid_options,
                 quoted(text) +
                     " is out of range: it takes 1/d to 1000000/s, or \"\" for no limit"};
  }
  return error{errc::invalid_options,
               quoted(text) + " is not a rate: write a whole number, a slash and s, m, h or d, as "
                              "in 50/s or 10/m; \"\" is no limit"};
}

std::string rate_text(double per_second) {
  if (per_second <= 0)
    return {};
  for (const auto& each : units) {
    const auto count = per_second * each.seconds;
    if (count >= 0.5 && std::abs(count - std::round(count)) < 1e-6 * count)
      return std::to_string(std::llround(count)) + std::string{each.suffix};
  }
  // Nobody can have written it: as near as it gets.
  return std::to_string(std::max(1LL, std::llround(per_second * 86'400))) + "/d";
}

} // namespace fanfare
