#include "bench/match/lots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace fanfare::bench {

namespace {

constexpr double west = -122.515;
constexpr double east = -122.37;
constexpr double south = 37.7085;
constexpr double north = 37.81;
constexpr double half_a_lot = 5e-4;

constexpr const char* named_streets[] = {
    "JEFFERSON", "WASHINGTON", "JACKSON",  "MISSION", "ACADIA",   "BLYTHDALE", "LAKE",   "DRUMM",
    "DRUMMOND",  "IRVING",     "SANTIAGO", "BEACH",   "HYDE",     "CHESTNUT",  "FULTON", "FUNSTON",
    "MASON",     "MASONIC",    "MOULTON",  "TURK",    "CABRILLO", "FOLSOM",    "BALBOA", "ANZA",
    "GEARY",     "CLEMENT",    "CLAY",     "PINE",    "BUSH",     "SUTTER",    "POST",   "LAGUNA",
    "VALENCIA",  "GUERRERO",   "DOLORES",  "CHURCH",  "SANCHEZ",  "NOE",       "CASTRO", "NORIEGA"};
constexpr const char* kinds[] = {"ST", "ST", "ST", "ST", "AVE", "AVE", "BLVD", "DR", "WAY", "CT"};

class lot_source {
public:
  explicit lot_source(std::uint32_t seed) : random_{seed} {}

  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_()) % bound; }

  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(random_()) / 4294967296.0;
  }

  const std::string& street() {
    return streets()[below(static_cast<std::uint32_t>(streets().size()))];
  }
  std::string block() { return fmt::format("{:04}", 1 + below(8'950)); }
  std::string lot() { return fmt::format("{:03}", 1 + below(120)); }
  std::string number() { return std::to_string(1 + below(4'000)); }
  const char* side() { return below(2) == 0 ? "E" : "O"; }
  const char* street_kind() { return kinds[below(10)]; }

private:
  std::mt19937 random_;
};

std::string point(double x, double y) { return fmt::format(R"({{"x":{},"y":{},"z":0}})", x, y); }

std::string coordinates(lot_source& source) {
  const auto x = source.between(west + half_a_lot, east - half_a_lot);
  const auto y = source.between(south + half_a_lot, north - half_a_lot);
  const auto points = source.below(3) == 0 ? 4 : 5 + source.below(10);
  const auto corner = [&] {
    return point(source.between(x - half_a_lot, x + half_a_lot),
                 source.between(y - half_a_lot, y + half_a_lot));
  };
  const auto first = corner();
  auto list = first;
  for (std::uint32_t i = 1; i < points; ++i)
    list += "," + corner();
  return fmt::format(R"("firstCoordinates":{},"coordinates":[[{},{}]])", first, list, first);
}

std::string event(lot_source& source) {
  const auto block = source.block();
  const auto lot = source.lot();
  const auto number = source.number();
  return fmt::format(
      R"({{"type":"Feature","properties":{{"MAPBLKLOT":"{0}{1}","BLKLOT":"{0}{1}","BLOCK_NUM":"{0}",)"
      R"("LOT_NUM":"{1}","FROM_ST":"{2}","TO_ST":"{2}","STREET":"{3}","ST_TYPE":"{4}","ODD_EVEN":"{5}"}},)"
      R"("geometry":{{"type":"Polygon",{6}}}}})",
      block, lot, number, source.street(), source.street_kind(), source.side(),
      coordinates(source));
}

std::string exact(lot_source& source) {
  return fmt::format(R"({{"properties":{{"MAPBLKLOT":["{}{}"]}}}})", source.block(), source.lot());
}

std::string two(lot_source& source) {
  return fmt::format(R"({{"properties":{{"STREET":["{}"],"FROM_ST":["{}"]}}}})", source.street(),
                     source.number());
}

std::string mixed(lot_source& source) {
  const auto share = source.below(100);
  if (share < 40)
    return two(source);
  if (share < 60)
    return exact(source);
  if (share < 72)
    return fmt::format(R"({{"properties":{{"MAPBLKLOT":[{{"prefix":"{}{}"}}]}}}})", source.block(),
                       source.below(2));
  if (share < 82) {
    const auto x = std::round(source.between(west, east) * 1e8) / 1e8;
    const auto width = source.below(2) == 0 ? 1e-4 : 5e-5;
    return fmt::format(
        R"({{"properties":{{"STREET":["{}"]}},"geometry":{{"firstCoordinates":{{"x":[{{"numeric":[">=",{:.8f},"<",{:.8f}]}}]}}}}}})",
        source.street(), x, x + width);
  }
  if (share < 90)
    return fmt::format(
        R"({{"properties":{{"BLOCK_NUM":["{}"],"LOT_NUM":["{}"],"ODD_EVEN":[{{"anything-but":["E"]}}]}}}})",
        source.block(), source.lot());
  if (share < 96)
    return fmt::format(
        R"({{"properties":{{"BLOCK_NUM":["{}","{}"],"ST_TYPE":[{{"equals-ignore-case":"{}"}}],"ODD_EVEN":["{}"]}}}})",
        source.block(), source.block(), source.below(2) == 0 ? "st" : "Ave", source.side());
  return fmt::format(R"({{"properties":{{"MAPBLKLOT":[{{"suffix":"{:02}{}"}}]}}}})",
                     source.below(100), source.lot());
}

} // namespace

const std::vector<std::string>& streets() {
  static const auto all = [] {
    std::vector<std::string> made{std::begin(named_streets), std::end(named_streets)};
    for (int i = 4; i < 49; ++i)
      made.push_back(std::to_string(i) + "TH");
    return made;
  }();
  return all;
}

std::vector<std::string> lot_events(std::size_t count) {
  lot_source source{3};
  std::vector<std::string> made;
  made.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(event(source));
  return made;
}

std::vector<std::string> lot_filters_of(lot_filters kind, std::size_t count) {
  lot_source source{5};
  std::vector<std::string> made;
  made.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(kind == lot_filters::exact ? exact(source)
                   : kind == lot_filters::two ? two(source)
                                              : mixed(source));
  return made;
}

} // namespace fanfare::bench
