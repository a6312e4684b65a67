#include "storage/redis_settling.hpp"

#include "storage/redis_order.hpp"

#include <algorithm>
#include <unordered_map>

namespace fanfare {

namespace {

constexpr std::size_t most_items = 256;

/// What is kept of one event.
struct kept_event {
  std::string position;
  std::vector<const parked_delivery*> parks = {};
  std::vector<const dead_delivery*> dead = {};

  std::size_t size() const { return 1 + parks.size() + dead.size(); }
};

struct kept_outcome {
  std::string position;
  const retry_outcome* what;
};

/// One call of the script, while it is filled.
class settle_call {
public:
  bool has_room_for(std::size_t items) const { return items_ == 0 || items_ + items <= most_items; }

  void finish(std::string position) {
    finished_.push_back(std::move(position));
    ++items_;
  }
  void keep(kept_event one) {
    items_ += one.size();
    kept_.push_back(std::move(one));
  }
  void conclude(kept_outcome one) {
    outcomes_.push_back(std::move(one));
    ++items_;
  }

  bool empty() const { return items_ == 0; }

  redis_command command(const redis_database& in, std::string_view token,
                        std::string_view cursor) && {
    std::string body_cursor{cursor};
    std::vector<std::string> words;
    collect(words);
    const auto& keys = in.keys();
    std::vector<std::string> named{keys.owner, keys.events, keys.refs,
                                   keys.due,   keys.dead,   keys.cursor};
    for (const auto& listener : listeners_)
      keys.add_lane(listener, named);
    redis_command call{redis_scripts::settle, named};
    call.add(token).add_copy(std::move(body_cursor)).add_number(listeners_.size());
    for (auto& listener : listeners_)
      call.add_copy(std::move(listener));
    for (auto& word : words)
      call.add_copy(std::move(word));
    return call;
  }

private:
  std::string number_of(const std::string& listener) {
    const auto [known, is_new] = numbers_.emplace(listener, numbers_.size() + 1);
    if (is_new)
      listeners_.push_back(listener);
    return std::to_string(known->second);
  }

  void collect(std::vector<std::string>& to) {
    const auto put = [&to](auto&&... words) { (to.emplace_back(words), ...); };
    put(std::to_string(finished_.size()));
    for (auto& position : finished_)
      put(std::move(position));
    put(std::to_string(kept_.size()));
    for (const auto& each : kept_) {
      put(each.position, std::to_string(each.parks.size()));
      for (const auto* park : each.parks)
        put(number_of(park->listener), park->part, std::to_string(park->delay.count()),
            std::to_string(park->attempts), park->last_error, written_order_key(park->order_key));
      put(std::to_string(each.dead.size()));
      for (const auto* dead : each.dead)
        put(dead->listener, dead->part, dead->reason, dead->last_answer,
            std::to_string(dead->attempts));
    }
    put(std::to_string(outcomes_.size()));
    for (const auto& each : outcomes_) {
      const auto& what = *each.what;
      put(each.position, number_of(what.listener), what.part);
      if (what.bury)
        put("bury", what.bury->reason, what.bury->last_answer, std::to_string(what.bury->attempts));
      else if (what.park)
        put("park", std::to_string(what.park->delay.count()), std::to_string(what.park->attempts),
            what.park->last_error);
      else
        put("done", "", "", "");
    }
  }

  std::size_t items_ = 0;
  std::vector<std::string> finished_;
  std::vector<kept_event> kept_;
  std::vector<kept_outcome> outcomes_;
  std::vector<std::string> listeners_;
  std::unordered_map<std::string, std::size_t> numbers_;
};

/// Sorts what is kept by its event; events without any stay empty.
std::unordered_map<std::string, kept_event>
kept_by_event(const settlement& what, const std::unordered_set<std::string>& there,
              const redis_database& in) {
  std::unordered_map<std::string, kept_event> kept;
  const auto of = [&](const event_id& id) -> kept_event* {
    auto position = in.position_of(id);
    return position ? &kept[*position] : nullptr;
  };
  for (const auto& park : what.parks)
    if (there.count(park.listener) > 0)
      if (auto* event = of(park.event))
        event->parks.push_back(&park);
  for (const auto& dead : what.dead)
    if (auto* event = of(dead.event))
      event->dead.push_back(&dead);
  return kept;
}

} // namespace

std::vector<std::string_view> parked_for(const settlement& what) {
  std::vector<std::string_view> listeners;
  listeners.reserve(what.parks.size());
  for (const auto& park : what.parks)
    listeners.push_back(park.listener);
  std::sort(listeners.begin(), listeners.end());
  listeners.erase(std::unique(listeners.begin(), listeners.end()), listeners.end());
  return listeners;
}

std::vector<redis_command> settle_calls(const settlement& what,
                                        const std::unordered_set<std::string>& there,
                                        const redis_database& in, const std::string& token,
                                        const std::string& cursor) {
  std::vector<settle_call> calls(1);
  const auto room_for = [&calls](std::size_t items) -> settle_call& {
    return calls.back().has_room_for(items) ? calls.back() : calls.emplace_back();
  };
  auto kept = kept_by_event(what, there, in);
  for (const auto& id : what.settled) {
    auto position = in.position_of(id);
    if (!position)
      continue;
    const auto found = kept.find(*position);
    if (found == kept.end()) {
      room_for(1).finish(std::move(*position));
      continue;
    }
    found->second.position = std::move(*position);
    room_for(found->second.size()).keep(std::move(found->second));
    kept.erase(found);
  }
  // After the parks: two settlements in one group may park and then finish one.
  for (const auto& outcome : what.retries)
    if (auto position = in.position_of(outcome.event))
      room_for(1).conclude({std::move(*position), &outcome});
  std::vector<redis_command> commands;
  for (auto& call : calls)
    if (!call.empty())
      commands.push_back(
          std::move(call).command(in, token, &call == &calls.back() ? cursor : std::string{}));
  return commands;
}

} // namespace fanfare
