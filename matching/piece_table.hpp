#pragma once

#include "matching/flat_hash.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fanfare {

/// Numbers for pieces that may stand anywhere in a text. Of a piece only the
/// last bytes are compared, so what is found has to be looked at again; one
/// lookup costs a hash for each byte of the text and each length of piece.
/// Thread safety: const members may be called from several threads at once.
class piece_table {
public:
  /// Returns the number of a piece, which is `fresh` if it had none. @pre not empty.
  std::uint32_t find_or_add(std::string_view piece, std::uint32_t fresh);

  /// Appends the numbers of the pieces that may stand in `text`, perhaps more than once.
  void find(std::string_view text, std::vector<std::uint32_t>& into) const;

  bool empty() const { return empty_; }

private:
  static constexpr std::size_t most_bytes = 8;

  std::array<key_table, most_bytes + 1> by_length_; ///< The first stays empty.
  bool empty_ = true;
};

} // namespace fanfare
