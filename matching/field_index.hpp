#pragma once

#include "matching/affix_table.hpp"
#include "matching/flat_hash.hpp"
#include "matching/predicate.hpp"
#include "matching/range_table.hpp"
#include "matching/wildcard_trie.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fanfare {

/// Finds, for a value of one field, the predicates that may hold for it, with
/// work that hardly depends on how many there are. What stands for a predicate
/// is a key: a number of the caller's choice, the same for equal predicates
/// (ranges of numbers have one each).
/// Thread safety: const members may be called from several threads at once.
class field_index {
public:
  /// How a predicate is looked up, and so how many events it is likely to let
  /// through. `absence` has a key that no value is found by.
  enum class kind : std::uint8_t { exact, affix, range, wildcard, absence, any };

  /// What has been found for the values of one field. Kept from field to field.
  /// Thread safety: none.
  class memory {
  public:
    void begin() { ranges_.begin(); }

  private:
    friend class field_index;
    range_table::memory ranges_;
  };

  static kind kind_of(const predicate& asked);

  /// Whether each value that `find` returns such a key for fulfils the predicate.
  static bool is_sure(const predicate& asked);

  /// Whether `find` returns such a key for each value that fulfils the predicate,
  /// and not for the first one only.
  static bool is_complete(const predicate& asked);

  /// Returns the key of a predicate, which is `fresh` if it had none.
  std::uint32_t add(const predicate& asked, std::uint32_t fresh);

  /// Makes what has been added ready for `find`. Nothing is added from then on.
  void seal() { ranges_.seal(); }

  /// Appends the keys of all predicates that hold for a value, and perhaps of
  /// some that do not; not of ranges that values before it lie in. A key may come twice.
  /// @param about the values of the same field before it, of the same event.
  void find(const event_value& value, memory& about, std::vector<std::uint32_t>& keys) const;

private:
  struct adding;

  void find_text(std::string_view text, std::vector<std::uint32_t>& keys) const;
  void find_folded(std::string_view text, std::vector<std::uint32_t>& keys) const;
  void find_address(std::string_view text, std::vector<std::uint32_t>& keys) const;
  void find_number(std::string_view text, memory& about, std::vector<std::uint32_t>& keys) const;

  /// Texts and their keys.
  struct keyed_texts {
    text_table texts;
    std::vector<std::uint32_t> keys;

    std::uint32_t find_or_add(std::string_view text, std::uint32_t fresh);
    void find(std::string_view text, std::vector<std::uint32_t>& into) const;
  };
  /// Texts that were folded, and the beginnings and ends of such.
  struct folded_index {
    keyed_texts whole;
    affix_table prefixes{affix_table::side::begin};
    affix_table suffixes{affix_table::side::end};
    bool is_used = false;

    void find(std::string_view folded, std::vector<std::uint32_t>& keys) const;
  };
  /// The blocks with so many bits of one version.
  struct networks_of_size {
    bool v6;
    unsigned bits;
    keyed_texts blocks;
  };

  keyed_texts texts_;
  keyed_texts spellings_;
  keyed_texts addresses_;
  key_table numbers_;
  std::array<std::uint32_t, 3> literals_{text_table::none, text_table::none, text_table::none};
  affix_table prefixes_{affix_table::side::begin};
  affix_table suffixes_{affix_table::side::end};
  // Of texts in either case, those whose forms are ASCII, and the others:
  folded_index ascii_;
  folded_index unicode_;
  wildcard_trie wildcards_;
  range_table ranges_;
  bool has_ranges_ = false;
  std::vector<networks_of_size> networks_;
  std::uint32_t absence_ = text_table::none;
  std::uint32_t any_ = text_table::none; ///< Of what has to be looked at for every value.
};

} // namespace fanfare
