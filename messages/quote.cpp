#include "messages/quote.hpp"

#include "messages/utf8.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// Whether a valid character does something other than show itself.
bool steers(std::string_view character) {
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

} // namespace

std::string quoter::operator()(std::string_view value, std::size_t most) const {
  std::string text = "'";
  std::size_t at = 0;
  while (at < value.size()) {
    auto length = utf8_length(value.substr(at));
    auto character = value.substr(at, std::max<std::size_t>(length, 1));
    if (at + character.size() > most) {
      text += "…";
      break;
    }
    if (length == 0 || steers(character))
      text += '?';
    else
      text += character;
    at += character.size();
  }
  return text += '\'';
}

} // namespace fanfare
