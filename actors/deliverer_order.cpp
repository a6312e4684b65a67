#include "actors/deliverer.hpp"
#include "actors/remainder.hpp"
#include "messages/make_room.hpp"
#include "messages/surely.hpp"

#include <limits>
#include <utility>

namespace fanfare {

namespace {

constexpr const char* behind_others = "waits: earlier events of the same key are not delivered yet";
/// How soon a claim is looked at again that the store handed out too early.
constexpr std::chrono::milliseconds again_in{200};
/// How soon it is noticed that others dropped what was parked in order.
constexpr std::chrono::minutes count_every{5};

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

void deliverer::take_counts() {
  work_through(desk_->counts, desk_->bell, std::numeric_limits<std::size_t>::max(),
               [this](const order_count& count) {
                 const auto* of = desk_->lanes.find(count.listener);
                 if (of != nullptr && of->order)
                   of->order->end_count(count.number, count.parked);
               });
}

void deliverer::count_parked() {
  auto& when = desk_->watch.count_at;
  if (now_ < when)
    return;
  when = now_ + count_every;
  std::vector<order_count> questions;
  desk_->lanes.look_over([&](lane& each) {
    if (const auto number = each.order ? each.order->begin_count() : std::nullopt) {
      questions.push_back({each.listener->what->id, *number});
      desk_->lanes.list(each); // Perhaps its listener is gone.
    }
    return false;
  });
  if (!questions.empty())
    site_.retrier.counts.push(std::move(questions));
}

/// Puts a delivery that has a key where it belongs.
void deliverer::sort_in(delivery&& what) {
  auto& to = desk_->lanes.of(what.to);
  if (!to.order)
    to.order = std::make_unique<lane_order>();
  desk_->lanes.list(to);
  switch (to.order->turn_of(what)) {
  case lane_order::turn::now:
    to.order->begin(what);
    surely([&] { to.put(std::move(what)); });
    return;
  case lane_order::turn::wait:
    to.order->keep(std::move(what));
    return;
  case lane_order::turn::park:
    // What was claimed too early is looked at again soon.
    const auto pause =
        what.from == delivery_origin::retries ? std::optional{again_in} : std::nullopt;
    withdraw_unbegun(to, what, behind_others, pause);
    return;
  }
}

/// Parks one that had no turn, unless it has become too old meanwhile.
void deliverer::withdraw_unbegun(lane& of, const delivery& what, const char* why,
                                 std::optional<std::chrono::milliseconds> pause) {
  make_room(desk_->ended);
  finished_delivery one{what, ending::withdrawn, why, pause};
  one.left = std::make_shared<remainder>(remainder_of(one, one.what.age(today()), spread_));
  if (one.left->park)
    of.order->parked(one.what);
  else
    of.order->given_up(one.what);
  desk_->ended.push_back(std::move(one));
  desk_->meter.withdrawn.add();
}

/// Decides what is kept of a delivery that has ended, and lets those behind it go, or follow it.
void deliverer::follow_up(finished_delivery& one) {
  auto* of = desk_->lanes.find(one.what.to->what->id);
  if (of == nullptr || !of->order)
    return;
  if (one.how != ending::delivered && one.how != ending::dropped)
    surely([&] {
      one.left = std::make_shared<remainder>(remainder_of(one, one.what.age(today()), spread_));
    });
  auto next = of->order->end(one.what, one.left && one.left->park);
  // They are nowhere else by now.
  surely([&] { make_room(desk_->ended, next.park.size()); });
  for (auto& each : next.go)
    surely([&] { of->put(std::move(each)); });
  for (auto& each : next.park)
    park_behind(std::move(each));
  surely([&] { desk_->lanes.list(*of); });
}

void deliverer::park_behind(delivery what) {
  desk_->meter.withdrawn.add();
  std::string why;
  surely([&] { why = behind_others; });
  desk_->ended.push_back({std::move(what), ending::withdrawn, std::move(why)});
}

void deliverer::park_waiting_in_order(lane& of, const char* why,
                                      std::optional<std::chrono::milliseconds> pause) {
  for (const auto& each : of.order->take_waiting())
    surely([&] { withdraw_unbegun(of, each, why, pause); });
}

} // namespace fanfare
