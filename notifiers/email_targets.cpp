#include "notifiers/email_targets.hpp"

#include "notifiers/email_subject.hpp"

#include <utility>

namespace fanfare {

result<std::shared_ptr<const email_targets::known_target>>
email_targets::find(const listener_ptr& of) {
  if (const auto known = by_id_.find(of->id); known != by_id_.end() && known->second->of == of)
    return known->second;
  auto read = email_target::parse(of->notifier_config);
  if (!read)
    return read.error();
  if (by_id_.size() >= max_targets)
    by_id_.clear();
  auto subject = header_subject(read->subject);
  auto made =
      std::make_shared<const known_target>(known_target{of, std::move(*read), std::move(subject)});
  by_id_[of->id] = made;
  return made;
}

} // namespace fanfare
