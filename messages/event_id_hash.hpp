#pragma once

#include "fanfare/event.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace fanfare {

/// For tables of events that one node has in memory: they are of one installation.
struct event_id_hash {
  std::size_t operator()(const event_id& id) const noexcept {
    return std::hash<std::uint64_t>{}((id.ms << 20) ^ id.sequence ^
                                      (std::uint64_t{id.shard} << 48));
  }
};

} // namespace fanfare
