#pragma once

#include "actors/delivery.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace fanfare {

/// Keeps the deliveries of one lane in order, key by key: those of one event go,
/// those of later ones wait here until they have ended. If one of them is parked
/// instead, the later ones are parked behind it, and the store keeps the order from
/// there (`parked_delivery`): of a key it hands out the earliest event only. Until it
/// knows of a park it may hand out a later one, which is sent back then.
/// Deliveries without a key are none of its business. What begins something may
/// throw std::bad_alloc, and has done nothing then; what ends something waits for memory.
/// Bound: about 200 bytes for each key that something is parked under, so at most
/// `parked_max` of them, beside the deliveries that wait here.
class lane_order {
public:
  /// What a delivery does that comes into the lane.
  enum class turn : std::uint8_t {
    now,  ///< It may go.
    wait, ///< Behind others that are in memory: `keep` it.
    park, ///< Behind others that are parked, or back to where it was claimed.
  };

  /// Returns what is to become of a delivery that comes into the lane.
  turn turn_of(const delivery& what) const;

  /// Notes that one may go; from now on it is in the lane's queues or under way.
  /// @pre its turn is now.
  void begin(const delivery& what);

  /// Keeps one that has to wait. @pre its turn is wait.
  void keep(delivery&& what);

  /// Notes that one that had not begun is parked, or stays so if it was claimed.
  void parked(const delivery& what);

  /// Notes that one that had not begun is given up.
  void given_up(const delivery& what);

  /// What an end leaves to do.
  struct follow_up {
    std::vector<delivery> go;   ///< May go now: `begin` was done.
    std::vector<delivery> park; ///< Are parked behind: `parked` was done.
  };

  /// Notes the end of one that had begun. @param stays whether it is parked now.
  follow_up end(const delivery& what, bool stays);

  /// Notes that the store knows of a park.
  void confirm(const std::string& key, const event_id& event);

  /// Notes what was parked under a key before the node started.
  void add_parked(const std::string& key, std::uint64_t count);

  // Others drop what is parked too, when it is too much, too old, or not wanted any more.

  /// Begins to find out whether what is parked still is. Returns the number of the count;
  /// nothing: there is nothing to be counted.
  std::optional<std::uint64_t> begin_count();
  /// Takes over what the store has of each key, where nothing has changed since the
  /// beginning. A count that is not the latest changes nothing.
  void end_count(std::uint64_t number,
                 const std::unordered_map<std::string, std::uint64_t>& parked);
  /// Forgets all that is parked: there is no such listener any more.
  void forget_parked();

  /// Takes the deliveries that wait here, those of each key in their order.
  std::vector<delivery> take_waiting();
  std::size_t waiting() const { return waiting_; }

  /// Shows those to `look`, which takes a `delivery&` and may say that it is leased by now.
  template <class Look>
  void for_each_waiting(Look look) {
    for (auto& [key, of] : keys_)
      of.behind.for_each(look);
  }

  /// Whether nothing would be missed with it.
  bool empty() const { return keys_.empty(); }

private:
  struct key_state {
    event_id head{};                     ///< The event whose deliveries go, while there are any:
    std::uint32_t going = 0;             ///< so many.
    delivery_queue behind;               ///< Of later events.
    std::multiset<event_id> unconfirmed; ///< Parked, unless the store has refused it.
    std::uint64_t in_store = 0;          ///< Parked, and known to the store.
    std::uint64_t changed_in = 0;        ///< The number of the count that was the latest then.

    bool has_parked() const { return in_store > 0 || !unconfirmed.empty(); }
  };

  using table = std::unordered_map<std::string, key_state>;

  key_state& change(const std::string& key);
  void note_parked(key_state& of, const event_id& event);
  void note_gone(key_state& of, const event_id& event);
  table::iterator forget_if_done(table::iterator which);

  table keys_;
  std::uint64_t count_ = 0; ///< The number of the latest.
  std::size_t waiting_ = 0;
};

} // namespace fanfare
