#include "notifiers/amqp_targets.hpp"

#include <utility>

namespace fanfare {

result<std::shared_ptr<const amqp_targets::known_target>>
amqp_targets::find(const listener_ptr& of) {
  if (const auto known = by_id_.find(of->id); known != by_id_.end() && known->second->of == of)
    return known->second;
  auto read = amqp_target::parse(of->notifier_config);
  if (!read)
    return read.error();
  if (by_id_.size() >= max_targets)
    by_id_.clear();
  auto made = std::make_shared<const known_target>(known_target{of, std::move(*read)});
  by_id_[of->id] = made;
  return made;
}

} // namespace fanfare
