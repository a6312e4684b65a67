#pragma once

#include "matching/flat_hash.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fanfare {

/// Event-type patterns as a tree of their segments. It is filled first and only
/// read from then on. What a lookup costs depends on the segments of the type
/// and on the nodes that agree with it, not on how many patterns there are.
/// Thread safety: const members may be called from several threads at once.
class pattern_trie {
public:
  pattern_trie();
  pattern_trie(const pattern_trie&) = delete;
  pattern_trie& operator=(const pattern_trie&) = delete;

  /// Adds a pattern and returns its number. Numbers count up from 0 in the
  /// order of adding; a pattern added again keeps its number.
  /// @pre `pattern` passed `check_pattern`.
  std::uint32_t add(std::string_view pattern);

  /// Tells this one from all others that there have been in the process. Above 0.
  std::uint64_t serial() const { return serial_; }

  /// Returns how many different patterns there are.
  std::uint32_t size() const { return patterns_; }

  /// Replaces `numbers` with those of the patterns that match `event_type`,
  /// each once, in no order. Means what `matches` means.
  void match(std::string_view event_type, std::vector<std::uint32_t>& numbers) const;

private:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  struct node {
    std::uint32_t one = none;     ///< The child under `*`.
    std::uint32_t any = none;     ///< The child under `#`.
    std::uint32_t pattern = none; ///< The pattern that ends here.
    bool stays = false;           ///< Reached by `#`: any segment leads back to it.
    bool leads_on = false;        ///< It has children under words.
  };

  std::uint32_t child(std::uint32_t parent, std::string_view segment);
  std::uint32_t grow(bool stays);
  void enter(std::uint32_t at, std::vector<std::uint32_t>& reached) const;
  void step_by_name(const std::vector<std::uint32_t>& from, std::uint32_t word,
                    std::vector<std::uint32_t>& reached) const;
  void step_by_wildcard(const std::vector<std::uint32_t>& from,
                        std::vector<std::uint32_t>& reached) const;

  void find_words(std::string_view event_type, std::vector<std::uint32_t>& words) const;

  std::vector<node> nodes_; ///< The first is the root.
  text_table words_;
  key_table names_; ///< Node and word to child.
  std::uint32_t patterns_ = 0;
  std::uint64_t serial_;
};

} // namespace fanfare
