#include "notifiers/amqp_suspects.hpp"

#include <utility>

namespace fanfare {

verdict amqp_suspects::lost(const event_id& which, amqp_loss how, company with) {
  if (how == amqp_loss::unjudged)
    return verdict::unsent;
  if (known_.size() >= most && known_.count(which) == 0)
    forget_oldest();
  by_note_.emplace(++notes_, which);
  auto& about = known_[which];
  by_note_.erase(std::exchange(about.noted, notes_));
  about.losses += how == amqp_loss::reproached ? losses_to_suspect : 1;
  return with == company::alone && about.losses >= losses_to_suspect ? verdict::retry
                                                                     : verdict::unsent;
}

void amqp_suspects::cleared(const event_id& which) {
  const auto found = known_.empty() ? known_.end() : known_.find(which);
  if (found == known_.end())
    return;
  by_note_.erase(found->second.noted);
  known_.erase(found);
}

bool amqp_suspects::holds(const event_id& which) const {
  return !known_.empty() && losses(which) >= losses_to_suspect;
}

std::uint32_t amqp_suspects::losses(const event_id& which) const {
  const auto found = known_.find(which);
  return found == known_.end() ? 0 : found->second.losses;
}

void amqp_suspects::forget_oldest() {
  known_.erase(by_note_.begin()->second);
  by_note_.erase(by_note_.begin());
}

} // namespace fanfare
