#include "actors/deliverer.hpp"
#include "messages/make_room.hpp"

#include <utility>

namespace fanfare {

namespace {

tally& tally_of(ending how, delivery_meter& in) {
  switch (how) {
  case ending::delivered:
    return in.delivered;
  case ending::retry:
    return in.retried;
  case ending::rejected:
  case ending::gone:
    return in.rejected;
  case ending::unsent:
  case ending::withdrawn:
    return in.withdrawn;
  case ending::abandoned:
    return in.abandoned;
  case ending::dropped:
    return in.dropped;
  case ending::expired:
    return in.expired;
  case ending::poisonous:
    return in.rejected;
  case ending::leased:
    return in.leased;
  }
  return in.dropped;
}

} // namespace

void deliverer::withdraw() {
  make_room(desk_->ended, desk_->lanes.waiting() + desk_->under_way.size());
  for (auto& each : desk_->lanes.withdraw_all())
    end(std::move(each), ending::withdrawn);
  for (const auto& each : std::exchange(desk_->leaving, {}))
    if (auto what = desk_->under_way.redeem(each.ticket))
      end(std::move(*what), ending::withdrawn);
  for (; !desk_->alone.empty(); desk_->alone.pop_front())
    if (auto what = desk_->under_way.redeem(desk_->alone.front()))
      end(std::move(*what), ending::withdrawn);
  if (site_.around.abandoning())
    for (auto& each : desk_->under_way.redeem_all())
      end(std::move(each), ending::abandoned, "the engine stopped before the receiver answered");
}

void deliverer::end(delivery&& what, ending how, std::string detail,
                    std::optional<std::chrono::milliseconds> pause, std::uint32_t status) {
  make_room(desk_->ended);
  tally_of(how, desk_->meter).add();
  desk_->ended.push_back({std::move(what), how, std::move(detail), pause, status});
  auto& one = desk_->ended.back();
  if (one.what.order_key && how != ending::leased)
    follow_up(one);
}

void deliverer::report() {
  if (!recorded_.empty() && site_.recorder != nullptr)
    site_.recorder->attempts.push(std::exchange(recorded_, {}));
  // The gates first: what is parked must not come back before the retrier knows.
  if (!desk_->gates.empty())
    site_.retrier.gates.push(std::exchange(desk_->gates, {}));
  if (!desk_->breakers.empty())
    site_.chronicler.breakers.push(std::exchange(desk_->breakers, {}));
  if (!desk_->ended.empty())
    site_.settler.finished.push(std::exchange(desk_->ended, {}));
}

} // namespace fanfare
