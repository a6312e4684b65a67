#include "engine/explain.hpp"

#include "matching/event_type_pattern.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"

namespace fanfare {
namespace {

std::string listed(const std::vector<std::string>& patterns) {
  std::string text;
  for (const auto& each : patterns)
    text += (text.empty() ? "" : ", ") + quoted(each);
  return text;
}

} // namespace

explanation explain(const stored_listener& of, std::string_view event_type) {
  explanation made{of.id, of.name, of.notifier_type, match_reason::matched, {}, {}};
  const auto what = listener_from_json(of.json);
  if (!what) {
    made.why = match_reason::broken;
    made.sentence = "it is broken: " + what.error().detail;
    return made;
  }
  for (const auto& pattern : what->event_types)
    if (matches(pattern, event_type)) {
      made.clauses = {pattern};
      made.why = what->enabled ? match_reason::matched : match_reason::disabled;
      made.sentence = (what->enabled ? "" : "it is disabled, though ") + quoted(pattern) +
                      " stands for this type";
      return made;
    }
  made.why = what->enabled ? match_reason::event_type : match_reason::disabled;
  made.clauses = what->event_types;
  made.sentence = (what->enabled ? "" : "it is disabled, and ") +
                  (made.clauses.size() == 1 ? listed(made.clauses) + " does not stand"
                                            : "none of " + listed(made.clauses) + " stands") +
                  " for this type";
  return made;
}

} // namespace fanfare
