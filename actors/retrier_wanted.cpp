#include "actors/retrier.hpp"

#include <algorithm>

// How much is claimed at once, and for whom.

namespace fanfare {

namespace {

/// More would hold the store's lock too long.
constexpr std::size_t claims_an_asking = 256;
/// Added to an attempt's timeout. A claim that waits longer for its turn is
/// claimed again, and known as ours.
constexpr std::chrono::seconds lease_beyond_timeout{15};
/// What a lane with a rate is brought at most: it would wait here as well as there.
constexpr double seconds_of_rate = 5;

} // namespace

std::size_t retrier::room() const {
  const auto most = desk_.pace.yields() ? desk_.pace.portion() : claims_an_asking;
  return std::min(
      {most, claims_an_asking, desk_.book.room(retrier_desk::most_claims, desk_.most_bytes)});
}

/// Every lane gets its share of what its window takes, then those that came first the rest of it,
/// then those that drain fast get more.
std::vector<claim_request> retrier::wanted_of(const std::vector<due_lane>& lanes) {
  const auto index = listeners_.load();
  auto left = room();
  std::vector<claim_request> wanted;
  std::vector<lane_room> rooms;
  for (const auto& lane : lanes) {
    if (lane.in.count() > 0) {
      ask_by(lane.in);
      break;
    }
    const auto to = index->find(lane.listener);
    const auto rest = to ? room_of(*to) : lane_room{};
    if (rest.places == 0 || wanted.size() == left)
      continue;
    wanted.push_back({lane.listener, 0, to->pace.timeout + lease_beyond_timeout});
    rooms.push_back(rest);
  }
  const auto add = [&](std::size_t to, std::size_t most) {
    const auto more = std::min(most, left);
    wanted[to].most += more;
    left -= more;
  };
  const auto share = wanted.empty() ? 0 : left / wanted.size();
  for (std::size_t i = 0; i < wanted.size(); ++i)
    add(i, std::min(rooms[i].places, share));
  for (std::size_t i = 0; i < wanted.size(); ++i)
    add(i, rooms[i].places - wanted[i].most);
  const auto share_ahead = wanted.empty() ? 0 : left / wanted.size();
  for (std::size_t i = 0; i < wanted.size(); ++i)
    add(i, std::min(rooms[i].ahead, share_ahead));
  return wanted;
}

/// Returns how many more claims the lane takes.
retrier::lane_room retrier::room_of(const ready_listener& of) {
  const auto window = window_of(of);
  const auto share = desk_.book.share_of(of.what->id);
  return {share.free_in(window, clock_.now()), takes_more(of) ? share.free_ahead_of(window) : 0};
}

/// Returns how many claims the lane takes at the moment.
std::size_t retrier::window_of(const ready_listener& of) {
  std::size_t window = of.pace.concurrency;
  if (!of.pace.ordering.empty() && !around_.backlog_read)
    return 0;
  if (of.pace.rate > 0)
    window = std::clamp<std::size_t>(static_cast<std::size_t>(of.pace.rate * seconds_of_rate), 1,
                                     window);
  const auto gate = desk_.shut.find(of.what->id);
  if (gate == desk_.shut.end())
    return window;
  if (clock_.now() >= gate->second.shut_until)
    return gate->second.one_by_one ? 1 : window;
  ask_at(gate->second.shut_until);
  return 0;
}

/// Whether the lane takes more claims than its window while they end soon.
bool retrier::takes_more(const ready_listener& of) const {
  return of.pace.rate <= 0 && desk_.shut.count(of.what->id) == 0;
}

/// What was behind it is due at once.
void retrier::note_next_in_order(const std::string& listener) {
  const auto to = listeners_.load()->find(listener);
  if (to && !to->pace.ordering.empty())
    desk_.full.insert(listener);
}

/// A lane that gave all that was asked for has more, mostly.
void retrier::note_full_lanes(const claim_answer& answer) {
  for (const auto& each : answer.wanted) {
    const auto came = std::count_if(
        answer.claimed->begin(), answer.claimed->end(),
        [&each](const claimed_delivery& one) { return one.listener == each.listener; });
    if (static_cast<std::size_t>(came) < each.most)
      desk_.full.erase(each.listener);
    else
      desk_.full.insert(each.listener);
  }
}

/// Forgets lanes in which nothing is due after all.
void retrier::keep_full(const std::vector<due_lane>& due) {
  std::set<std::string> still;
  for (const auto& lane : due)
    if (lane.in.count() <= 0 && desk_.full.count(lane.listener) > 0)
      still.insert(lane.listener);
  desk_.full = std::move(still);
}

std::vector<due_lane> retrier::full_lanes() const {
  std::vector<due_lane> lanes;
  for (const auto& each : desk_.full)
    lanes.push_back({each});
  return lanes;
}

} // namespace fanfare
