#include "bench/match/lots.hpp"

#include "bench/match/lot_decks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace fanfare::bench {

namespace {

/// The bounds that the rules about coordinates have, and the ones they ask for.
constexpr double west = -122.515;
constexpr double first_bound = -122.46471267081272;
constexpr double second_bound = -122.41600944012424;
constexpr double third_bound = -122.4063085128395;
constexpr double east = -122.37;
constexpr double asked_x = -122.42916360922355;
constexpr double asked_y = 37.729900216217324;

constexpr double south = 37.7085;
constexpr double north = 37.81;
constexpr double half_a_lot = 5e-4;

/// A strip between two bounds, which its lots keep away from.
struct strip {
  double low;
  double high;
};
constexpr double margin = 1e-4;
constexpr strip strips[] = {{west, first_bound - margin},
                            {first_bound + margin, second_bound - margin},
                            {second_bound + margin, third_bound - margin},
                            {third_bound + margin, east}};

/// Where a lot lies, and what is odd about it.
struct place {
  std::size_t lies_in = 0;
  std::size_t reaches_into = 0; ///< With one corner; otherwise the same.
  bool begins_at_asked_x = false;
  bool has_asked_x = false; ///< At another corner.
  bool has_asked_y = false;
  bool is_multiple = false;
};

using change = void (*)(place&);

/// Changes the first so many unchanged ones that lie in a strip.
void change_some(std::vector<place>& all, std::vector<bool>& changed, std::size_t lies_in,
                 std::size_t of_all, change what) {
  auto left = in_proportion(of_all, all.size());
  for (std::size_t i = 0; i < all.size() && left > 0; ++i)
    if (all[i].lies_in == lies_in && !changed[i]) {
      what(all[i]);
      changed[i] = true;
      --left;
    }
}

std::vector<place> places_of(std::size_t count, random_draws& from) {
  std::vector<place> all(count);
  constexpr std::size_t beyond_first = 20'000 + 44'120 + 107'053;
  constexpr std::size_t beyond_second = 20'000 + 44'120;
  constexpr std::size_t beyond_third = 44'120;
  for (std::size_t i = 0; i < count; ++i)
    for (const auto limit : {beyond_first, beyond_second, beyond_third})
      all[i].lies_in += i < in_proportion(limit, count) ? 1 : 0;
  from.shuffle(all);
  for (auto& each : all)
    each.reaches_into = each.lies_in;
  std::vector<bool> changed(count, false);
  change_some(all, changed, 2, 498, [](place& of) { of.reaches_into = 1; });
  change_some(all, changed, 1, 248, [](place& of) { of.reaches_into = 2; });
  change_some(all, changed, 3, 432, [](place& of) { of.reaches_into = 2; });
  change_some(all, changed, 1, 2, [](place& of) { of.begins_at_asked_x = true; });
  change_some(all, changed, 1, 216, [](place& of) { of.has_asked_x = true; });
  change_some(all, changed, 0, 1, [](place& of) { of.is_multiple = of.has_asked_y = true; });
  change_some(all, changed, 0, 119, [](place& of) { of.is_multiple = true; });
  from.shuffle(all);
  return all;
}

using point = std::pair<double, double>;

std::vector<point> corners_of(const place& lot, random_draws& from) {
  const auto [low, high] = strips[lot.lies_in];
  const auto x = from.between(low + half_a_lot + margin, high - half_a_lot - margin);
  const auto y = from.between(south, north);
  const auto more = static_cast<std::size_t>(-6.6 * std::log(1 - from.share()));
  const auto count = from.chance(0.33) ? 4 : std::min<std::size_t>(59, 5 + more);
  std::vector<point> made;
  for (std::size_t i = 0; i < count; ++i)
    made.emplace_back(from.between(x - half_a_lot, x + half_a_lot),
                      from.between(y - half_a_lot, y + half_a_lot));
  if (lot.reaches_into != lot.lies_in)
    made[2].first = from.between(strips[lot.reaches_into].low, strips[lot.reaches_into].high);
  if (lot.begins_at_asked_x)
    made[0].first = asked_x;
  if (lot.has_asked_x)
    made[2].first = asked_x;
  if (lot.has_asked_y)
    made[1].second = asked_y;
  made.push_back(made.front());
  return made;
}

std::string geometry(const place& lot, random_draws& from) {
  const auto json = [](const point& at) {
    return fmt::format(R"({{"x":{},"y":{},"z":0}})", at.first, at.second);
  };
  const auto corners = corners_of(lot, from);
  std::string list;
  for (const auto& each : corners)
    list += (list.empty() ? "" : ",") + json(each);
  return fmt::format(R"({{"type":"{}","firstCoordinates":{},"coordinates":{}[[{}]]{}}})",
                     lot.is_multiple ? "MultiPolygon" : "Polygon", json(corners.front()),
                     lot.is_multiple ? "[" : "", list, lot.is_multiple ? "]" : "");
}

} // namespace

std::vector<typed_event> lot_events(std::size_t count) {
  random_draws from{3};
  const auto numbers = block_and_lot_numbers(count, from);
  const auto names = streets_of_lots(count, from);
  const auto kinds = kinds_of_streets(count, from);
  const auto houses = house_numbers(count, from);
  const auto places = places_of(count, from);
  std::vector<typed_event> made;
  made.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(
        {"lot",
         fmt::format(
             R"({{"type":"Feature","properties":{{"MAPBLKLOT":"{0}","BLKLOT":"{0}","BLOCK_NUM":"{1}",)"
             R"("LOT_NUM":"{2}","FROM_ST":"{3}","TO_ST":"{3}","STREET":"{4}","ST_TYPE":"{5}",)"
             R"("ODD_EVEN":"{6}"}},"geometry":{7}}})",
             numbers[i], numbers[i].substr(0, 4), numbers[i].substr(4), houses[i], names[i],
             kinds[i], from.chance(0.5) ? "E" : "O", geometry(places[i], from))});
  return made;
}

} // namespace fanfare::bench
