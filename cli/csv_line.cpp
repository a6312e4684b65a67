#include "cli/csv_line.hpp"

namespace fanfare {

namespace {

/// Takes a field in quotes off the front, and what stands behind its last quote.
/// Returns false if it does not end.
bool take_quoted(std::string_view& rest, std::string& field) {
  rest.remove_prefix(1);
  for (auto quote = rest.find('"'); quote != rest.npos; quote = rest.find('"')) {
    field += rest.substr(0, quote);
    rest.remove_prefix(quote + 1);
    if (!rest.starts_with('"'))
      return true;
    field += '"';
    rest.remove_prefix(1);
  }
  return false;
}

} // namespace

result<std::vector<std::string>> csv_fields(std::string_view line) {
  std::vector<std::string> fields;
  auto rest = line;
  while (!line.empty()) {
    std::string field;
    if (rest.starts_with('"') && !take_quoted(rest, field))
      return error{errc::invalid_listener, "a quote is opened and not closed"};
    const auto plain = rest.substr(0, rest.find(','));
    field += plain;
    fields.push_back(std::move(field));
    rest.remove_prefix(plain.size());
    if (rest.empty())
      break;
    rest.remove_prefix(1);
  }
  return fields;
}

} // namespace fanfare
