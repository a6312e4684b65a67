#include "messages/utf8.hpp"

namespace fanfare {

namespace {

/// The lead bytes of one length, and what may follow them. The second byte is
/// what tells overlong forms, surrogates and characters beyond U+10FFFF apart.
struct form {
  unsigned char first_lead;
  unsigned char last_lead;
  std::size_t length;
  unsigned char first_second;
  unsigned char last_second;
};

constexpr form forms[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

bool has_form(std::string_view text, const form& expected) {
  if (text.size() < expected.length)
    return false;
  auto second = static_cast<unsigned char>(text[1]);
  if (second < expected.first_second || second > expected.last_second)
    return false;
  for (std::size_t at = 2; at < expected.length; ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80)
      return false;
  return true;
}

} // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty())
    return 0;
  auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80)
    return 1;
  for (const auto& candidate : forms)
    if (lead >= candidate.first_lead && lead <= candidate.last_lead)
      return has_form(text, candidate) ? candidate.length : 0;
  return 0;
}

bool steers_terminal(std::string_view character) {
  auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  switch (character.size()) {
  case 1:
    return byte(0) < 0x20 || byte(0) == 0x7F;
  case 2: // U+0080 to U+009F
    return byte(0) == 0xC2 && byte(1) < 0xA0;
  case 3: // U+2028 to U+202E and U+2066 to U+2069
    return byte(0) == 0xE2 && ((byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) ||
                               (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9));
  default:
    return false;
  }
}

} // namespace fanfare
