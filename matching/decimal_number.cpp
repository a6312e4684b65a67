#include "matching/decimal_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace fanfare {

namespace {

/// Any decimal of so many digits is the shortest of its double (IEEE 754
/// binary64: DBL_DIG), as long as the double is not subnormal.
constexpr std::size_t always_exact = 15;

/// A number as its digits, without zeros at either end, and where its point stands.
struct decimal {
  bool negative = false;
  std::string digits = {};
  long exponent = 0; ///< The value is 0.digits * 10^exponent.

  bool operator==(const decimal&) const = default;
};

/// @pre `text` is a JSON number that a double can hold, if not exactly.
decimal decimal_of(std::string_view text) {
  decimal made;
  made.negative = text.front() == '-';
  if (made.negative)
    text.remove_prefix(1);
  const auto mark = std::min(text.find_first_of("eE"), text.size());
  const auto digits = text.substr(0, mark);
  const auto point = std::min(digits.find('.'), digits.size());
  made.digits = digits.substr(0, point);
  if (point < digits.size())
    made.digits += digits.substr(point + 1);
  const auto zeros = std::min(made.digits.find_first_not_of('0'), made.digits.size());
  made.digits.erase(0, zeros);
  made.digits.erase(made.digits.find_last_not_of('0') + 1);
  if (made.digits.empty())
    return {}; // whatever power of ten it is multiplied by
  if (mark < text.size()) {
    auto power = text.substr(mark + 1);
    if (power.front() == '+')
      power.remove_prefix(1);
    std::from_chars(power.data(), power.data() + power.size(), made.exponent);
  }
  made.exponent += static_cast<long>(point) - static_cast<long>(zeros);
  return made;
}

bool is_shortest(std::string_view text, double value) {
  std::array<char, 32> shortest{};
  const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), value).ptr;
  const std::string_view written{shortest.data(), static_cast<std::size_t>(end - shortest.data())};
  return written == text || decimal_of(written) == decimal_of(text);
}

} // namespace

std::optional<double> exact_double(std::string_view number) {
  double value = 0;
  const auto* end = number.data() + number.size();
  auto [stop, wrong] = std::from_chars(number.data(), end, value);
  if (wrong != std::errc{} || stop != end)
    return std::nullopt;
  const bool short_enough = number.size() <= always_exact && std::isnormal(value);
  if (!short_enough && !is_shortest(number, value))
    return std::nullopt;
  return value + 0.0; // -0 becomes 0
}

} // namespace fanfare
