#include "messages/order_key.hpp"

#include "messages/json_text.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace fanfare {

namespace {

constexpr std::size_t longest = 64;

/// Takes the next name off a JSON pointer.
/// @pre `pointer` starts with a slash.
std::string next_name(std::string_view& pointer) {
  const auto end = pointer.find('/', 1);
  const auto spelt = pointer.substr(1, end == std::string_view::npos ? end : end - 1);
  pointer.remove_prefix(end == std::string_view::npos ? pointer.size() : end);
  std::string name;
  for (std::size_t i = 0; i < spelt.size(); ++i) {
    if (spelt[i] != '~' || i + 1 == spelt.size())
      name += spelt[i];
    else
      name += spelt[++i] == '1' ? '/' : '~';
  }
  return name;
}

/// @pre `array` starts with a bracket.
std::optional<std::string_view> element_text(std::string_view array, std::string_view name) {
  std::size_t place = 0;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), place);
  const auto leads = name.size() > 1 && name[0] == '0';
  if (read.ec != std::errc{} || read.ptr != name.data() + name.size() || leads)
    return std::nullopt;
  for (auto rest = array.substr(1);; --place) {
    const auto length = value_length(rest);
    const auto value = without_space_around(rest.substr(0, length));
    if (value.empty())
      return std::nullopt;
    if (place == 0)
      return value;
    if (length == rest.size() || rest[length] != ',')
      return std::nullopt;
    rest.remove_prefix(length + 1);
  }
}

/// Returns the value that a JSON pointer leads to, as it is written.
std::optional<std::string_view> value_at(std::string_view report, std::string_view pointer) {
  auto value = without_space_around(report);
  while (!pointer.empty()) {
    const auto name = next_name(pointer);
    std::optional<std::string_view> inner;
    if (value.starts_with('{'))
      inner = member_text(value, name);
    else if (value.starts_with('['))
      inner = element_text(value, name);
    if (!inner)
      return std::nullopt;
    value = without_space_around(*inner);
  }
  return value;
}

/// Two values that have the same digest go one after the other too, which is no harm.
std::string digest(std::string_view value) {
  std::uint64_t hash = 14'695'981'039'346'656'037u;
  for (const auto c : value)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
  return std::to_string(value.size()) + '/' + std::to_string(hash);
}

} // namespace

std::optional<std::string> order_key(std::string_view ordering, std::string_view event_type,
                                     std::string_view report) {
  std::string value;
  if (ordering == "event_type")
    value = event_type;
  else if (const auto found = value_at(report, ordering))
    value = found->starts_with('"') ? string_value(*found) : compact(*found);
  else
    return std::nullopt;
  return value.size() > longest ? '#' + digest(value) : ':' + value;
}

} // namespace fanfare
