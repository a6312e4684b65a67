#include "matching/predicate.hpp"

#include "matching/decimal_number.hpp"

#include <algorithm>
#include <optional>

namespace fanfare {

namespace {

bool takes(const is_text& asked, std::string_view text) { return text == asked.text; }
bool takes(const has_prefix& asked, std::string_view text) { return text.starts_with(asked.text); }
bool takes(const has_suffix& asked, std::string_view text) { return text.ends_with(asked.text); }
bool takes(const is_folded& asked, std::string_view text) { return asked.text.is_all_of(text); }
bool takes(const has_folded_prefix& asked, std::string_view text) {
  return asked.text.begins(text);
}
bool takes(const has_folded_suffix& asked, std::string_view text) { return asked.text.ends(text); }
bool takes(const fits_wildcard& asked, std::string_view text) {
  return asked.pattern.matches(text);
}
bool takes(const is_address& asked, std::string_view text) {
  return parse_address(text) == asked.address;
}
bool takes(const in_network& asked, std::string_view text) {
  const auto address = parse_address(text);
  return address && asked.block.contains(*address);
}

bool lies_in(const in_range& asked, double value) {
  return (asked.low_open ? value > asked.low : value >= asked.low) &&
         (asked.high_open ? value < asked.high : value <= asked.high);
}

struct holds_of {
  const event_value& value;

  bool operator()(const is_present& /*asked*/) const { return true; }
  bool operator()(const is_absent& /*asked*/) const { return false; }
  bool operator()(const is_literal& asked) const { return value.kind == asked.which; }
  bool operator()(const is_spelt& asked) const {
    return value.kind == value_kind::number && value.text == asked.number;
  }
  bool operator()(const is_number& asked) const { return number() == asked.value; }
  bool operator()(const in_range& asked) const {
    const auto given = number();
    return given && lies_in(asked, *given);
  }
  bool operator()(const is_none_of& asked) const {
    if (value.kind != value_kind::text)
      return true;
    return std::none_of(asked.texts.begin(), asked.texts.end(), [this](const auto& each) {
      return std::visit([this](const auto& one) { return takes(one, value.text); }, each);
    });
  }
  bool operator()(const is_no_number_of& asked) const {
    const auto given = number();
    return !given ||
           std::find(asked.numbers.begin(), asked.numbers.end(), *given) == asked.numbers.end();
  }
  template <class Asked>
  bool operator()(const Asked& asked) const {
    return value.kind == value_kind::text && takes(asked, value.text);
  }

private:
  std::optional<double> number() const {
    return value.kind == value_kind::number ? exact_double(value.text) : std::nullopt;
  }
};

} // namespace

bool holds(const predicate& asked, const event_value& of) {
  return std::visit(holds_of{of}, asked);
}

bool any_holds(const std::vector<predicate>& any_of, const event_value& of) {
  return std::any_of(any_of.begin(), any_of.end(),
                     [&of](const predicate& each) { return holds(each, of); });
}

} // namespace fanfare
