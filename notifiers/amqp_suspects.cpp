#include "notifiers/amqp_suspects.hpp"

#include <algorithm>

namespace fanfare {

verdict amqp_suspects::lost(const event_id& which, amqp_loss how, company with) {
  if (how == amqp_loss::unjudged)
    return verdict::unsent;
  if (known_.size() >= most && known_.count(which) == 0)
    make_room();
  auto& about = known_[which];
  about.losses += how == amqp_loss::reproached ? losses_to_suspect : 1;
  about.noted = ++notes_;
  return with == company::alone && about.losses >= losses_to_suspect ? verdict::retry
                                                                     : verdict::unsent;
}

void amqp_suspects::cleared(const event_id& which) {
  if (!known_.empty())
    known_.erase(which);
}

bool amqp_suspects::holds(const event_id& which) const {
  return !known_.empty() && losses(which) >= losses_to_suspect;
}

std::uint32_t amqp_suspects::losses(const event_id& which) const {
  const auto found = known_.find(which);
  return found == known_.end() ? 0 : found->second.losses;
}

void amqp_suspects::make_room() {
  known_.erase(std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) {
    return a.second.noted < b.second.noted;
  }));
}

} // namespace fanfare
