#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

// Hash tables in one piece of memory each, so that a lookup costs a cache miss
// or two and a million entries build fast. Entries are never taken out.

namespace fanfare {

/// Mixes all bits of two words (a 64x64 multiplication folded, as wyhash does).
inline std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  __extension__ using wide = unsigned __int128;
  const auto product = static_cast<wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

inline std::uint64_t hash_of(std::uint64_t key) { return mixed(key, 0x9E37'79B9'7F4A'7C15); }

/// Returns a hash of some bytes. For tables of what admins wrote: it has no
/// secret, so whoever may choose the entries can make them collide.
inline std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xA076'1D64'78BD'642F ^ text.size();
  const auto* at = text.data();
  auto left = text.size();
  std::uint64_t word = 0;
  for (; left > sizeof word; at += sizeof word, left -= sizeof word) {
    std::memcpy(&word, at, sizeof word);
    hash = mixed(hash ^ word, 0xE703'7ED1'A0B4'28DB);
  }
  word = 0;
  std::memcpy(&word, at, left);
  return mixed(hash ^ word, 0x8EBC'6AF0'9C88'C6E3);
}

/// Makes a key of two numbers.
constexpr std::uint64_t key_of(std::uint32_t one, std::uint32_t other) {
  return std::uint64_t{one} << 32U | other;
}

/// Numbers for 64-bit keys.
/// Thread safety: const members may be called from several threads at once.
class key_table {
public:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  /// Returns the number of a key; none if it has none.
  std::uint32_t find(std::uint64_t key) const {
    if (slots_.empty())
      return none;
    for (auto at = hash_of(key) & mask();; at = (at + 1) & mask())
      if (slots_[at].key == key || slots_[at].number == none)
        return slots_[at].number;
  }

  /// Starts to fetch what `find` will need.
  void prefetch(std::uint64_t key) const {
    if (!slots_.empty())
      __builtin_prefetch(&slots_[hash_of(key) & mask()]);
  }

  /// Returns the number of a key, which is `fresh` if it had none.
  std::uint32_t find_or_add(std::uint64_t key, std::uint32_t fresh);

  /// Gives a key another number. @pre it has one.
  void replace(std::uint64_t key, std::uint32_t number);

  std::size_t size() const { return size_; }

private:
  struct slot {
    std::uint64_t key = 0;
    std::uint32_t number = none;
  };

  std::size_t mask() const { return slots_.size() - 1; }
  void grow();

  std::vector<slot> slots_; ///< A power of two of them, at most half of them taken.
  std::size_t size_ = 0;
};

/// Numbers for texts, counting up from 0 in the order of adding.
/// Thread safety: const members may be called from several threads at once.
class text_table {
public:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  /// Returns the number of a text; none if it has none.
  std::uint32_t find(std::string_view text) const { return find(text, hash_of(text)); }

  /// The same, the hash being known.
  std::uint32_t find(std::string_view text, std::uint64_t hash) const {
    if (slots_.empty())
      return none;
    for (auto at = hash & mask();; at = (at + 1) & mask()) {
      const auto& one = slots_[at];
      if (one.number == none)
        return none;
      if (one.tag == tag_of(hash) && text_of(one) == text)
        return one.number;
    }
  }

  void prefetch(std::uint64_t hash) const {
    if (!slots_.empty())
      __builtin_prefetch(&slots_[hash & mask()]);
  }

  std::uint32_t find_or_add(std::string_view text);

  std::size_t size() const { return size_; }

private:
  struct slot {
    std::uint32_t tag = 0;
    std::uint32_t number = none;
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
  };

  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32U);
  }
  std::string_view text_of(const slot& one) const {
    return {texts_.data() + one.begin, one.length};
  }
  std::size_t mask() const { return slots_.size() - 1; }
  void grow();

  std::vector<slot> slots_; ///< A power of two of them, at most half of them taken.
  std::string texts_;
  std::uint32_t size_ = 0;
};

} // namespace fanfare
