#include "notifiers/amqp_load.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

bool amqp_load::admits(amqp_exchange& who, std::size_t own, std::size_t bytes) {
  if (own > 0 && own + bytes > most_of_one)
    return false;
  const bool fits = messages_ == 0 || bytes_ + bytes <= most;
  if (fits && (line_.empty() || called_ == &who))
    return true;
  if (std::find(line_.begin(), line_.end(), &who) != line_.end())
    return false;
  // Whoever found no room for a large one stays the first: small ones would take every gap.
  if (called_ == &who && !called_has_sent_)
    line_.push_front(&who);
  else
    line_.push_back(&who);
  return false;
}

void amqp_load::add(std::size_t bytes) {
  ++messages_;
  bytes_ += bytes;
  called_has_sent_ = true;
}

void amqp_load::remove(std::size_t bytes) {
  --messages_;
  bytes_ -= bytes;
}

amqp_exchange* amqp_load::call_next() {
  const auto* const before = std::exchange(called_, nullptr);
  called_has_sent_ = false;
  if (line_.empty() || (before != nullptr && line_.front() == before))
    return nullptr;
  called_ = line_.front();
  line_.pop_front();
  return called_;
}

void amqp_load::leave(const amqp_exchange& who) {
  line_.erase(std::remove(line_.begin(), line_.end(), &who), line_.end());
}

} // namespace fanfare
