#include "fanfare/event.hpp"

#include "messages/quote.hpp"

namespace fanfare {

namespace {

constexpr std::size_t text_size = 34;

/// Writes the low `count` hex digits of `value` to `to` and returns what follows them.
char* put(char* to, std::uint64_t value, int count) {
  for (int shift = (count - 1) * 4; shift >= 0; shift -= 4)
    *to++ = "0123456789abcdef"[(value >> shift) & 0xF];
  return to;
}

/// Returns the value of a lower-case hex digit, or 16.
std::uint64_t digit_value(char c) {
  if (c >= '0' && c <= '9')
    return static_cast<std::uint64_t>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<std::uint64_t>(c - 'a') + 10;
  return 16;
}

/// Reads hex digits; `valid` becomes false at anything else.
std::uint64_t take(std::string_view digits, bool& valid) {
  std::uint64_t value = 0;
  for (char c : digits) {
    auto digit = digit_value(c);
    valid = valid && digit < 16;
    value = value << 4 | (digit & 0xF);
  }
  return value;
}

} // namespace

std::string event_id::text() const {
  std::string written(text_size, '0');
  char* to = written.data();
  to = put(to, ms, 12);
  to = put(to, sequence, 8);
  to = put(to, installation, 10);
  put(to, shard, 4);
  return written;
}

result<event_id> event_id::parse(std::string_view text) {
  if (text.size() == text_size) {
    bool valid = true;
    event_id id;
    id.ms = take(text.substr(0, 12), valid);
    id.sequence = static_cast<std::uint32_t>(take(text.substr(12, 8), valid));
    id.installation = take(text.substr(20, 10), valid);
    id.shard = static_cast<std::uint16_t>(take(text.substr(30, 4), valid));
    if (valid)
      return id;
  }
  return error{errc::not_found,
               "no event is called " + quoted(text) + ": an event id has 34 lower-case hex digits"};
}

} // namespace fanfare
