#include "actors/journal_look.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace fanfare {

namespace {

/// More than any node before can have read.
constexpr std::uint64_t most_doubtful = 65'536;

/// Finds out how the nodes before ended, and how much there is to be careful with.
result<void> ask_for_deaths(store& from, read_order& order, read_answer& answer) {
  const auto deaths = from.doubts().begin();
  if (!deaths)
    return deaths.error();
  order.careful = caution::stage::over;
  if (*deaths < caution::deaths)
    return {};
  const auto unsettled = from.events().unsettled();
  if (!unsettled)
    return unsettled.error();
  order.careful = caution::stage::journal;
  order.doubtful = answer.doubtful = std::min(*unsettled, most_doubtful);
  answer.deaths = *deaths;
  return {};
}

/// Suspects what was read and leaves out what must wait for its turn; if there is nothing left,
/// nobody is suspected any more.
result<void> suspect(store& from, const read_order& order, read_answer& answer) {
  auto& entries = answer.batch->entries;
  if (order.doubtful == 0 || entries.empty()) {
    answer.careful = caution::stage::claims;
    return from.doubts().clear(order.suspected);
  }
  std::vector<event_id> next;
  next.reserve(entries.size());
  for (const auto& each : entries)
    next.push_back(each.id);
  const auto found = from.doubts().suspect(next, order.suspected);
  if (!found)
    return found.error();
  answer.batch->at_end = false; // an empty reading says that they harmed nobody
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(found->together), entries.end());
  answer.suspicions = found->starts;
  return {};
}

/// Finds out what is there before anything is read.
result<void> take_stock(store& from, read_answer& answer) {
  auto parked = from.parked().ordered_keys();
  if (!parked)
    return parked.error();
  const auto unsettled = from.events().unsettled();
  if (!unsettled)
    return unsettled.error();
  answer.parked = std::move(*parked);
  answer.backlog = *unsettled;
  return {};
}

} // namespace

read_answer look_into_journal(store& from, read_order order) {
  read_answer answer{order.seen_mark, journal_batch{}};
  const auto failed = [&answer](const error& why) {
    answer.batch = why;
    return answer;
  };
  const auto is_first = order.careful == caution::stage::unknown;
  if (is_first)
    if (auto asked = ask_for_deaths(from, order, answer); !asked)
      return failed(asked.error());
  answer.careful = order.careful;
  if (order.is_first)
    if (auto asked = take_stock(from, answer); !asked)
      return failed(asked.error());
  if (is_first && order.careful == caution::stage::journal) {
    answer.batch->at_end = false;
    return answer;
  }
  if (order.looks) {
    const auto mark = from.events().change_mark();
    if (!mark)
      return failed(mark.error());
    answer.mark = *mark;
  }
  const auto careful = order.careful == caution::stage::journal;
  if (careful && order.doubtful > 0)
    order.limit.events = std::min({order.limit.events, caution::together, order.doubtful});
  if (order.news || answer.mark != order.seen_mark)
    answer.batch = from.events().read(order.after, order.limit);
  if (careful && answer.batch)
    if (auto done = suspect(from, order, answer); !done)
      return failed(done.error());
  return answer;
}

} // namespace fanfare
