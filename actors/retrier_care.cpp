#include "actors/retrier.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace fanfare {

namespace {

/// What a node was working on when it died is due again when its lease ends: by then, unless
/// listeners have longer timeouts than most.
constexpr std::chrono::seconds least_care{60};
/// A lease ends so long after the timeout of its attempt, and is claimed a moment later.
constexpr std::chrono::seconds beyond_longest_timeout{45};
/// So long after that it ends even if something is always due.
constexpr auto most_beyond = caution::most - least_care;

/// Each once, in the order in which they come first.
std::vector<event_id> events_of(const std::vector<claimed_delivery>& claimed) {
  std::vector<event_id> all;
  for (const auto& each : claimed)
    if (std::find(all.begin(), all.end(), each.event.id) == all.end())
      all.push_back(each.event.id);
  return all;
}

void cut_down(std::vector<claim_request>& wanted) {
  auto room = caution::together;
  for (auto& each : wanted) {
    each.most = std::min(each.most, room);
    room -= each.most;
  }
  wanted.erase(std::remove_if(wanted.begin(), wanted.end(),
                              [](const claim_request& each) { return each.most == 0; }),
               wanted.end());
}

/// Suspects what was claimed. What must wait for its turn, or cannot be suspected, is not worked
/// on: its lease brings it back.
void suspect(store& in, const std::vector<event_id>& cleared, claim_answer& answer) {
  auto events = events_of(*answer.claimed);
  const auto found = in.doubts().suspect(events, cleared);
  if (!found) {
    answer.claimed = found.error();
    return;
  }
  answer.suspicions = found->starts;
  events.resize(found->together);
  auto& claimed = *answer.claimed;
  claimed.erase(std::remove_if(claimed.begin(), claimed.end(),
                               [&events](const claimed_delivery& each) {
                                 return std::find(events.begin(), events.end(), each.event.id) ==
                                        events.end();
                               }),
                claimed.end());
}

} // namespace

bool retrier::is_careful() const {
  return care_ != nullptr && care_->now() == caution::stage::claims;
}

/// A few deliveries at a time, under suspicion, until nothing is due that the dead left.
void retrier::claim_with_care(std::vector<claim_request> wanted) {
  const auto now = clock_.now();
  if (!desk_.careful_since) {
    desk_.careful_since = now;
    desk_.careful_until = now + least_care;
  }
  const auto cleared = desk_.suspected;
  const auto quiet = desk_.book.claims() == 0;
  if (has_cared_enough(quiet && wanted.empty())) {
    store_.run([cleared](store& in) { static_cast<void>(in.doubts().clear(cleared)); });
    around_.problems.lift_warning("suspects");
    care_->enter(caution::stage::over);
    return;
  }
  if (!quiet && now - desk_.last_care < caution::patience)
    return;
  cut_down(wanted);
  if (wanted.empty())
    return;
  store_.run([&desk = desk_, wanted = std::move(wanted), cleared](store& from) {
    claim_answer answer{from.parked().claim(wanted)};
    if (answer.claimed && !answer.claimed->empty())
      suspect(from, cleared, answer);
    desk.claims.push(std::move(answer));
  });
  desk_.claiming = true;
  desk_.suspected.clear();
  desk_.last_care = now;
}

/// Listeners may have been loaded since it was last said how long care takes, so that is asked
/// again when it seems to be over.
bool retrier::has_cared_enough(bool is_quiet) {
  const auto seems_over = is_quiet ? desk_.careful_until : desk_.careful_until + most_beyond;
  if (clock_.now() < seems_over)
    return false;
  std::chrono::milliseconds longest{0};
  listeners_.load()->for_each(
      [&longest](const ready_listener& each) { longest = std::max(longest, each.pace.timeout); });
  const auto until = *desk_.careful_since + longest + beyond_longest_timeout;
  return until <= std::exchange(desk_.careful_until, std::max(desk_.careful_until, until));
}

/// Remembers who is worked on. Returns false if it is the one that kills.
bool retrier::takes_with_care(const claim_answer& answer) {
  if (answer.claimed->empty())
    return true;
  const auto& first = answer.claimed->front();
  if (answer.suspicions >= caution::suspicions) {
    around_.problems.say(log_level::error, "a delivery of event " + first.event.id.text() +
                                               " to listener " + first.listener +
                                               " is buried: " + poison_reason);
    return false;
  }
  desk_.suspected = events_of(*answer.claimed);
  return true;
}

} // namespace fanfare
