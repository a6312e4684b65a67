#include "matching/affix_table.hpp"

#include <algorithm>

namespace fanfare {

std::uint32_t affix_table::find_or_add(std::string_view affix, std::uint32_t fresh) {
  auto place = std::lower_bound(
      lengths_.begin(), lengths_.end(), affix.size(),
      [](const of_length& one, std::size_t length) { return one.length < length; });
  if (place == lengths_.end() || place->length != affix.size())
    place = lengths_.insert(place, {affix.size(), {}, {}});
  const auto at = place->texts.find_or_add(affix);
  if (at == place->numbers.size())
    place->numbers.push_back(fresh);
  return place->numbers[at];
}

void affix_table::find(std::string_view text, std::vector<std::uint32_t>& into) const {
  for (const auto& [length, texts, numbers] : lengths_) {
    if (length > text.size())
      return;
    const auto affix =
        side_ == side::begin ? text.substr(0, length) : text.substr(text.size() - length);
    if (const auto at = texts.find(affix); at != text_table::none)
      into.push_back(numbers[at]);
  }
}

} // namespace fanfare
