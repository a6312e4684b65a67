#include "bench/match/lot_filters.hpp"

#include "bench/match/lot_decks.hpp"
#include "bench/random_draws.hpp"

#include <fmt/format.h>

#include <cmath>

namespace fanfare::bench {

namespace {

std::string block(random_draws& from) { return fmt::format("{:04}", 1 + from.below(8'950)); }
std::string lot(random_draws& from) { return fmt::format("{:03}", 1 + from.below(120)); }
const char* side(random_draws& from) { return from.chance(0.5) ? "E" : "O"; }

std::string exact(random_draws& from) {
  const auto number = block(from) + lot(from);
  return fmt::format(R"({{"properties":{{"MAPBLKLOT":["{}"]}}}})", number);
}

std::string two(random_draws& from) {
  const auto& street = from.one_of(streets());
  return fmt::format(R"({{"properties":{{"STREET":["{}"],"FROM_ST":["{}"]}}}})", street,
                     1 + from.below(4'000));
}

std::string range(random_draws& from, double width) {
  const auto x = std::round(from.between(-122.515, -122.37) * 1e8) / 1e8;
  return fmt::format(
      R"("geometry":{{"firstCoordinates":{{"x":[{{"numeric":[">=",{:.8f},"<",{:.8f}]}}]}}}})", x,
      x + width);
}

double narrow(random_draws& from) { return from.chance(0.5) ? 1e-4 : 5e-5; }

std::string mixed(random_draws& from) {
  const auto share = from.below(100);
  if (share < 40)
    return two(from);
  if (share < 60)
    return exact(from);
  if (share < 72)
    return fmt::format(R"({{"properties":{{"MAPBLKLOT":[{{"prefix":"{}{}"}}]}}}})", block(from),
                       from.below(2));
  if (share < 82)
    return fmt::format(R"({{"properties":{{"STREET":["{}"]}},{}}})", from.one_of(streets()),
                       range(from, narrow(from)));
  if (share < 90)
    return fmt::format(
        R"({{"properties":{{"BLOCK_NUM":["{}"],"LOT_NUM":["{}"],"ODD_EVEN":[{{"anything-but":["E"]}}]}}}})",
        block(from), lot(from));
  static constexpr const char* kinds[] = {"st", "Ave", "blvd"};
  if (share < 96)
    return fmt::format(
        R"({{"properties":{{"BLOCK_NUM":["{}","{}"],"ST_TYPE":[{{"equals-ignore-case":"{}"}}],"ODD_EVEN":["{}"]}}}})",
        block(from), block(from), from.one_of(kinds), side(from));
  return fmt::format(R"({{"properties":{{"MAPBLKLOT":[{{"suffix":"{:02}{}"}}]}}}})",
                     from.below(100), lot(from));
}

std::string wildcard(const std::string& pattern) {
  return fmt::format(R"({{"properties":{{"MAPBLKLOT":[{{"wildcard":"{}"}}]}}}})", pattern);
}

std::string few_digit_wildcard(random_draws& from) {
  const auto share = from.below(100);
  const auto number = block(from) + lot(from);
  if (share < 40)
    return wildcard(number.substr(0, 3 + from.below(2)) + "*" + number.substr(5));
  if (share < 70)
    return wildcard("*" + number.substr(from.below(3), 4 + from.below(2)) + "*");
  if (share < 90)
    return wildcard(number.substr(0, 2) + "*" + number.substr(2, 2) + "*" + number.substr(5));
  return wildcard("*" + number.substr(2));
}

std::string single_digit_wildcard(random_draws& from) {
  const auto digits = fmt::format("{:04}", from.below(10'000));
  return wildcard(fmt::format("{}*{}*{}*{}", digits[0], digits[1], digits[2], digits[3]));
}

std::string one_of_kind(lot_filters kind, random_draws& from) {
  switch (kind) {
  case lot_filters::exact:
    return exact(from);
  case lot_filters::two:
    return two(from);
  case lot_filters::mixed:
    return mixed(from);
  case lot_filters::wildcards:
    return few_digit_wildcard(from);
  case lot_filters::single_digit_wildcards:
    return single_digit_wildcard(from);
  case lot_filters::ranges:
    return "{" + range(from, narrow(from)) + "}";
  }
  return {};
}

} // namespace

std::vector<std::string> lot_filters_of(lot_filters kind, std::size_t count) {
  random_draws from{5};
  std::vector<std::string> made;
  made.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(one_of_kind(kind, from));
  return made;
}

} // namespace fanfare::bench
