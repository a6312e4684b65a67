#include "messages/retry_policy.hpp"

#include <algorithm>

namespace fanfare {

std::chrono::milliseconds backoff(const delivery_options& pace, std::uint32_t failures,
                                  double spread) {
  // Stops at the bound instead of computing 4^n, which overflows for an
  // admin's hundred attempts.
  auto full = std::min(pace.first_delay, pace.max_delay);
  for (std::uint32_t n = 1; n < failures && full < pace.max_delay; ++n)
    full = full > pace.max_delay / 4 ? pace.max_delay : full * 4;
  auto half = full / 2;
  auto jitter = static_cast<double>((full - half).count()) * spread;
  return half + std::chrono::milliseconds{static_cast<std::chrono::milliseconds::rep>(jitter)};
}

next_step after_attempt(verdict how, std::uint32_t attempts_used, const delivery_options& pace,
                        double spread) {
  switch (how) {
  case verdict::delivered:
    return done_step{};
  case verdict::rejected:
    return bury_step{"rejected"};
  case verdict::gone:
    return bury_step{"gone"};
  case verdict::unsent:
    return park_step{backoff(pace, attempts_used, spread)};
  case verdict::retry:
    break;
  }
  if (attempts_used < pace.max_attempts)
    return park_step{backoff(pace, attempts_used, spread)};
  return bury_step{std::to_string(attempts_used) +
                   (attempts_used == 1 ? " attempt failed" : " attempts failed")};
}

} // namespace fanfare
