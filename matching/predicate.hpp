#pragma once

#include "matching/folded_text.hpp"
#include "matching/ip_address.hpp"
#include "matching/wildcard_pattern.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fanfare {

enum class value_kind : std::uint8_t { null, yes, no, number, text };

/// A value of an event: no object and no array, but what is in them.
struct event_value {
  value_kind kind = value_kind::null;
  std::string_view text = {}; ///< A string without its escapes, a number as it is spelt.
};

// What a filter can ask of a value. The texts that string predicates compare
// are UTF-8 without escapes; none matches a value that is no string, unless it
// says so.

struct is_present {};
/// Holds if the field has no value; asked of a field, never of a value.
struct is_absent {};
struct is_literal {
  value_kind which; ///< null, yes or no.
};
struct is_text {
  std::string text;
};
struct has_prefix {
  std::string text;
};
struct has_suffix {
  std::string text;
};
struct is_folded {
  folded_text text;
};
struct has_folded_prefix {
  folded_text text;
};
struct has_folded_suffix {
  folded_text text;
};
struct fits_wildcard {
  wildcard_pattern pattern;
};
/// The address in any spelling.
struct is_address {
  ip_address address;
};
struct in_network {
  network block;
};
struct is_number {
  double value;
};
/// A number that no double holds matches in the same spelling only.
struct is_spelt {
  std::string number;
};
/// A number that a double holds, between two bounds.
struct in_range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = true;
  bool high_open = true;
};

using text_predicate = std::variant<is_text, has_prefix, has_suffix, is_folded, fits_wildcard>;

/// Any value but a string that one of these takes.
struct is_none_of {
  std::vector<text_predicate> texts;
};
/// Any value but one of these numbers.
struct is_no_number_of {
  std::vector<double> numbers;
};

using predicate =
    std::variant<is_present, is_absent, is_literal, is_text, has_prefix, has_suffix, is_folded,
                 has_folded_prefix, has_folded_suffix, fits_wildcard, is_address, in_network,
                 is_number, is_spelt, in_range, is_none_of, is_no_number_of>;

/// Whether a value is what the predicate asks for. `is_absent` takes none.
bool holds(const predicate& asked, const event_value& of);

/// Whether a value is what one of these asks for.
bool any_holds(const std::vector<predicate>& any_of, const event_value& of);

} // namespace fanfare
