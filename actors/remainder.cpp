#include "actors/remainder.hpp"

#include "actors/items.hpp"
#include "messages/retry_policy.hpp"

#include <string>
#include <utility>
#include <variant>

namespace fanfare {

namespace {

parked_delivery park(const finished_delivery& one, std::chrono::milliseconds delay,
                     std::uint32_t attempts) {
  return {one.what.what->id,
          one.what.to->what->id,
          one.what.part,
          delay,
          attempts,
          one.detail,
          one.what.order_key ? *one.what.order_key : std::string{}};
}

dead_delivery bury(const finished_delivery& one, std::string reason, std::uint32_t attempts) {
  return {one.what.what->id, one.what.to->what->id, one.what.part, std::move(reason), one.detail,
          attempts,          one.what.what->type};
}

remainder of_step(const finished_delivery& one, next_step next, std::uint32_t attempts) {
  remainder left;
  if (const auto* later = std::get_if<park_step>(&next))
    left.park = park(one, later->delay, attempts);
  else if (auto* never = std::get_if<bury_step>(&next))
    left.bury = bury(one, std::move(never->reason), attempts);
  return left;
}

remainder of_attempt(const finished_delivery& one, verdict how, std::chrono::milliseconds age,
                     double spread) {
  const auto number = one.what.attempts + 1;
  const auto used = how == verdict::unsent ? one.what.attempts : number;
  return of_step(
      one, after_attempt({how, number, age, one.pause, one.status}, one.what.to->pace, spread),
      used);
}

} // namespace

parked_delivery lease_of(const finished_delivery& one) {
  return park(one, one.pause.value_or(std::chrono::milliseconds{0}), one.what.attempts);
}

remainder remainder_of(const finished_delivery& one, std::chrono::milliseconds age,
                       const std::function<double()>& spread) {
  switch (one.how) {
  case ending::delivered:
  case ending::dropped:
    return {};
  case ending::retry:
    return of_attempt(one, verdict::retry, age, spread());
  case ending::rejected:
    return of_attempt(one, verdict::rejected, age, spread());
  case ending::gone:
    return of_attempt(one, verdict::gone, age, spread());
  case ending::unsent:
    return of_attempt(one, verdict::unsent, age, spread());
  case ending::withdrawn:
    if (one.pause && one.pause->count() > 0)
      return of_step(one, after_waiting(age, *one.pause, one.what.to->pace), one.what.attempts);
    return {park(one, std::chrono::milliseconds{0}, one.what.attempts), std::nullopt};
  case ending::abandoned:
    return {park(one, std::chrono::milliseconds{0}, one.what.attempts), std::nullopt};
  case ending::expired:
    return of_step(one, after_waiting(age, std::chrono::milliseconds{0}, one.what.to->pace),
                   one.what.attempts);
  case ending::poisonous:
    return {std::nullopt, bury(one, poison_reason, one.what.attempts)};
  case ending::leased:
    return {lease_of(one), std::nullopt};
  }
  return {};
}

} // namespace fanfare
