#include "bench/match/cases.hpp"
#include "bench/match/lot_filters.hpp"
#include "bench/match/lots.hpp"
#include "bench/match/matching.hpp"

#include <initializer_list>
#include <string>

namespace fanfare::bench {

namespace {

/// So many filters of a kind.
struct crowd {
  std::size_t count;
  double event_ruler = 0; ///< What an event costs there, in ns; 0: not known.
  bool has_goal = false;
};

/// The lots, and what they cost any reader.
struct lots_to_read {
  std::vector<typed_event> events;
  floors beside;
};

lots_to_read read_lots(const std::string& name, const order& how, std::size_t count) {
  lots_to_read made{lot_events(how.quick ? count / 6 : count), {}};
  made.beside = measure_floors(name + ": lots", made.events, how);
  return made;
}

bool measure_kind(lot_filters kind, const char* name, const lots_to_read& lots,
                  std::initializer_list<crowd> crowds, const order& how) {
  constexpr std::size_t most_when_quick = 100'000;
  bool right = true;
  for (const auto& each : crowds) {
    if ((how.quick && each.count > most_when_quick) || (!each.has_goal && !is_named(how)))
      continue;
    const auto filters = lot_filters_of(kind, each.count);
    right = measure({std::to_string(each.count) + " " + name, filters, lots.events, lots.beside,
                     each.event_ruler},
                    how) &&
            right;
  }
  return right;
}

} // namespace

bool measure_scaling(const order& how) {
  const auto lots = read_lots("scaling", how, 30'000);
  const auto exact =
      measure_kind(lot_filters::exact, "exact", lots,
                   {{10}, {1'000, 2'765}, {10'000, 3'110}, {100'000, 4'876}, {1'000'000}}, how);
  const auto two = measure_kind(
      lot_filters::two, "two", lots,
      {{10}, {1'000, 3'587}, {10'000, 4'789}, {100'000, 6'420, true}, {1'000'000, 12'219, true}},
      how);
  const auto mixed = measure_kind(
      lot_filters::mixed, "mixed", lots,
      {{10}, {1'000, 6'196}, {10'000, 9'844}, {100'000, 38'240, true}, {1'000'000}}, how);
  return exact && two && mixed;
}

bool measure_wildcards(const order& how) {
  const auto lots = read_lots("wildcards", how, 5'000);
  const auto longer =
      measure_kind(lot_filters::wildcards, "wildcards", lots, {{1'000}, {10'000, 0, true}}, how);
  return measure_kind(lot_filters::single_digit_wildcards, "wildcards of single digits", lots,
                      {{1'000}, {10'000, 0, true}}, how) &&
         longer;
}

bool measure_ranges(const order& how) {
  return measure_kind(lot_filters::ranges, "ranges", read_lots("ranges", how, 30'000),
                      {{1'000}, {10'000, 0, true}}, how);
}

} // namespace fanfare::bench
