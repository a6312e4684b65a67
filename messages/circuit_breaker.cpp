#include "messages/circuit_breaker.hpp"

#include "messages/retry_policy.hpp"

#include <algorithm>

namespace fanfare {

sign sign_of(verdict how, std::uint32_t status) {
  switch (how) {
  case verdict::delivered:
    return sign::healthy;
  case verdict::rejected:
  case verdict::gone:
    return sign::rejecting;
  case verdict::unsent:
    return sign::failing;
  case verdict::retry:
    break;
  }
  return status == 0 || status == 429 || status >= 500 ? sign::failing : sign::neither;
}

void circuit_breaker::note(const answer& which, time_point now, const delivery_options& pace,
                           double spread) {
  if (which.what == sign::healthy) {
    *this = {};
    return;
  }
  if (open_) {
    // What was under way when it opened says nothing new.
    if (probing_ && which.begun >= until_)
      open(which, now, pace, spread);
    return;
  }
  count(which.what);
  if (failures_ >= failures_to_open || rejections_ >= rejections_to_open)
    open(which, now, pace, spread);
}

void circuit_breaker::count(sign what) {
  if (what == sign::failing) {
    ++failures_;
    rejections_ = 0;
  } else if (what == sign::rejecting) {
    ++rejections_;
    failures_ = 0;
  }
}

void circuit_breaker::open(const answer& because, time_point now, const delivery_options& pace,
                           double spread) {
  open_ = true;
  probing_ = false;
  ++pauses_;
  const std::chrono::milliseconds most = longest_pause;
  until_ = now + (because.asked ? *because.asked : std::min(most, backoff(pace, pauses_, spread)));
}

circuit_breaker::time_point circuit_breaker::admits_from() const {
  if (!open_)
    return time_point::min();
  return probing_ ? time_point::max() : until_;
}

} // namespace fanfare
