#include "notifiers/amqp_in_flight.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

void amqp_in_flight::add(std::uint64_t number, amqp_job work, clock::time_point now) {
  next_expiry_ = std::min(next_expiry_, work.deadline);
  sent_.emplace_hint(sent_.end(), number, sent_message{std::move(work), now});
}

std::optional<amqp_job> amqp_in_flight::settle(std::uint64_t number) {
  const auto found = sent_.find(number);
  if (found == sent_.end())
    return std::nullopt;
  auto one = std::move(found->second);
  sent_.erase(found);
  return one.answered ? std::nullopt : std::optional{std::move(one.work)};
}

std::vector<amqp_job> amqp_in_flight::expire(clock::time_point now) {
  std::vector<amqp_job> expired;
  if (now < next_expiry_)
    return expired;
  next_expiry_ = clock::time_point::max();
  for (auto& [number, one] : sent_) {
    if (one.answered)
      continue;
    if (one.work.deadline > now) {
      next_expiry_ = std::min(next_expiry_, one.work.deadline);
      continue;
    }
    one.answered = true;
    expired.push_back(std::move(one.work));
  }
  return expired;
}

std::vector<amqp_job> amqp_in_flight::take_all() {
  std::vector<amqp_job> all;
  for (auto& [number, one] : std::exchange(sent_, {}))
    if (!one.answered)
      all.push_back(std::move(one.work));
  next_expiry_ = clock::time_point::max();
  return all;
}

std::optional<amqp_in_flight::clock::time_point> amqp_in_flight::oldest() const {
  if (sent_.empty())
    return std::nullopt;
  return sent_.begin()->second.at;
}

} // namespace fanfare
