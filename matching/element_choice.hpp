#pragma once

#include "matching/event_fields.hpp"
#include "matching/predicate.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace fanfare {

/// What one clause asks of the values of a field.
struct asked_field {
  std::uint32_t field;
  bool takes_absence; ///< `{"exists":false}` is one of its predicates.
  const std::vector<predicate>* any_of;
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
  /// @param asked ascending by path.
  bool works_out(std::span<const asked_field> asked, const event_fields& fields);

private:
  struct candidate {
    std::uint32_t place;
    bool holds;
  };
  using state = std::vector<std::uint32_t>;

  void gather(std::span<const asked_field> asked);
  bool choose(std::size_t clause);
  std::size_t next_agreeing(std::size_t clause, std::size_t from) const;
  state state_at(std::size_t clause);
  void find_last_uses();

  /// A search that is over sooner remembers nothing.
  static constexpr std::size_t patience = 256;
  static constexpr std::size_t steps_a_value = 32;

  const event_fields* fields_ = nullptr;
  std::span<const asked_field> asked_;
  std::vector<std::vector<candidate>> candidates_; ///< By clause, ascending by place.
  std::vector<std::uint32_t> taken_;               ///< Places.
  std::vector<std::size_t> last_uses_; ///< By array: behind the last clause with values in it.
  std::set<state> failed_;
  std::size_t steps_ = 0;
  std::size_t most_steps_ = 0;
};

} // namespace fanfare
