#include "actors/retrier.hpp"

#include <utility>
#include <vector>

namespace fanfare {

namespace {

/// What a node was working on when it died is due again when its lease ends, mostly by then.
constexpr std::chrono::seconds least_care{60};
/// Also if there is always something due.
constexpr std::chrono::minutes most_care{10};

} // namespace

bool retrier::is_careful() const {
  return care_ != nullptr && care_->now() == caution::stage::claims;
}

/// One delivery at a time, under suspicion, until nothing is due that the dead left.
void retrier::claim_with_care(std::vector<claim_request> wanted) {
  if (desk_.book.claims() > 0)
    return;
  const auto now = clock_.now();
  if (!desk_.careful_since)
    desk_.careful_since = now;
  std::vector<event_id> cleared;
  if (const auto last = std::exchange(desk_.suspected, std::nullopt))
    cleared.push_back(*last);
  const auto done_for = now - *desk_.careful_since;
  if (done_for >= most_care || (wanted.empty() && done_for >= least_care)) {
    store_.run([cleared](store& in) { static_cast<void>(in.doubts().clear(cleared)); });
    around_.problems.lift_warning("suspects");
    care_->enter(caution::stage::over);
    return;
  }
  if (wanted.empty())
    return;
  wanted.resize(1);
  wanted.front().most = 1;
  desk_.claiming = true;
  store_.run([&desk = desk_, wanted = std::move(wanted), cleared](store& from) {
    claim_answer answer{from.parked().claim(wanted)};
    if (answer.claimed && !answer.claimed->empty()) {
      const auto times = from.doubts().suspect(answer.claimed->front().event.id, cleared);
      if (times)
        answer.suspicions = *times;
      else // What is not suspected is not worked on: its lease brings it back.
        answer.claimed = times.error();
    }
    desk.claims.push(std::move(answer));
  });
}

/// Remembers who is worked on. Returns false if it is the one that kills.
bool retrier::takes_with_care(const claim_answer& answer) {
  if (answer.claimed->empty())
    return true;
  const auto& id = answer.claimed->front().event.id;
  if (answer.suspicions >= caution::suspicions) {
    around_.problems.say(log_level::error, "a delivery of event " + id.text() + " to listener " +
                                               answer.claimed->front().listener +
                                               " is buried: " + poison_reason);
    return false;
  }
  desk_.suspected = id;
  return true;
}

} // namespace fanfare
