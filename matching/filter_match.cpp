#include "matching/filter_match.hpp"

#include "matching/clause_table.hpp"
#include "messages/json_text.hpp"

#include <algorithm>
#include <span>

namespace fanfare {

namespace {

/// One filter as a table of its own.
class lone_filter {
public:
  explicit lone_filter(const filter& asked) {
    std::vector<std::uint32_t> numbers;
    for (const auto& one : asked.clauses)
      numbers.push_back(clauses.add(one, paths));
    for (const auto& each : asked.ways) {
      auto& way = ways.emplace_back();
      for (const auto one : each)
        way.push_back(numbers[one]);
    }
  }

  growing_paths paths;
  clause_table clauses;
  std::vector<std::vector<std::uint32_t>> ways;
};

std::string as_json(const event_value& value) {
  return value.kind == value_kind::text ? json_string(value.text) : std::string{value.text};
}

/// Returns how many of the clauses hold together, from the first on.
std::size_t reach(std::span<const std::uint32_t> clauses, const clause_table& of,
                  clause_table::memory& about) {
  std::size_t held = 0;
  while (held < clauses.size() && of.all_hold(clauses.first(held + 1), about))
    ++held;
  return held;
}

} // namespace

bool matches(const filter& asked, std::string_view event) {
  lone_filter one{asked};
  event_fields fields;
  if (!fields.read(event, *one.paths.share()))
    return false;
  clause_table::memory about;
  about.begin(fields, one.clauses);
  return std::any_of(one.ways.begin(), one.ways.end(),
                     [&one, &about](const auto& way) { return one.clauses.all_hold(way, about); });
}

std::optional<missed_clause> first_missed(const filter& asked, std::string_view event) {
  lone_filter one{asked};
  event_fields fields;
  fields.read(event, *one.paths.share());
  clause_table::memory about;
  about.begin(fields, one.clauses);
  std::size_t furthest = 0;
  std::size_t which = 0;
  for (std::size_t i = 0; i < one.ways.size(); ++i) {
    const auto held = reach(one.ways[i], one.clauses, about);
    if (held == one.ways[i].size())
      return std::nullopt;
    if (held > furthest) {
      furthest = held;
      which = i;
    }
  }
  const auto number = one.ways[which][furthest];
  const auto& missed = asked.clauses[asked.ways[which][furthest]];
  missed_clause made{missed.path, missed.wanted, {}, false, one.ways.size()};
  for (const auto& each : fields.of(one.clauses.field_of(number)))
    made.found.push_back(as_json(each.value));
  made.elsewhere = one.clauses.all_hold({&number, 1}, about);
  return made;
}

} // namespace fanfare
