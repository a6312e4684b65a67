#pragma once

#include "actors/delivery.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace fanfare {

/// Attempts under way, by ticket. A ticket is never used twice.
class ticket_table {
public:
  /// Makes room for one more: then nothing but `redeem_all` can fail.
  void make_room();
  std::uint64_t issue(delivery what);
  /// Returns the delivery of a ticket; null if it is not (or no longer) under way.
  delivery* find(std::uint64_t ticket);
  /// Returns the delivery of a ticket and forgets it; nothing if it is not (or
  /// no longer) under way.
  std::optional<delivery> redeem(std::uint64_t ticket);
  /// Takes all of them.
  std::vector<delivery> redeem_all();
  std::size_t size() const { return count_; }

  /// Shows all of them to `look`, which takes a `delivery&` and its ticket.
  template <class Look>
  void for_each(Look look) {
    for (std::size_t at = 0; at < places_.size(); ++at)
      if (places_[at].what)
        look(*places_[at].what, ticket_of(at));
  }

private:
  struct place {
    std::optional<delivery> what;
    std::uint32_t generation = 0;
  };
  std::uint64_t ticket_of(std::size_t at) const {
    return (std::uint64_t{places_[at].generation} << 32) | at;
  }

  std::vector<place> places_;
  std::vector<std::uint32_t> free_;
  std::size_t count_ = 0;
};

} // namespace fanfare
