#pragma once

#include "matching/field_paths.hpp"
#include "matching/predicate.hpp"

#include <cstdint>
#include <optional>
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
  std::uint32_t place; ///< See `event_fields::next_agreeing`.
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

  /// Whether the values of each field ascend by place. They do unless a key comes
  /// twice in an object, or with and without dots.
  bool in_order() const { return in_order_; }

  /// Returns the fields that have values.
  const std::vector<std::uint32_t>& touched() const { return touched_; }

  /// Whether two places agree: no array has them in different elements. Nothing if
  /// they do; else the least place behind `one` that may agree with `other`.
  /// Places count up in the order of the event.
  std::optional<std::uint32_t> next_agreeing(std::uint32_t one, std::uint32_t other) const;

  /// How many arrays values were looked for in.
  std::uint32_t arrays() const { return static_cast<std::uint32_t>(array_ends_.size()); }
  /// @pre not nowhere.
  std::uint32_t array_of(std::uint32_t place) const { return places_[place].array; }
  /// Returns the place that the array of a place is in. @pre not nowhere.
  std::uint32_t outer(std::uint32_t place) const { return places_[place].outer; }

private:
  class reading;

  void clear();

  struct element {
    std::uint32_t outer; ///< The place of the array.
    std::uint32_t array;
  };

  std::vector<std::vector<found_value>> values_; ///< By field.
  std::vector<std::uint32_t> touched_;           ///< The fields that have values.
  std::vector<element> places_;                  ///< The first stands for nowhere.
  std::vector<std::uint32_t> array_ends_;        ///< By array: the first place behind it.
  bool in_order_ = true;
  std::string unescaped_; ///< The strings that are not as they are spelt.
};

} // namespace fanfare
