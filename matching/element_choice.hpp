#pragma once

#include "matching/event_fields.hpp"
#include "matching/predicate.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace fanfare {

/// A value that a clause may take.
struct candidate {
  std::uint32_t place;
  bool holds; ///< The clause asks for it.
};

/// What one clause may take, ascending by place.
class choice {
public:
  /// @param among those that hold at least; all values, if absence will do.
  /// @param takes_absence `{"exists":false}` is one of the predicates.
  choice(std::span<const candidate> among, bool takes_absence)
      : among_{among}, takes_absence_{takes_absence} {}

  /// All values of a field, which are asked only when it comes to them.
  choice(std::span<const found_value> values, const std::vector<predicate>& any_of)
      : values_{values}, any_of_{&any_of} {}

  std::size_t size() const { return any_of_ == nullptr ? among_.size() : values_.size(); }
  std::uint32_t place(std::size_t i) const {
    return any_of_ == nullptr ? among_[i].place : values_[i].place;
  }
  bool holds(std::size_t i) const {
    return any_of_ == nullptr ? among_[i].holds : any_holds(*any_of_, values_[i].value);
  }
  bool takes_absence() const { return takes_absence_; }

  /// Returns the first one from `from` on that has this place, or one behind it.
  std::size_t first_at(std::uint32_t place, std::size_t from) const;

private:
  std::span<const candidate> among_;
  std::span<const found_value> values_;
  const std::vector<predicate>* any_of_ = nullptr;
  bool takes_absence_ = false;
};

/// Finds out whether clauses hold together: one value is taken for each, and no
/// two of them stand in different elements of one array. Whether a field is
/// absent is judged in the elements taken before, hence the order by path.
/// What did not work out once is not tried again, and values in other elements
/// are jumped over, so the time goes with the number of values as long as keys are
/// distinct. Where a key comes twice, with an array each time, choices multiply: a
/// search that takes more than some steps for each value is given up, and has
/// found nothing. No event that a program writes comes near that.
/// Thread safety: none; kept from event to event, so that it allocates little.
class element_choice {
public:
  /// @param asked of each clause; ascending by path if one takes absence.
  bool works_out(std::span<const choice> asked, const event_fields& fields);

private:
  using state = std::vector<std::uint32_t>;

  bool choose(std::size_t clause);
  std::size_t next_agreeing(std::size_t clause, std::size_t from) const;
  state state_at(std::size_t clause);
  void find_last_uses();

  /// A search that is over sooner remembers nothing.
  static constexpr std::size_t patience = 256;
  static constexpr std::size_t steps_a_value = 32;

  const event_fields* fields_ = nullptr;
  std::span<const choice> asked_;
  std::vector<std::uint32_t> taken_;   ///< Places.
  std::vector<std::size_t> last_uses_; ///< By array: behind the last clause with values in it.
  std::set<state> failed_;
  std::size_t steps_ = 0;
  std::size_t most_steps_ = 0;
};

} // namespace fanfare
