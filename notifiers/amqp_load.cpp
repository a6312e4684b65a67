#include "notifiers/amqp_load.hpp"

#include <algorithm>

namespace fanfare {

bool amqp_load::admits(amqp_exchange& who, std::size_t own, std::size_t bytes) {
  if (own > 0 && own + bytes > most_of_one)
    return false;
  const bool fits = messages_ == 0 || bytes_ + bytes <= most;
  if (fits && (line_.empty() || called_ == &who))
    return true;
  if (std::find(line_.begin(), line_.end(), &who) == line_.end())
    line_.push_back(&who);
  return false;
}

void amqp_load::add(std::size_t bytes) {
  ++messages_;
  bytes_ += bytes;
}

void amqp_load::remove(std::size_t bytes) {
  --messages_;
  bytes_ -= bytes;
}

amqp_exchange* amqp_load::call_next() {
  called_ = nullptr;
  if (line_.empty())
    return nullptr;
  called_ = line_.front();
  line_.pop_front();
  return called_;
}

void amqp_load::leave(const amqp_exchange& who) {
  line_.erase(std::remove(line_.begin(), line_.end(), &who), line_.end());
}

} // namespace fanfare
