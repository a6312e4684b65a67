#include "engine/explain.hpp"

#include "matching/event_type_pattern.hpp"
#include "matching/filter_match.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"

#include <algorithm>

namespace fanfare {
namespace {

std::string listed(const std::vector<std::string>& patterns) {
  std::string text;
  for (const auto& each : patterns)
    text += (text.empty() ? "" : ", ") + quoted(each);
  return text;
}

/// JSON as it is, but cut and without what could steer a terminal.
std::string shown(const std::string& json) {
  constexpr std::size_t most_bytes = 200;
  const auto in_quotes = quoted(json, most_bytes);
  return in_quotes.substr(1, in_quotes.size() - 2);
}

/// Says why a clause does not hold, for people.
std::string sentence_on(const missed_clause& missed) {
  constexpr std::size_t most_values = 3;
  std::string found;
  for (std::size_t i = 0; i < missed.found.size() && i < most_values; ++i)
    found += (i == 0 ? "" : ", ") + missed.found[i];
  if (missed.found.size() > most_values)
    found += ", …";
  const auto path = missed.path.empty() ? std::string{"the empty key"} : missed.path;
  auto text = missed.found.empty() ? "there is no " + path : path + " is " + shown(found);
  text += ", and its filter wants " + shown(missed.wanted);
  if (missed.elsewhere)
    text += " in the same element of the array as the clauses before";
  if (missed.ways > 1)
    text +=
        "; of the " + std::to_string(missed.ways) + " ways that $or gives, this one came furthest";
  return text;
}

/// Fills in what the listener's filter makes of the event.
/// @returns whether it takes it.
bool explain_filter(const listener& of, std::string_view event, explanation& made) {
  if (of.filter.empty())
    return true;
  const auto asked = compile_filter(of.filter);
  if (!asked) {
    made.why = match_reason::broken;
    made.sentence = "it is broken: " + asked.error().detail;
    return false;
  }
  const auto missed = first_missed(*asked, event);
  if (!missed)
    return true;
  made.why = match_reason::filter;
  made.clauses = {missed->path + ": " + missed->wanted};
  made.found = missed->found;
  made.sentence = sentence_on(*missed);
  return false;
}

void explain_type(const listener& of, std::string_view event_type, std::string_view event,
                  explanation& made) {
  const auto pattern =
      std::find_if(of.event_types.begin(), of.event_types.end(),
                   [event_type](const auto& each) { return matches(each, event_type); });
  if (pattern == of.event_types.end()) {
    made.why = match_reason::event_type;
    made.clauses = of.event_types;
    made.sentence = (made.clauses.size() == 1 ? listed(made.clauses) + " does not stand"
                                              : "none of " + listed(made.clauses) + " stands") +
                    " for this type";
    return;
  }
  if (!explain_filter(of, event, made))
    return;
  made.why = match_reason::matched;
  made.clauses = {*pattern};
  made.sentence = quoted(*pattern) + " stands for this type";
  if (!of.filter.empty())
    made.sentence += ", and its filter takes the event";
}

explanation explain_version(const stored_listener& of, const std::string& json,
                            std::string_view event_type, std::string_view event) {
  explanation made{of.id, of.name, of.notifier_type, match_reason::matched, {}, {}, {}};
  const auto what = kept_listener(of.id, json);
  if (!what) {
    made.why = match_reason::broken;
    made.sentence = "it is broken: " + what.error().detail;
    return made;
  }
  explain_type(*what, event_type, event, made);
  if (!what->enabled && made.why != match_reason::broken) {
    const bool would = made.why == match_reason::matched;
    made.why = match_reason::disabled;
    made.sentence = (would ? "it is disabled, though " : "it is disabled, and ") + made.sentence;
  }
  return made;
}

} // namespace

explanation explain(const stored_listener& of, const quarantined_listener* set_aside,
                    std::string_view event_type, std::string_view event) {
  if (set_aside == nullptr)
    return explain_version(of, of.json, event_type, event);
  if (set_aside->last_good.empty()) {
    auto made = explanation{of.id, of.name, of.notifier_type, match_reason::broken, {}, {}, {}};
    made.sentence = "it is broken: " + set_aside->reason;
    return made;
  }
  auto made = explain_version(of, set_aside->last_good, event_type, event);
  made.sentence = "it is in quarantine (" + set_aside->reason +
                  "), and its last good version is asked: " + made.sentence;
  return made;
}

} // namespace fanfare
