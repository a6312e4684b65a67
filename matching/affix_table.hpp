#pragma once

#include "matching/flat_hash.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fanfare {

/// Numbers for the beginnings, or the ends, of texts. A lookup costs one hash
/// for each different length that has been added.
/// Thread safety: const members may be called from several threads at once.
class affix_table {
public:
  enum class side : std::uint8_t { begin, end };

  explicit affix_table(side which) : side_{which} {}

  /// Returns the number of an affix, which is `fresh` if it had none.
  std::uint32_t find_or_add(std::string_view affix, std::uint32_t fresh);

  /// Appends the numbers of the affixes that `text` has.
  void find(std::string_view text, std::vector<std::uint32_t>& into) const;

private:
  struct of_length {
    std::size_t length;
    text_table texts;
    std::vector<std::uint32_t> numbers;
  };

  side side_;
  std::vector<of_length> lengths_; ///< Ascending.
};

} // namespace fanfare
