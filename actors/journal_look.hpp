#pragma once

#include "actors/caution.hpp"
#include "actors/items.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fanfare {

/// What the journal reader wants of the store.
struct read_order {
  std::optional<event_id> after;
  read_limit limit;
  bool news = false;  ///< There may be more than was read.
  bool looks = false; ///< Asks whether others wrote.
  std::uint64_t seen_mark = 0;
  caution::stage careful = caution::stage::over;
  std::uint64_t doubtful = 0;      ///< So many more are worked on with care.
  std::vector<event_id> suspected; ///< Those that were, and are dealt with.
  bool is_first = false;           ///< Also asks what a reader has to know at its start.
};

/// Reads, unless nothing can have changed since the last time; a few events at a
/// time, and suspects them, while care is needed. If it finds out that it is,
/// it reads nothing yet. To be called where waiting is allowed.
read_answer look_into_journal(store& from, read_order order);

} // namespace fanfare
