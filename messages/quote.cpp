#include "messages/quote.hpp"

#include "messages/utf8.hpp"

#include <algorithm>

namespace fanfare {

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
    if (length == 0 || steers_terminal(character))
      text += '?';
    else
      text += character;
    at += character.size();
  }
  return text += '\'';
}

} // namespace fanfare
