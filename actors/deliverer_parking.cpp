#include "actors/deliverer.hpp"
#include "messages/surely.hpp"

#include <utility>

namespace fanfare {

namespace {

/// What is said of deliveries that were not attempted.
constexpr const char* left_alone = "waits: the receiver asked to be left alone";
constexpr const char* circuit_open = "waits: the circuit breaker is open, for the receiver fails";
constexpr const char* receiver_gone =
    "waits: the receiver is gone, its listener about to be disabled";
constexpr const char* no_answer = "waits: the receiver answers nothing of what is under way";
constexpr const char* crowded_out = "waits: too many before it wait for the same receiver";

const char* reason_of(const lane_hold& hold) {
  switch (hold.why) {
  case lane_hold::cause::asked:
    return left_alone;
  case lane_hold::cause::breaker:
    return circuit_open;
  case lane_hold::cause::gone:
    return receiver_gone;
  case lane_hold::cause::stall:
    return no_answer;
  case lane_hold::cause::nothing:
  case lane_hold::cause::places:
  case lane_hold::cause::rate:
    break;
  }
  return "";
}

} // namespace

void deliverer::keep_or_park(lane& one, const lane_hold& hold) {
  if (hold.parks(now_))
    park_waiting(one, reason_of(hold), hold.pause(now_));
  else if (hold.why == lane_hold::cause::asked || hold.why == lane_hold::cause::rate)
    desk_->lanes.list_at(one, hold.until);
  park_beyond_room(one);
}

void deliverer::park_waiting(lane& of, const char* why,
                             std::optional<std::chrono::milliseconds> pause) {
  for (auto* queue : {&of.fresh, &of.due})
    for (; !queue->empty(); queue->pop_front())
      end(std::move(queue->front()), ending::withdrawn, why, pause);
  if (of.order)
    park_waiting_in_order(of, why, pause);
}

/// The newest: what came first goes first.
void deliverer::park_beyond_room(lane& of) {
  if (of.order && of.waiting_fresh() > of.room)
    park_waiting_in_order(of, crowded_out, {});
  while (of.fresh.size() > of.room) {
    // Off the queue first: its end may let another one of its key into it.
    auto last = std::move(of.fresh.back());
    of.fresh.pop_back();
    surely([&] { end(std::move(last), ending::withdrawn, crowded_out); });
  }
}

void deliverer::tell_retrier(lane& of, const lane_hold& hold) {
  auto gate = of.gate(hold);
  if (gate == of.told)
    return;
  desk_->gates.push_back({of.listener->what->id, gate});
  of.told = gate;
}

/// Brings the lane's listener up to date: each attempt uses it as it is then.
void deliverer::refresh(lane& which) {
  if (which.index_version == index_->version())
    return;
  if (auto now = index_->find(which.listener->what->id)) {
    const auto was_open = which.breaker.open();
    which.take(std::move(now));
    note_breaker(which, was_open);
    which.index_version = index_->version();
    return;
  }
  // Its version stays behind, so that what comes late is dropped as well.
  for (auto* queue : {&which.fresh, &which.due}) {
    for (; !queue->empty(); queue->pop_front())
      end(std::move(queue->front()), ending::dropped);
  }
  if (which.order)
    which.order->forget_parked();
}

} // namespace fanfare
