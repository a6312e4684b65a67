#include "messages/retry_policy.hpp"

#include "messages/duration_text.hpp"

#include <algorithm>

namespace fanfare {

namespace {

using std::chrono::milliseconds;

milliseconds within(milliseconds range, double spread) {
  return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(range.count()) * spread)};
}

std::uint32_t attempts_in_all(const delivery_options& pace) {
  if (pace.delays.empty())
    return pace.max_attempts;
  return static_cast<std::uint32_t>(
      std::min<std::size_t>(pace.max_attempts, pace.delays.size() + 1));
}

} // namespace

milliseconds backoff(const delivery_options& pace, std::uint32_t failures, double spread) {
  if (!pace.delays.empty())
    return pace.delays[std::min<std::size_t>(std::max(failures, 1u), pace.delays.size()) - 1];
  // Stops at the bound instead of computing 4^n, which overflows for an
  // admin's hundred attempts.
  auto full = std::min(pace.first_delay, pace.max_delay);
  for (std::uint32_t n = 1; n < failures && full < pace.max_delay; ++n)
    full = full > pace.max_delay / 4 ? pace.max_delay : full * 4;
  auto half = full / 2;
  return half + within(full - half, spread);
}

milliseconds pause_asked_for(milliseconds asked, const delivery_options& pace, double spread) {
  constexpr milliseconds jitter{1'000};
  return std::clamp(asked, milliseconds{0}, pace.max_delay) + within(jitter, spread);
}

next_step after_attempt(const ended_attempt& what, const delivery_options& pace, double spread) {
  switch (what.how) {
  case verdict::delivered:
    return done_step{};
  case verdict::rejected:
    return bury_step{"rejected"};
  case verdict::gone:
    return bury_step{
        what.status == 0 ? "gone" : "gone: the receiver answered " + std::to_string(what.status)};
  case verdict::unsent:
    return after_waiting(what.age, what.pause ? *what.pause : backoff(pace, 1, spread), pace);
  case verdict::retry:
    break;
  }
  if (what.number < attempts_in_all(pace))
    return after_waiting(what.age, what.pause ? *what.pause : backoff(pace, what.number, spread),
                         pace);
  return bury_step{std::to_string(what.number) +
                   (what.number == 1 ? " attempt failed" : " attempts failed")};
}

next_step after_waiting(milliseconds age, milliseconds delay, const delivery_options& pace) {
  if (is_too_old(age, pace))
    return bury_step{"older than max_age (" + to_text(pace.max_age) + ")"};
  // It would lie there for nothing.
  if (pace.max_age.count() > 0 && delay > pace.max_age - age)
    return bury_step{"its next attempt would be later than max_age (" + to_text(pace.max_age) +
                     ") allows"};
  return park_step{delay};
}

bool is_too_old(milliseconds age, const delivery_options& pace) {
  return pace.max_age.count() > 0 && age > pace.max_age;
}

} // namespace fanfare
