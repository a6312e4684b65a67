#include "actors/journaled_event.hpp"

#include "messages/parse_report.hpp"

#include <limits>
#include <utility>

namespace fanfare {

result<event_ptr> read_event(journal_entry entry) {
  // It was accepted under the limits of its time.
  auto parsed =
      parse_report(entry.body, std::numeric_limits<std::size_t>::max(), report_author::engine);
  if (!parsed)
    return parsed.error();
  auto one = std::make_shared<event>();
  one->id = entry.id;
  one->type = std::move(parsed->type);
  one->distinct_keys = parsed->distinct_keys;
  one->body = std::move(entry.body);
  return event_ptr{std::move(one)};
}

} // namespace fanfare
