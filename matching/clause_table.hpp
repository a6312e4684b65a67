#pragma once

#include "matching/element_choice.hpp"
#include "matching/event_fields.hpp"
#include "matching/filter.hpp"
#include "matching/flat_hash.hpp"
#include "matching/growing_paths.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fanfare {

/// The clauses of many filters, each kept and asked once. Filled first and only
/// read from then on.
/// Thread safety: const members may be called from several threads at once, each
/// with memories of its own.
class clause_table {
public:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  /// What is known of the clauses for one event. Kept from event to event.
  /// Thread safety: none.
  class memory {
  public:
    /// Begins with the fields of an event, which outlive the asking.
    void begin(const event_fields& fields, const clause_table& of);

    const event_fields& fields() const { return *fields_; }

  private:
    friend class clause_table;

    /// What an event does to a clause.
    enum class state : std::uint8_t {
      unknown,
      fails,
      holds,        ///< Whatever the other clauses take.
      holds_inside, ///< In elements of arrays; which ones, others may have to agree with.
      absent_inside ///< In elements of arrays that others have to take before.
    };

    const event_fields* fields_ = nullptr;
    std::vector<state> states_;
    std::vector<std::uint32_t> known_; ///< The clauses whose state is not unknown.
    std::vector<asked_field> inside_;  ///< Of the clauses asked about, those not decided alone.
    element_choice choice_;
  };

  /// Returns the number of a clause: that of an equal one if there is one.
  /// @param paths of the fields that events are read for; the same each time.
  std::uint32_t add(clause&& one, growing_paths& paths);
  std::uint32_t add(const clause& one, growing_paths& paths) { return add(clause{one}, paths); }

  /// Ends the adding, and gives back the memory that only adding needs.
  void seal() { numbers_ = {}; }

  /// Whether all of the clauses hold for the event of the memory.
  /// @param clauses numbers, ascending by path.
  bool all_hold(std::span<const std::uint32_t> clauses, memory& about) const {
    return all_hold(clauses, none, none, about);
  }

  /// The same, two of them being known to hold by values that are in no array.
  bool all_hold(std::span<const std::uint32_t> clauses, std::uint32_t known, std::uint32_t as_well,
                memory& about) const;

  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  std::uint32_t field_of(std::uint32_t clause) const { return entries_[clause].field; }
  const std::vector<predicate>& predicates(std::uint32_t clause) const {
    return entries_[clause].any_of;
  }

private:
  using state = memory::state;

  struct entry {
    std::uint32_t field;
    bool takes_absence; ///< `{"exists":false}` is one of its predicates.
    std::vector<predicate> any_of;
  };

  state ask(std::uint32_t number, memory& about) const;
  static state answer(const entry& asked, const event_fields& fields);
  asked_field asked_by(std::uint32_t clause) const {
    const auto& one = entries_[clause];
    return {one.field, one.takes_absence, &one.any_of};
  }

  std::vector<entry> entries_;
  text_table numbers_; ///< Of paths with lists; empty once it is sealed.
};

} // namespace fanfare
