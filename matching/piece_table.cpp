#include "matching/piece_table.hpp"

#include <algorithm>
#include <cstring>

namespace fanfare {

namespace {

std::uint64_t key_of(const char* bytes, std::size_t length) {
  std::uint64_t key = 0;
  std::memcpy(&key, bytes, length);
  return key;
}

} // namespace

std::uint32_t piece_table::find_or_add(std::string_view piece, std::uint32_t fresh) {
  const auto length = std::min(piece.size(), most_bytes);
  empty_ = false;
  return by_length_[length].find_or_add(key_of(piece.data() + piece.size() - length, length),
                                        fresh);
}

void piece_table::find(std::string_view text, std::vector<std::uint32_t>& into) const {
  for (std::size_t length = 1; length <= std::min(most_bytes, text.size()); ++length) {
    const auto& table = by_length_[length];
    if (table.size() == 0)
      continue;
    for (std::size_t at = 0; at + length <= text.size(); ++at)
      if (const auto number = table.find(key_of(text.data() + at, length));
          number != key_table::none)
        into.push_back(number);
  }
}

} // namespace fanfare
