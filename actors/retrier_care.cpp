#include "actors/retrier.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace fanfare {

namespace {

/// What a node was working on when it died is due again when its lease ends, mostly by then.
constexpr std::chrono::seconds least_care{60};

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
  if (!desk_.careful_since)
    desk_.careful_since = now;
  const auto cleared = desk_.suspected;
  const auto done_for = now - *desk_.careful_since;
  const auto quiet = desk_.book.claims() == 0;
  if (done_for >= caution::most || (quiet && wanted.empty() && done_for >= least_care)) {
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
