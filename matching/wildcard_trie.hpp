#pragma once

#include "matching/flat_hash.hpp"
#include "matching/wildcard_pattern.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Numbers for wildcard patterns, as a tree of their pieces. Of the places where
/// a piece stands in a text, the first one leaves the most to those that follow:
/// so each node is reached at one place at most, and a lookup costs what the
/// patterns have in common with the text, not how many they are.
/// Thread safety: const members may be called from several threads at once.
class wildcard_trie {
public:
  /// Returns the number of a pattern, which is `fresh` if it had none.
  /// @pre the pattern has a star.
  std::uint32_t find_or_add(const wildcard_pattern& pattern, std::uint32_t fresh);

  bool empty() const { return nodes_.empty(); }

  /// Appends the numbers of the patterns that `text` fits, each once.
  void find(std::string_view text, std::vector<std::uint32_t>& into) const;

private:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  /// The pieces of one kind, and which lengths they have.
  struct pieces {
    text_table texts;
    std::vector<std::size_t> lengths;    ///< Ascending.
    std::array<bool, 256> first_bytes{}; ///< Those that one of them begins with.

    std::uint32_t find_or_add(std::string_view text);
  };
  /// What stands between two stars. It is looked for by its head, which is all of
  /// it unless it is long: hashing it at each place of a text would take long.
  struct middle_piece {
    std::uint32_t head;
    std::string all;
  };
  struct node {
    std::uint32_t piece;          ///< The middle piece that leads to it; of roots: the first one.
    std::uint32_t sibling = none; ///< The child of the same node that came before it.
    std::uint32_t child = none;   ///< The last of those behind it.
    std::uint32_t children = 0;
    bool ends = false; ///< There is a last piece behind it.
  };
  class search;

  std::uint32_t root(std::string_view first);
  std::uint32_t child(std::uint32_t parent, std::string_view middle);
  std::uint32_t middle_piece_of(std::string_view text);

  pieces firsts_;             ///< Up to the first star.
  pieces heads_;              ///< Of the middle pieces, never empty.
  pieces lasts_;              ///< Behind the last star.
  text_table middle_numbers_; ///< In `middles_`.
  std::vector<middle_piece> middles_;
  std::vector<std::vector<std::uint32_t>> by_head_; ///< By head: the middle pieces.
  std::vector<node> nodes_;
  std::vector<std::uint32_t> roots_; ///< By first piece.
  key_table edges_;                  ///< Node and middle piece to node.
  key_table endings_;                ///< Node and last piece to number.
};

} // namespace fanfare
