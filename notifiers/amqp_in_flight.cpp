#include "notifiers/amqp_in_flight.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

void amqp_in_flight::add(std::uint64_t number, amqp_job work, clock::time_point overdue) {
  next_expiry_ = std::min(next_expiry_, work.deadline);
  next_overdue_ = std::min(next_overdue_, overdue);
  const auto bytes = work.what.what->body.size();
  bytes_ += bytes;
  all_.add(bytes);
  sent_.emplace_hint(sent_.end(), number, sent_message{std::move(work), overdue, bytes});
}

std::optional<amqp_job> amqp_in_flight::settle(std::uint64_t number) {
  const auto found = sent_.find(number);
  if (found == sent_.end())
    return std::nullopt;
  auto one = std::move(found->second);
  sent_.erase(found);
  bytes_ -= one.bytes;
  all_.remove(one.bytes);
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
  for (auto& [number, one] : std::exchange(sent_, {})) {
    all_.remove(one.bytes);
    if (!one.answered)
      all.push_back(std::move(one.work));
  }
  bytes_ = 0;
  next_expiry_ = clock::time_point::max();
  next_overdue_ = clock::time_point::max();
  return all;
}

bool amqp_in_flight::has_overdue(clock::time_point now) {
  if (now < next_overdue_)
    return false;
  next_overdue_ = clock::time_point::max();
  for (const auto& [number, one] : sent_)
    next_overdue_ = std::min(next_overdue_, one.overdue);
  return next_overdue_ <= now;
}

} // namespace fanfare
