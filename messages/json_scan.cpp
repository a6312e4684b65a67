#include "messages/json_scan.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace fanfare {

namespace {

constexpr std::size_t block_size = 64;

/// Where some characters stand in a block, a bit a byte.
struct block_marks {
  std::uint64_t quotes;
  std::uint64_t backslashes;
  std::uint64_t opening;
  std::uint64_t closing;
};

#ifdef __SSE2__

constexpr std::ptrdiff_t lane_size = sizeof(__m128i);

__m128i lane_at(const char* at) {
  __m128i lane;
  std::memcpy(&lane, at, sizeof lane);
  return lane;
}

std::uint32_t where(__m128i lane, char c) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(lane, _mm_set1_epi8(c))));
}

struct block_lanes {
  __m128i first, second, third, fourth;
};

std::uint64_t where(const block_lanes& lanes, char c) {
  return std::uint64_t{where(lanes.first, c)} | std::uint64_t{where(lanes.second, c)} << 16U |
         std::uint64_t{where(lanes.third, c)} << 32U | std::uint64_t{where(lanes.fourth, c)} << 48U;
}

block_marks marks_of(const char* block, char open, char close) {
  const block_lanes lanes{lane_at(block), lane_at(block + 16), lane_at(block + 32),
                          lane_at(block + 48)};
  return {where(lanes, '"'), where(lanes, '\\'), where(lanes, open), where(lanes, close)};
}

/// Skips what is neither a quote nor a backslash, a lane at a time.
const char* skip_plain_lanes(const char* at, const char* end) {
  while (end - at >= lane_size) {
    const auto lane = lane_at(at);
    if (const auto found = where(lane, '"') | where(lane, '\\'); found != 0)
      return at + std::countr_zero(found);
    at += lane_size;
  }
  return at;
}

#else

std::uint64_t where(const char* block, char c) {
  std::uint64_t marks = 0;
  for (std::size_t i = 0; i < block_size; ++i)
    marks |= std::uint64_t{block[i] == c} << i;
  return marks;
}

block_marks marks_of(const char* block, char open, char close) {
  return {where(block, '"'), where(block, '\\'), where(block, open), where(block, close)};
}

const char* skip_plain_lanes(const char* at, const char* /*end*/) { return at; }

#endif

/// Goes through a text block by block and tells what stands in strings.
class string_tracker {
public:
  /// Returns a bit for each byte of a block that is in a string.
  std::uint64_t in_strings(const block_marks& marks) {
    const auto quotes = marks.quotes & ~escaped_by(marks.backslashes);
    if (quotes == 0)
      return inside_;
    auto inside = quotes;
    for (unsigned shift = 1; shift < block_size; shift *= 2)
      inside ^= inside << shift; // each bit: the parity of the quotes up to it
    inside ^= inside_;
    inside_ = inside >> (block_size - 1) != 0 ? ~std::uint64_t{0} : 0;
    return inside;
  }

private:
  std::uint64_t escaped_by(std::uint64_t backslashes) {
    auto escaped = std::uint64_t{first_is_escaped_};
    first_is_escaped_ = false;
    for (auto rest = backslashes & ~escaped; rest != 0;) {
      const auto next = (rest & (~rest + 1)) << 1U;
      first_is_escaped_ = next == 0;
      escaped |= next;
      rest &= (rest - 1) & ~next;
    }
    return escaped;
  }

  std::uint64_t inside_ = 0; ///< All bits, if the last block ended in a string.
  bool first_is_escaped_ = false;
};

constexpr auto scalar_ends = [] {
  std::array<bool, 256> ends{};
  for (const char c : {',', ']', '}', ':', ' ', '\t', '\n', '\r', '"', '[', '{'})
    ends[static_cast<unsigned char>(c)] = true;
  return ends;
}();

} // namespace

string_end find_string_end(const char* at, const char* end) {
  bool escapes = false;
  for (;;) {
    at = skip_plain_lanes(at, end);
    while (at != end && *at != '"' && *at != '\\')
      ++at;
    if (at == end || *at == '"')
      return {at, escapes};
    escapes = true;
    if (end - at < 2)
      return {end, escapes};
    at += 2;
  }
}

const char* behind_closing(bracket kind, const char* at, const char* end) {
  const char open = kind == bracket::square ? '[' : '{';
  const char close = kind == bracket::square ? ']' : '}';
  string_tracker strings;
  std::size_t depth = 1;
  std::array<char, block_size> last{};
  while (at < end) {
    const auto* block = at;
    if (static_cast<std::size_t>(end - at) < block_size) {
      std::memcpy(last.data(), at, static_cast<std::size_t>(end - at));
      block = last.data();
    }
    const auto marks = marks_of(block, open, close);
    const auto outside = ~strings.in_strings(marks);
    const auto opening = marks.opening & outside;
    auto passed = std::uint64_t{0}; // those opened before the bracket looked at
    for (auto closing = marks.closing & outside; closing != 0; closing &= closing - 1) {
      const auto before = (closing & (~closing + 1)) - 1;
      depth += static_cast<std::size_t>(std::popcount(opening & before & ~passed));
      passed = before;
      if (--depth == 0)
        return at + std::countr_zero(closing) + 1;
    }
    depth += static_cast<std::size_t>(std::popcount(opening & ~passed));
    at += block_size;
  }
  return nullptr;
}

const char* behind_scalar(const char* at, const char* end) {
  while (at != end && !scalar_ends[static_cast<unsigned char>(*at)])
    ++at;
  return at;
}

} // namespace fanfare
