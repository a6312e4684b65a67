#pragma once

#include "matching/event_fields.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fanfare {

/// Which of many keys one event is met by, and at which places. Kept from event
/// to event, so that it allocates nothing once it has grown.
/// Thread safety: none.
class met_keys {
public:
  struct met {
    std::uint32_t field;
    std::uint32_t key;
  };

  /// Begins with an event that has met none. @param keys how many there may be.
  void begin(std::size_t keys) {
    if (++now_ == 0) { // it has come round: the marks say nothing any more
      now_ = 1;
      meetings_.clear();
    }
    if (meetings_.size() < keys)
      meetings_.resize(keys);
    all_.clear();
    hits_.clear();
  }

  /// @param place see `event_fields`.
  void add(met which, std::uint32_t place) {
    auto& known = meetings_[which.key];
    const auto number = static_cast<std::uint32_t>(hits_.size());
    const bool free = place == event_fields::nowhere;
    hits_.push_back({place, none});
    if (known.when == now_) {
      hits_[known.last].next = number;
      known.last = number;
      ++known.count;
      known.free = known.free || free;
      return;
    }
    known = {now_, number, number, 1, free};
    all_.push_back(which);
  }

  /// Each key that was met, once.
  const std::vector<met>& all() const { return all_; }

  bool contains(std::uint32_t key) const { return meetings_[key].when == now_; }

  /// Whether a key was met by a value that is in no array. @pre it was met.
  bool is_free(std::uint32_t key) const { return meetings_[key].free; }

  /// Returns at how many places a key was met.
  std::size_t count(std::uint32_t key) const { return contains(key) ? meetings_[key].count : 0; }

  /// Appends the places where a key was met, in the order of adding; none if it was not.
  void append_places(std::uint32_t key, std::vector<std::uint32_t>& into) const {
    if (contains(key))
      for (auto at = meetings_[key].first; at != none; at = hits_[at].next)
        into.push_back(hits_[at].place);
  }

private:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  /// What is known of a key; of another event, if it is of another time.
  struct meeting {
    std::uint32_t when = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t count : 31 = 0;
    std::uint32_t free : 1 = 0;
  };
  struct hit {
    std::uint32_t place;
    std::uint32_t next; ///< Of the same key.
  };

  std::uint32_t now_ = 0;
  std::vector<meeting> meetings_; ///< By key.
  std::vector<met> all_;
  std::vector<hit> hits_;
};

} // namespace fanfare
