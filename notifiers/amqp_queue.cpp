#include "notifiers/amqp_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fanfare {

void amqp_queue::add(amqp_job work) {
  next_expiry_ = std::min(next_expiry_, work.start_by);
  waiting_.push_back(std::move(work));
}

void amqp_queue::add_first(std::vector<amqp_job> some) {
  for (const auto& one : some)
    next_expiry_ = std::min(next_expiry_, one.start_by);
  waiting_.insert(waiting_.begin(), std::make_move_iterator(some.begin()),
                  std::make_move_iterator(some.end()));
}

void amqp_queue::add_first(amqp_job one) {
  next_expiry_ = std::min(next_expiry_, one.start_by);
  waiting_.push_front(std::move(one));
}

amqp_job amqp_queue::take_first() {
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

std::vector<amqp_job> amqp_queue::expire(clock::time_point now) {
  if (now < next_expiry_)
    return {};
  const auto late = std::stable_partition(
      waiting_.begin(), waiting_.end(), [now](const amqp_job& one) { return one.start_by > now; });
  std::vector<amqp_job> expired{std::make_move_iterator(late),
                                std::make_move_iterator(waiting_.end())};
  waiting_.erase(late, waiting_.end());
  next_expiry_ = clock::time_point::max();
  for (const auto& one : waiting_)
    next_expiry_ = std::min(next_expiry_, one.start_by);
  return expired;
}

std::vector<amqp_job> amqp_queue::take_all() {
  next_expiry_ = clock::time_point::max();
  auto all = std::exchange(waiting_, {});
  return {std::make_move_iterator(all.begin()), std::make_move_iterator(all.end())};
}

} // namespace fanfare
