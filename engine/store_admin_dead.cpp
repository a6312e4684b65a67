#include "engine/store_admin.hpp"
#include "messages/crash_point.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

namespace fanfare {
namespace {

constexpr std::size_t a_page = 1'000;
constexpr auto no_limit = std::numeric_limits<std::uint64_t>::max();

/// Says how far a walk came before it failed.
error after(std::uint64_t done, const char* what, const error& why) {
  if (done == 0)
    return why;
  return {why.code, why.detail + " (" + std::to_string(done) + " were " + what + " before)"};
}

/// Learns how many deliveries may wait for the listeners of these dead letters. Of those that are
/// gone nothing is replayed, so they need no limit.
result<void> learn(parked_limits& most, const std::vector<dead_letter>& some, listener_store& all,
                   const delivery_options& usual) {
  for (const auto& each : some) {
    const auto [limit, is_new] = most.own.emplace(each.listener_id, no_limit);
    if (!is_new || each.listener_id.empty())
      continue;
    const auto kept = all.find(each.listener_id);
    if (!kept)
      return kept.error();
    if (!*kept)
      continue;
    const auto known = kept_listener((*kept)->id, (*kept)->json);
    const auto pace = known ? apply_delivery(known->delivery, usual) : known.error();
    limit->second = pace ? pace->parked_max : usual.parked_max;
  }
  return {};
}

/// Counts those that a replay would leave because as many wait as may.
result<std::uint64_t> count_without_room(store& on, const dead_filter& which,
                                         const delivery_options& usual) {
  const auto held = on.stock().all();
  if (!held)
    return held.error();
  std::map<std::string, std::uint64_t> waiting;
  for (const auto& each : *held)
    waiting[each.listener] = each.parked;
  parked_limits most{usual.parked_max};
  std::uint64_t full = 0;
  std::optional<std::string> from = "";
  while (from) {
    const auto page = on.dead().list(which, a_page, *from);
    if (!page)
      return page.error();
    if (const auto learned = learn(most, *page, on.listeners(), usual); !learned)
      return learned.error();
    for (const auto& each : *page)
      if (auto& now = waiting[each.listener_id]; now < most.of(each.listener_id))
        ++now;
      else
        ++full;
    from = page->size() == a_page ? std::optional{page->back().id} : std::nullopt;
  }
  return full;
}

} // namespace

result<std::vector<dead_letter>> store_admin::dead_letters(std::size_t limit,
                                                           const dead_filter& which) {
  return on_.dead().list(which, limit);
}

result<buried_report> store_admin::find_dead_letter(std::string_view id) {
  auto found = on_.dead().find(id);
  if (!found)
    return found.error();
  if (!*found)
    return error{errc::not_found, "no dead letter has the id " + quoted(id)};
  return std::move(**found);
}

result<replay_counts> store_admin::count_dead_letters(const dead_filter& which) {
  const auto counted = on_.dead().count(which);
  if (!counted)
    return counted.error();
  const auto full = count_without_room(on_, which, how_.delivery);
  if (!full)
    return full.error();
  // Somebody else may have replayed some between the two looks.
  return replay_counts{counted->with_listener - std::min(*full, counted->with_listener),
                       counted->without, *full};
}

result<replay_counts> store_admin::replay_dead_letters(const dead_filter& which,
                                                       std::chrono::microseconds apart) {
  // They are taken from the newest to the oldest, and the newest is to be due last.
  replay_pace pace{std::chrono::microseconds{0}, -apart};
  if (apart.count() > 0) {
    const auto counted = count_dead_letters(which);
    if (!counted)
      return counted.error();
    pace.first = apart * (static_cast<std::int64_t>(counted->replayed) - 1);
  }
  replay_counts sum;
  parked_limits room{how_.delivery.parked_max};
  std::optional<std::string> from = "";
  while (from) {
    const auto next = on_.dead().list(which, dead_letters::most_in_a_step, *from);
    const auto learned =
        next ? learn(room, *next, on_.listeners(), how_.delivery) : result<void>{next.error()};
    if (!learned)
      return after(sum.replayed, "replayed", learned.error());
    auto step = on_.dead().replay(which, dead_letters::most_in_a_step, *from, pace, room);
    if (!step)
      return after(sum.replayed, "replayed", step.error());
    FANFARE_CRASH_POINT("replay");
    sum.replayed += step->done;
    pace.first += pace.step * static_cast<std::int64_t>(step->done);
    sum.left += step->left;
    sum.full += step->full;
    from = std::move(step->next);
  }
  return sum;
}

result<std::uint64_t> store_admin::drop_dead_letters(const dead_filter& which) {
  std::uint64_t dropped = 0;
  std::optional<std::string> from = "";
  while (from) {
    auto step = on_.dead().drop(which, dead_letters::most_in_a_step, *from);
    if (!step)
      return after(dropped, "dropped", step.error());
    dropped += step->done;
    from = std::move(step->next);
  }
  return dropped;
}

} // namespace fanfare
