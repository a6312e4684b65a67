#include "notifiers/http_targets.hpp"

#include "notifiers/http_request.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

std::shared_ptr<http_target> new_target(const listener_ptr& of, http_endpoint endpoint,
                                        http_targets::clock::time_point now) {
  auto start = http_request_start(endpoint);
  const bool is_https = endpoint.url.is_https();
  return std::make_shared<http_target>(
      http_target{of, std::move(endpoint), is_https, std::move(start), now, false, {}, 0, {}});
}

} // namespace

result<std::shared_ptr<http_target>> http_targets::find(const listener_ptr& of,
                                                        clock::time_point now) {
  if (const auto known = by_id_.find(of->id); known != by_id_.end()) {
    const auto where = known->second;
    auto& target = **where;
    if (target.of == of || target.of->notifier_config == of->notifier_config) {
      target.of = of;
      target.used = now;
      recent_.splice(recent_.begin(), recent_, where);
      return *where;
    }
    retire(where);
  }

  auto endpoint = http_endpoint::parse(of->notifier_config);
  if (!endpoint)
    return endpoint.error();
  recent_.push_front(new_target(of, *std::move(endpoint), now));
  by_id_.emplace(of->id, recent_.begin());
  if (recent_.size() > max_targets)
    retire(std::prev(recent_.end()));
  return recent_.front();
}

http_connection* http_targets::take(http_target& from, http_connections& into) {
  if (from.idle.empty())
    return nullptr;
  auto* const taken = from.idle.back();
  from.idle.pop_back();
  into.splice(into.end(), idle_, taken->position);
  return taken;
}

void http_targets::keep(http_connection& which, http_connections& from, clock::time_point now) {
  which.idle_since = now;
  which.target()->idle.push_back(&which);
  idle_.splice(idle_.end(), from, which.position);
}

void http_targets::close(http_connection& which) {
  auto& siblings = which.target()->idle;
  siblings.erase(std::find(siblings.begin(), siblings.end(), &which));
  idle_.erase(which.position);
}

void http_targets::forget_unused(clock::time_point now) {
  while (!idle_.empty() && now - idle_.front().idle_since > kept_unused)
    close_oldest();
  while (!recent_.empty() && now - recent_.back()->used > kept_unused)
    retire(std::prev(recent_.end()));
}

void http_targets::retire(by_use::iterator which) {
  // Its connections hold the target, and closing the last of them may let it go.
  const auto target = *which;
  target->is_retired = true;
  by_id_.erase(target->of->id);
  recent_.erase(which);
  while (!target->idle.empty())
    close(*target->idle.back());
}

} // namespace fanfare
