#include "notifiers/http_targets.hpp"

#include <utility>

namespace fanfare {

namespace {

/// Returns the headers that every event of a listener has; nothing if memory is short.
/// `Expect:` and `Accept:` keep libcurl from sending its own.
curl_headers common_headers() {
  curl_headers made;
  for (const char* line : {"Content-Type: application/json", "Expect:", "Accept:"}) {
    auto* longer = curl_slist_append(made.get(), line);
    if (!longer)
      return nullptr;
    static_cast<void>(made.release());
    made.reset(longer);
  }
  return made;
}

} // namespace

result<std::shared_ptr<http_target>> http_targets::find(const listener_ptr& of,
                                                        clock::time_point now) {
  if (const auto known = by_id_.find(of->id); known != by_id_.end()) {
    const auto where = known->second;
    if ((*where)->of == of && now < (*where)->good_until) {
      (*where)->used = now;
      recent_.splice(recent_.begin(), recent_, where);
      return *where;
    }
    retire(where);
  }

  auto endpoint = http_endpoint::parse(of->notifier_config);
  if (!endpoint)
    return endpoint.error();
  const auto good_until = endpoint->has_reference() ? now + looked_up_again : clock_end;
  if (auto resolved = endpoint->resolve(); !resolved)
    return resolved.error();
  auto headers = common_headers();
  if (!headers)
    return error{errc::internal, "out of memory"};
  recent_.push_front(std::make_shared<http_target>(
      http_target{of, std::move(*endpoint), std::move(headers), {}, now, good_until}));
  by_id_.emplace(of->id, recent_.begin());
  if (recent_.size() > max_targets)
    retire(std::prev(recent_.end()));
  return recent_.front();
}

std::unique_ptr<http_transfer> http_targets::take(http_target& from) {
  if (from.idle.empty())
    return http_transfer::make(from.endpoint, from.headers.get(), guard_, share_);
  auto taken = std::move(from.idle.back());
  from.idle.pop_back();
  --idle_;
  return taken;
}

void http_targets::give_back(http_target& to, std::unique_ptr<http_transfer> over) {
  if (to.retired || idle_ >= max_idle_)
    return;
  to.idle.push_back(std::move(over));
  ++idle_;
}

void http_targets::forget_unused(clock::time_point now) {
  while (!recent_.empty() && now - recent_.back()->used > kept_unused)
    retire(std::prev(recent_.end()));
}

void http_targets::retire(by_use::iterator which) {
  auto& target = **which;
  target.retired = true;
  idle_ -= target.idle.size();
  target.idle.clear();
  by_id_.erase(target.of->id);
  recent_.erase(which);
}

} // namespace fanfare
