#include "notifiers/amqp_breaker.hpp"

#include <algorithm>

namespace fanfare {

void amqp_breaker::failed(clock::time_point now) {
  auto full = std::min(how_.first, how_.most);
  for (std::uint32_t n = 0; n < failures_ && full < how_.most; ++n)
    full = std::min(full * 2, how_.most);
  ++failures_;
  const auto half = full / 2;
  const auto jitter = static_cast<double>(half.count()) * spread_();
  due_ = now + half + std::chrono::milliseconds{static_cast<std::int64_t>(jitter)};
}

} // namespace fanfare
