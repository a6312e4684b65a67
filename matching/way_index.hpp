#pragma once

#include "matching/clause_table.hpp"
#include "matching/field_index.hpp"
#include "matching/met_keys.hpp"
#include "matching/posting_lists.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace fanfare {

/// Finds the listeners whose patterns and filters take an event, among many.
/// Each way to fulfil a filter is looked up by what is rarest of it, its pivot:
/// a clause, two clauses that each want one value, or the event type. Only what
/// is found so is asked for the rest. Filled, then sealed, and only read from
/// then on.
/// Thread safety: const members may be called from several threads at once,
/// each with memories of its own.
class way_index {
public:
  /// What is known for one event. Kept from event to event.
  /// Thread safety: none.
  class memory {
  private:
    friend class way_index;

    clause_table::memory clauses_;
    field_index::memory found_in_;
    met_keys met_;
    std::uint32_t event_ = 0;             ///< Counts up; what is marked with it is of this event.
    std::vector<std::uint32_t> patterns_; ///< By pattern: the event that it stands for.
    std::vector<met_keys::met> halves_;   ///< Of pairs, among the keys that were met.
    std::vector<std::uint32_t> found_;
    std::vector<std::uint32_t> hit_places_;
    std::vector<std::uint32_t> perhaps_twice_; ///< Places that may be found in several ways.
  };

  way_index();
  ~way_index();

  /// Adds what a listener asks for. Places count up from 0.
  /// @param patterns the numbers of its event-type patterns, each once; none: it
  ///        matches nothing.
  /// @param asked one with an empty way: any event of these types.
  /// @param paths of the fields that events are read for; the same each time.
  void add(const std::vector<std::uint32_t>& patterns, filter asked, growing_paths& paths);

  /// Chooses the pivots. @param patterns how many different ones there are.
  void seal(std::uint32_t patterns);

  /// Whether any listener asks for more than the type of an event.
  bool asks_fields() const { return clauses_.size() > 0; }

  /// Appends the places of the listeners that an event is for, each once, in no order.
  /// @param patterns the numbers of those that stand for its type.
  /// @param fields of the event; null: it has none that can be read.
  void match(std::span<const std::uint32_t> patterns, const event_fields* fields, memory& about,
             std::vector<std::uint32_t>& places) const;

private:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;
  /// Marks a `posted::pattern` that is a list of several.
  static constexpr std::uint32_t several = 0x8000'0000;

  /// A way, in the list of what it is looked up by. What is looked at first of
  /// the ways in one list lies side by side.
  struct posted {
    std::uint32_t place = 0;
    std::uint32_t pattern = 0;  ///< The only one of its listener, or a list of them.
    std::uint32_t begin = 0;    ///< Of its clauses.
    std::uint16_t count = 0;    ///< How many they are.
    bool lone = false;          ///< It is all that its listener is found by.
    std::uint32_t pivot = none; ///< The clause by which it is found; none: by its type.
    std::uint32_t other = none; ///< The second one of a pair.
  };
  /// The other half of a pair.
  struct partner {
    std::uint32_t key;
    std::uint32_t pair;
  };
  /// A field whose absence is a key.
  struct absent_field {
    std::uint32_t field;
    std::uint32_t key;
  };
  struct gathered;
  class sealing;

  std::span<const std::uint32_t> clauses_of(const posted& one) const {
    return {way_clauses_.data() + one.begin, one.count};
  }
  static std::uint64_t pair_of(std::uint32_t one, std::uint32_t other);
  static void take(const posted& one, memory& about, std::vector<std::uint32_t>& places);
  bool is_of_type(const posted& one, const memory& about) const;
  void begin(std::span<const std::uint32_t> patterns, memory& about) const;
  void match_keys(memory& about, std::vector<std::uint32_t>& places) const;
  void meet_values(std::uint32_t field, const field_index& in, memory& about) const;
  void meet_absences(memory& about) const;
  void match_key(std::uint32_t key, memory& about, std::vector<std::uint32_t>& places) const;
  void match_pairs(memory& about, std::vector<std::uint32_t>& places) const;
  void match_partners(memory& about, std::vector<std::uint32_t>& places) const;
  void match_pair(std::uint32_t pair, bool free, memory& about,
                  std::vector<std::uint32_t>& places) const;
  void tell_places(std::uint32_t clause, memory& about) const;

  // What is known of a key:
  static constexpr std::uint8_t sure = 1;     ///< It says that its clause holds.
  static constexpr std::uint8_t complete = 2; ///< It is found for each value that it stands for.
  static constexpr std::uint8_t paired = 4;   ///< It is half of a pair.

  /// The keys of a clause, side by side.
  struct key_list {
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
  };
  std::span<const std::uint32_t> keys_of(std::uint32_t clause) const {
    return std::span{clause_keys_}.subspan(key_lists_[clause].begin, key_lists_[clause].count);
  }

  std::unique_ptr<gathered> gathered_; ///< What has been added; null once it is sealed.
  std::uint32_t pattern_count_ = 0;
  clause_table clauses_;
  std::vector<std::uint32_t> way_clauses_;
  posting_lists<std::uint32_t> pattern_lists_;
  std::vector<std::uint32_t> field_slots_; ///< By field: its place in `fields_`, or none.
  std::vector<field_index> fields_;
  std::vector<absent_field> absences_;
  std::vector<std::uint8_t> key_marks_; ///< By key.
  std::vector<key_list> key_lists_;     ///< By clause; of those that ways are found by.
  std::vector<std::uint32_t> clause_keys_;
  posting_lists<posted> by_pattern_;
  posting_lists<posted> by_key_;
  posting_lists<posted> by_pair_;
  key_table pairs_;                 ///< Two keys, the lower one first, to a pair.
  key_table pair_fields_;           ///< The fields that pairs are of.
  posting_lists<partner> partners_; ///< By the lower key of a pair.
};

} // namespace fanfare
