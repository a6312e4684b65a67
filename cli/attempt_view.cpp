#include "cli/attempt_view.hpp"

#include "fanfare/time_text.hpp"

#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {

using nlohmann::ordered_json;

ordered_json json_of(const recent_attempt& one) {
  return {{"id", one.id},
          {"event_id", one.event_id},
          {"event_type", one.event_type},
          {"listener_id", one.listener_id},
          {"part", one.part},
          {"number", one.number},
          {"outcome", one.outcome},
          {"status", one.status},
          {"took_ms", one.took.count()},
          {"ended_at", time_text(one.ended_at)},
          {"detail", one.detail},
          {"answer", one.answer}};
}

std::string lines_of(const recent_attempt& one, attempts_of what, std::size_t width) {
  constexpr std::size_t outcome_columns = 9; // "delivered"
  auto line = time_text(one.ended_at) + "  " + padded(printable(one.outcome), outcome_columns);
  line += "  " + padded(one.status == 0 ? "-" : std::to_string(one.status), 3);
  line += "  " + std::to_string(one.took.count()) + " ms  attempt " + std::to_string(one.number);
  if (what == attempts_of::all)
    line += "  " + printable(one.event_type) + "  " + one.event_id;
  line += "  to " + printable(one.listener_id);
  if (!one.part.empty())
    line += " (" + printable(one.part) + ")";
  line += '\n';
  // Where a number says that all went well, there is nothing to add to it.
  if (!one.detail.empty() && (one.outcome != "delivered" || one.status == 0))
    line += hanging("    ", printable(one.detail), width) + '\n';
  if (!one.answer.empty() && one.outcome != "delivered")
    line += hanging("    answer: ", printable(one.answer), width) + '\n';
  return line;
}

std::string text_of(const ordered_json& value, int indent) {
  return value.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

} // namespace fanfare
