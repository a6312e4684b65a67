#include "actors/deliverer.hpp"

#include <utility>

namespace fanfare {

namespace {

std::optional<final_outcome> final_of(verdict how) {
  switch (how) {
  case verdict::delivered:
    return final_outcome::delivered;
  case verdict::rejected:
    return final_outcome::rejected;
  case verdict::gone:
    return final_outcome::gone;
  case verdict::retry:
  case verdict::unsent:
    break;
  }
  return std::nullopt;
}

ending ending_of(final_outcome how) {
  switch (how) {
  case final_outcome::delivered:
    return ending::delivered;
  case final_outcome::rejected:
    return ending::rejected;
  case final_outcome::gone:
    return ending::gone;
  }
  return ending::delivered;
}

const char* word_for(verdict how) {
  switch (how) {
  case verdict::delivered:
    return "delivered";
  case verdict::retry:
    return "retry";
  case verdict::rejected:
    return "rejected";
  case verdict::gone:
    return "gone";
  case verdict::unsent:
    return "unsent";
  }
  return "retry";
}

} // namespace

/// Notes an outcome for the next start, should this process be killed before it is committed.
void deliverer::note_final(const delivery& what, verdict how) {
  if (site_.outcomes == nullptr)
    return;
  if (const auto end = final_of(how))
    site_.outcomes->note(what.what->id, what.to->what->id, what.part, *end);
}

/// Returns how a delivery ended before this node was started, if the store does not know it yet.
std::optional<ending> deliverer::recall(const delivery& what) const {
  if (site_.outcomes == nullptr)
    return std::nullopt;
  const auto known = site_.outcomes->recall(what.what->id, what.to->what->id, what.part);
  // What was rejected may have been buried, and replayed since: only what the
  // journal still has certainly was not.
  if (!known || (*known != final_outcome::delivered && what.from != delivery_origin::journal))
    return std::nullopt;
  return ending_of(*known);
}

/// Writes an attempt down for people, unless there are too many. @pre it has a lane.
void deliverer::record(lane& of, const delivery& what, const outcome& answer) {
  auto& sample = desk_->sample;
  const auto taken = answer.how == verdict::delivered ? sample.takes_success(of.recorded_at)
                                                      : sample.takes_failure();
  if (!taken)
    return;
  auto& one = recorded_.emplace_back();
  one.event_id = what.what->id.text();
  one.event_type = what.what->type;
  one.listener_id = what.to->what->id;
  one.part = what.part;
  one.number = what.attempts + 1;
  one.outcome = word_for(answer.how);
  one.status = static_cast<int>(answer.status);
  one.took = std::chrono::duration_cast<std::chrono::milliseconds>(now_ - what.begun);
  one.ended_at = site_.today();
  one.detail = answer.detail;
  one.answer = answer.answer;
}

} // namespace fanfare
