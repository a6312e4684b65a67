#pragma once

#include "matching/pattern_trie.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Remembers which patterns stand for the event types that were met of late:
/// many events have one of few types.
/// Bound: as many types as it has places; a type that needs a taken place gets it.
/// Thread safety: none.
class known_types {
public:
  /// Returns what `of.match` finds for a type. Valid until the next call.
  const std::vector<std::uint32_t>& patterns(const pattern_trie& of, std::string_view type);

private:
  struct known_type {
    std::uint64_t trie = 0; ///< `pattern_trie::serial`; 0: nothing is known here.
    std::string type;
    std::vector<std::uint32_t> patterns;
  };
  static constexpr std::size_t places = 256;

  std::array<known_type, places> known_;
};

} // namespace fanfare
