#pragma once

#include "matching/flat_hash.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The paths of the fields that filters ask for, as a tree of their keys: what
/// of an event has to be looked at. Filled first and only read from then on.
/// `a.b` is the member `b` of the member `a` and the member `a.b` as well.
/// Thread safety: const members may be called from several threads at once.
class field_paths {
public:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;
  static constexpr std::uint32_t root = 0;

  /// A key, ready to be held against the bytes of an event.
  class child {
  public:
    child(std::string_view key, std::uint32_t to);

    const std::string& key() const { return key_; }
    std::uint32_t node() const { return node_; }

    /// Whether the key stands at `at` as it is, up to a closing quote. Not if JSON
    /// cannot spell it without escapes.
    /// @param end of the text that `at` is in.
    bool stands_at(const char* at, const char* end) const {
      if (!plain_ || static_cast<std::size_t>(end - at) <= key_.size() || at[key_.size()] != '"')
        return false;
      std::uint64_t word = 0;
      if (static_cast<std::size_t>(end - at) < sizeof word)
        return stands_whole_at(at);
      std::memcpy(&word, at, sizeof word);
      return (word & mask_) == head_ && (key_.size() <= sizeof word || stands_whole_at(at));
    }

  private:
    bool stands_whole_at(const char* at) const {
      return std::memcmp(at, key_.data(), key_.size()) == 0;
    }

    std::string key_;
    std::uint64_t head_ = 0; ///< Its first bytes.
    std::uint64_t mask_ = 0; ///< Which bytes of a word they are.
    std::uint32_t node_;
    bool plain_; ///< JSON spells the key as it is, without escapes.
  };
  struct node {
    std::vector<child> children = {}; ///< The first few: looked at one by one.
    std::uint32_t count = 0;          ///< Of all children.
    std::uint32_t field = none;       ///< The number of the path that ends here.
  };

  field_paths() : nodes_(1) {}

  /// Adds a path and returns its number. Numbers count up from 0 in the order
  /// of adding; a path added again keeps its number.
  std::uint32_t add(std::string_view path);

  /// Returns the number of a path; none if it has not been added.
  std::uint32_t find(std::string_view path) const;

  /// Returns how many different paths there are.
  std::uint32_t size() const { return fields_; }

  const node& at(std::uint32_t place) const { return nodes_[place]; }

  /// Returns the node that the member `key` of what stands at `from` leads to;
  /// none if no path goes there. A key may have dots in it.
  std::uint32_t step(std::uint32_t from, std::string_view key) const;

  /// The same for a key without dots that is not empty.
  std::uint32_t child_of(std::uint32_t from, std::string_view segment) const;

private:
  std::vector<node> nodes_;
  text_table words_; ///< The keys of the children that are not among the first few.
  key_table more_;   ///< Node and word to child, for those.
  std::uint32_t fields_ = 0;
};

} // namespace fanfare
