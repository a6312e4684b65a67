#include "notifiers/server_breaker.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

using std::chrono::milliseconds;

milliseconds pause_after(std::uint32_t failures, const server_breaker::pace& how, double spread) {
  auto span = std::min(how.first, how.most);
  for (std::uint32_t n = 1; n < failures && span < how.most; ++n)
    span = std::min(span * 2, how.most);
  const auto half = span / 2;
  return half + milliseconds{static_cast<milliseconds::rep>(
                    static_cast<double>((span - half).count()) * spread)};
}

} // namespace

bool server_breaker::would_admit(time_point now) const {
  return state_ == state::closed || (state_ == state::open && now >= until_);
}

bool server_breaker::admits(time_point now) {
  if (!would_admit(now))
    return false;
  if (state_ == state::open)
    state_ = state::probing;
  return true;
}

void server_breaker::succeeded() {
  state_ = state::closed;
  failures_ = 0;
  why_.clear();
}

void server_breaker::failed(time_point now, std::string why, double spread) {
  why_ = std::move(why);
  // Those that were admitted before it opened fail one after the other: that is one failure.
  if (state_ == state::open)
    return;
  state_ = state::open;
  until_ = now + pause_after(++failures_, pace_, spread);
}

void server_breaker::told_nothing() {
  if (state_ == state::probing)
    state_ = state::open;
}

milliseconds server_breaker::time_left(time_point now) const {
  if (state_ != state::open || now >= until_)
    return milliseconds{0};
  return std::chrono::ceil<milliseconds>(until_ - now);
}

} // namespace fanfare
