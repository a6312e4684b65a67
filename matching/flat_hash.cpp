#include "matching/flat_hash.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t first_slots = 16;

std::size_t next_size(std::size_t slots) { return std::max(first_slots, slots * 2); }

} // namespace

std::uint32_t key_table::find_or_add(std::uint64_t key, std::uint32_t fresh) {
  if ((size_ + 1) * 2 > slots_.size())
    grow();
  auto at = hash_of(key) & mask();
  while (slots_[at].number != none && slots_[at].key != key)
    at = (at + 1) & mask();
  if (slots_[at].number == none) {
    slots_[at] = {key, fresh};
    ++size_;
  }
  return slots_[at].number;
}

void key_table::replace(std::uint64_t key, std::uint32_t number) {
  auto at = hash_of(key) & mask();
  while (slots_[at].key != key || slots_[at].number == none)
    at = (at + 1) & mask();
  slots_[at].number = number;
}

void key_table::grow() {
  auto before = std::exchange(slots_, std::vector<slot>(next_size(slots_.size())));
  for (const auto& one : before) {
    if (one.number == none)
      continue;
    auto at = hash_of(one.key) & mask();
    while (slots_[at].number != none)
      at = (at + 1) & mask();
    slots_[at] = one;
  }
}

std::uint32_t text_table::find_or_add(std::string_view text) {
  const auto hash = hash_of(text);
  if (const auto known = find(text, hash); known != none)
    return known;
  if ((size_ + 1) * std::size_t{2} > slots_.size())
    grow();
  auto at = hash & mask();
  while (slots_[at].number != none)
    at = (at + 1) & mask();
  slots_[at] = {tag_of(hash), size_, static_cast<std::uint32_t>(texts_.size()),
                static_cast<std::uint32_t>(text.size())};
  texts_ += text;
  return size_++;
}

void text_table::grow() {
  auto before = std::exchange(slots_, std::vector<slot>(next_size(slots_.size())));
  for (const auto& one : before) {
    if (one.number == none)
      continue;
    auto at = hash_of(text_of(one)) & mask();
    while (slots_[at].number != none)
      at = (at + 1) & mask();
    slots_[at] = one;
  }
}

} // namespace fanfare
