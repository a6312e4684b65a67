#pragma once

#include "matching/field_paths.hpp"
#include "matching/predicate.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The JSON of an event, which has been validated. Where it has not, some values
/// are found that are none, or nothing is.
struct event_text {
  std::string_view json;
  bool distinct_keys = false; ///< As in `event`: reading may stop once everything is found.

  event_text(std::string_view text, bool distinct = false) : json{text}, distinct_keys{distinct} {}
  event_text(const char* text) : json{text} {}
};

/// A value of a field, and which elements of which arrays it was found in.
struct found_value {
  event_value value;
  std::uint32_t place; ///< See `event_fields::agree`.
};

/// The values that one event has in the fields that filters ask for. Kept from
/// event to event, so that reading one allocates nothing once it has grown.
/// Views point into the event and into this object until the next `read`.
/// Thread safety: none.
class event_fields {
public:
  /// The place of what is in no array.
  static constexpr std::uint32_t nowhere = 0;

  /// Reads an event, of which it looks at what paths lead to and skips the rest.
  /// Returns false, and has no values, if it stumbles over what is no JSON object.
  bool read(event_text event, const field_paths& paths);

  const std::vector<found_value>& of(std::uint32_t field) const { return values_[field]; }

  /// Returns the fields that have values.
  const std::vector<std::uint32_t>& touched() const { return touched_; }

  /// Whether two places can be in one event seen with one element of each array:
  /// no array has them in different elements.
  bool agree(std::uint32_t one, std::uint32_t other) const;

private:
  class reading;

  void clear();

  struct element {
    std::uint32_t outer; ///< The place of the array.
    std::uint32_t array;
    std::uint32_t index;
  };

  std::vector<std::vector<found_value>> values_; ///< By field.
  std::vector<std::uint32_t> touched_;           ///< The fields that have values.
  std::vector<element> places_;                  ///< The first stands for nowhere.
  std::uint32_t arrays_ = 0;
  std::string unescaped_; ///< The strings that are not as they are spelt.
};

} // namespace fanfare
