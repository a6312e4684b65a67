#pragma once

#include "matching/element_choice.hpp"
#include "matching/event_fields.hpp"
#include "matching/filter.hpp"
#include "matching/flat_hash.hpp"
#include "matching/growing_paths.hpp"

#include <cstdint>
#include <span>
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
    struct known {
      state is = state::unknown;
      std::uint32_t list = none; ///< Of its candidates, once they were looked for, or `many`.
    };
    static constexpr std::uint32_t many = none - 1;
    struct list {
      std::size_t begin;
      std::size_t end;
    };

    const event_fields* fields_ = nullptr;
    std::vector<known> known_;           ///< By clause.
    std::vector<std::uint32_t> not_new_; ///< The clauses of which something is known.
    std::vector<candidate> candidates_;  ///< List after list.
    std::vector<list> lists_;
    std::vector<std::uint32_t> inside_; ///< Of the clauses asked about, those not decided alone.
    std::vector<choice> choices_;       ///< Theirs.
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

  /// Whether nothing is known of a clause yet, so that it is worth telling.
  bool is_new(std::uint32_t clause, const memory& about) const {
    return about.known_[clause].is == state::unknown;
  }

  /// Tells where the values are that a clause asks for, so that nobody looks for them.
  /// @param places all of them, one at least, ascending.
  /// @pre the clause is new, and does not take absence.
  void tell(std::uint32_t clause, std::span<const std::uint32_t> places, memory& about) const;

  /// Tells that there are many such values, so that nobody makes a list of them.
  /// @pre as for `tell`; none of them is outside of arrays.
  void tell_many(std::uint32_t clause, memory& about) const;

  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  std::uint32_t field_of(std::uint32_t clause) const { return entries_[clause].field; }
  bool takes_absence(std::uint32_t clause) const { return entries_[clause].takes_absence; }
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
  void look_for_candidates(std::uint32_t clause, memory& about) const;
  bool is_narrow(std::span<const std::uint32_t> clauses, const memory& about) const;
  bool may_wait(std::uint32_t clause, const memory& about) const;
  bool work_out_together(bool by_path, memory& about) const;

  std::vector<entry> entries_;
  text_table numbers_; ///< Of paths with lists; empty once it is sealed.
};

} // namespace fanfare
