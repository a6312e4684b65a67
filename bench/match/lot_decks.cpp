#include "bench/match/lot_decks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>

namespace fanfare::bench {

namespace {

/// A value, or a maker of values, and how many of all lots have it.
struct card {
  std::function<std::string()> make;
  std::size_t of_all;
};

card always(const char* value, std::size_t of_all) {
  return {[value] { return std::string{value}; }, of_all};
}

std::vector<std::string> deal(const std::vector<card>& cards,
                              const std::function<std::string()>& others, std::size_t count,
                              random_draws& from) {
  std::vector<std::string> made;
  made.reserve(count);
  for (const auto& each : cards)
    for (auto left = in_proportion(each.of_all, count); left > 0 && made.size() < count; --left)
      made.push_back(each.make());
  while (made.size() < count)
    made.push_back(others());
  from.shuffle(made);
  return made;
}

/// `*` stands for anything. Not the engine's, which is what is measured.
bool fits(std::string_view pattern, std::string_view text) {
  if (pattern.empty())
    return text.empty();
  if (pattern.front() == '*')
    return fits(pattern.substr(1), text) || (!text.empty() && fits(pattern, text.substr(1)));
  return !text.empty() && pattern.front() == text.front() &&
         fits(pattern.substr(1), text.substr(1));
}

constexpr const char* asked_numbers[] = {"143*", "2*0*1*7", "*218", "3*5*2", "VA*IL"};

std::ptrdiff_t rules_for(const std::string& number) {
  return std::count_if(std::begin(asked_numbers), std::end(asked_numbers),
                       [&number](const char* pattern) { return fits(pattern, number); });
}

std::string any_number(random_draws& from) {
  const auto block = 1 + from.below(8'950);
  const auto lot = 1 + from.below(120);
  if (from.chance(0.03))
    return fmt::format("{:04}{}{:03}", block, "ABC"[from.below(3)], lot);
  return fmt::format("{:04}{:03}", block, lot);
}

std::string number_like(std::size_t pattern, random_draws& from) {
  switch (pattern) {
  case 0:
    return fmt::format("143{}{:03}", from.below(10), 1 + from.below(120));
  case 1:
    return fmt::format("2{:06}", from.below(1'000'000));
  case 2:
    return fmt::format("{:04}218", 1 + from.below(8'950));
  default:
    return fmt::format("3{:06}", from.below(1'000'000));
  }
}

/// Returns a number that this pattern takes, but none of the others, nor any
/// rule that asks for one number.
std::string number_that_fits(std::size_t pattern, random_draws& from) {
  static const std::vector<std::string> exact{"1430022", "2607117", "2607218", "3745012"};
  for (;;)
    if (auto number = number_like(pattern, from);
        fits(asked_numbers[pattern], number) && rules_for(number) == 1 &&
        std::find(exact.begin(), exact.end(), number) == exact.end())
      return number;
}

/// None of these is asked for by a rule.
constexpr const char* quiet_streets[] = {
    "UNKNOWN",  "17TH",      "18TH",       "19TH",     "20TH",    "21ST",       "22ND",
    "23RD",     "24TH",      "25TH",       "26TH",     "27TH",    "28TH",       "29TH",
    "30TH",     "GREENWICH", "TURK",       "CABRILLO", "FOLSOM",  "FOERSTER",   "BALBOA",
    "ANZA",     "GEARY",     "CLEMENT",    "CLAY",     "PINE",    "BUSH",       "CALIFORNIA",
    "SUTTER",   "POST",      "SACRAMENTO", "LAGUNA",   "OCTAVIA", "GOUGH",      "VALENCIA",
    "GUERRERO", "DOLORES",   "CHURCH",     "SANCHEZ",  "NOE",     "CASTRO",     "DIAMOND",
    "KIRKHAM",  "LAWTONS",   "MORAGA",     "NORIEGA",  "ORTEGA",  "PACHECO",    "QUINTARA",
    "RIVERA",   "TARAVAL",   "ULLOA",      "VICENTE",  "WAWONA",  "JUDAH",      "LINCOLNS",
    "GENEVA",   "OCEAN",     "NAPLES",     "VIENNA",   "ATHENS",  "EDINBURGH",  "LISBOA",
    "MADRID",   "PARIS",     "MUNICH",     "PRAGUE",   "CAYUGA",  "ALEMANY",    "SILVER",
    "PAUL",     "3RD",       "THOMAS",     "PALOU",    "OAKDALE", "QUESADA",    "REVERE",
    "SHAFTER",  "CARROLLS",  "INGERSOLLS", "GILMANS",  "POTRERO", "KANSAS",     "VERMONT",
    "UTAH",     "ALABAMA",   "HARRISONS",  "BRYANT",   "BRANNAN", "TOWNSEND",   "BERRY",
    "CHANNEL",  "FILBERT",   "UNIONS",     "VALLEJO",  "PACIFIC", "BROADWAYS",  "LOMBARD",
    "BAY",      "COLUMBUS",  "STOCKTONS",  "GRANT",    "KEARNY",  "MONTGOMERY", "SANSOME",
    "BATTERY",  "FRONT",     "SAN BRUNO",  "PERU",     "PERSIA"};

const std::vector<std::pair<const char*, std::size_t>>& asked_streets() {
  static const std::vector<std::pair<const char*, std::size_t>> all{
      {"FULTON", 1'910},     {"FUNSTON", 477},   {"MASON", 2'657},      {"MASONIC", 293},
      {"MOULTON", 22},       {"JEFFERSON", 131}, {"WASHINGTON", 4'000}, {"JACKSON", 3'724},
      {"MISSION", 5'000},    {"ACADIA", 24},     {"BLYTHDALE", 442},    {"LAKE", 871},
      {"DRUMM", 13},         {"DRUMMOND", 25},   {"IRVING", 1'963},     {"SANTIAGO", 682},
      {"RHODE ISLAND", 328}, {"BEACH", 211},     {"HYDE", 1'758},       {"CHESTNUT", 825}};
  return all;
}

/// Streets are long and short: a few have many of the lots.
std::vector<double> lengths_of(std::size_t count, random_draws& from) {
  constexpr double longest = 12;
  std::vector<double> sums;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i)
    sums.push_back(sum += std::min(longest, std::pow(1 - from.share(), -1 / 1.2)));
  return sums;
}

std::string any_house_number(random_draws& from) {
  for (;;)
    if (auto number = std::to_string(1 + from.below(4'000));
        !number.starts_with("44") && !number.ends_with("41"))
      return number;
}

} // namespace

std::size_t in_proportion(std::size_t of_all, std::size_t count) {
  return of_all == 0 ? 0 : std::max<std::size_t>(1, (of_all * count + all_lots / 2) / all_lots);
}

std::vector<std::string> block_and_lot_numbers(std::size_t count, random_draws& from) {
  std::vector<card> cards{always("1430022", 1), always("2607117", 101), always("2607218", 35),
                          always("3745012", 655), always("VACSTWIL", 1)};
  constexpr std::size_t others[] = {489, 612, 8, 1'885};
  for (std::size_t i = 0; i < std::size(others); ++i)
    cards.push_back({[i, &from] { return number_that_fits(i, from); }, others[i]});
  const auto quiet = [&from] {
    for (;;)
      if (auto number = any_number(from); rules_for(number) == 0)
        return number;
  };
  return deal(cards, quiet, count, from);
}

std::vector<std::string> streets_of_lots(std::size_t count, random_draws& from) {
  std::vector<card> cards;
  for (const auto& [name, of_all] : asked_streets())
    cards.push_back(always(name, of_all));
  const std::vector<std::string> quiet{
      streets().begin() + static_cast<std::ptrdiff_t>(asked_streets().size()), streets().end()};
  const auto sums = lengths_of(quiet.size(), from);
  const auto other = [&] {
    const auto at = std::upper_bound(sums.begin(), sums.end(), from.between(0, sums.back()));
    return quiet[std::min(static_cast<std::size_t>(at - sums.begin()), quiet.size() - 1)];
  };
  return deal(cards, other, count, from);
}

std::vector<std::string> kinds_of_streets(std::size_t count, random_draws& from) {
  static constexpr const char* others[] = {"AVE", "AVE", "AVE", "BLVD", "DR", "LN", "PL",
                                           "PLZ", "RD",  "TER", "WAY",  "HL", "CIR"};
  return deal(
      {always("ST", 116'386), always("STWY", 15), always("CT", 1'774)},
      [&from] { return std::string{from.one_of(others)}; }, count, from);
}

std::vector<std::string> house_numbers(std::size_t count, random_draws& from) {
  const auto begins_with_44 = [&from] {
    for (;;)
      if (auto number = "44" + std::to_string(from.below(100));
          number != "441" && !number.ends_with("41"))
        return number;
  };
  const auto ends_with_41 = [&from] {
    for (;;)
      if (auto number = std::to_string(from.below(40)) + "41"; !number.starts_with("44"))
        return number.starts_with("0") ? number.substr(1) : number;
  };
  return deal(
      {always("441", 2'453), {begins_with_44, 1'524}, {ends_with_41, 1'560}},
      [&from] { return any_house_number(from); }, count, from);
}

const std::vector<std::string>& streets() {
  static const auto all = [] {
    std::vector<std::string> made;
    for (const auto& [name, of_all] : asked_streets())
      made.emplace_back(name);
    made.insert(made.end(), std::begin(quiet_streets), std::end(quiet_streets));
    for (int i = 4; i < 49; ++i)
      made.push_back(std::to_string(i) + "TH AV");
    return made;
  }();
  return all;
}

} // namespace fanfare::bench
