#include "actors/deliverer.hpp"
#include "actors/remainder.hpp"

#include <limits>
#include <utility>

namespace fanfare {

namespace {

constexpr const char* behind_others = "waits: earlier events of the same key are not delivered yet";
/// How soon a claim is looked at again that the store handed out too early.
constexpr std::chrono::milliseconds again_in{200};

} // namespace

/// All of them: they are of earlier events than the work that lies there.
void deliverer::take_orders() {
  work_through_items(desk_->orders, desk_->bell, std::numeric_limits<std::size_t>::max(),
                     [this](const order_note& note) {
                       auto& of = desk_->lanes.of(note.to);
                       if (!of.order)
                         of.order = std::make_unique<lane_order>();
                       if (note.parked_before > 0)
                         of.order->add_parked(note.key, note.parked_before);
                       else
                         of.order->confirm(note.key, note.event);
                     });
}

/// Puts a delivery that has a key where it belongs.
void deliverer::sort_in(delivery what) {
  auto& to = desk_->lanes.of(what.to);
  if (!to.order)
    to.order = std::make_unique<lane_order>();
  desk_->lanes.list(to);
  switch (to.order->turn_of(what)) {
  case lane_order::turn::now:
    to.order->begin(what);
    to.put(std::move(what));
    return;
  case lane_order::turn::wait:
    to.order->keep(std::move(what));
    return;
  case lane_order::turn::park:
    to.order->parked(what);
    park_behind(std::move(what));
    return;
  }
}

/// Decides what is kept of a delivery that has ended, and lets those behind it go, or follow it.
void deliverer::follow_up(finished_delivery& one) {
  auto* of = desk_->lanes.find(one.what.to->what->id);
  if (of == nullptr || !of->order)
    return;
  if (one.how != ending::delivered && one.how != ending::dropped)
    one.left = std::make_unique<remainder>(remainder_of(one, age_of(*one.what.what), spread_));
  auto next = of->order->end(one.what, one.left && one.left->park);
  for (auto& each : next.go) {
    of->put(std::move(each));
    desk_->lanes.list(*of);
  }
  for (auto& each : next.park)
    park_behind(std::move(each));
}

void deliverer::park_behind(delivery what) {
  desk_->meter.withdrawn.add();
  std::optional<std::chrono::milliseconds> pause;
  if (what.from == delivery_origin::retries)
    pause = again_in;
  desk_->ended.push_back({std::move(what), ending::withdrawn, behind_others, pause});
}

void deliverer::park_waiting_in_order(lane& of, const char* why,
                                      std::optional<std::chrono::milliseconds> pause) {
  for (auto& each : of.order->take_waiting()) {
    of.order->parked(each);
    desk_->meter.withdrawn.add();
    desk_->ended.push_back({std::move(each), ending::withdrawn, why, pause});
  }
}

} // namespace fanfare
