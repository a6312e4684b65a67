#include "notifiers/shown_answer.hpp"

#include "messages/listener_json.hpp"
#include "messages/utf8.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// Masking what is shorter would tell what it is by what is left around it.
constexpr std::size_t least_masked = 4;

/// Returns how many bytes a secret takes at the start of `text`: all of it, or
/// what the end of the text leaves of it if that is at least `least`. JSON may
/// have put backslashes into it.
std::size_t bytes_of(std::string_view secret, std::string_view text, std::size_t least) {
  std::size_t at = 0;
  for (const char c : secret) {
    if (at < text.size() && text[at] == '\\' && c != '\\')
      ++at;
    if (at == text.size())
      return at >= least ? at : 0;
    if (text[at] != c)
      return 0;
    ++at;
  }
  return at;
}

/// Returns the most that any of the secrets takes at the start of `text`.
std::size_t bytes_of_any(const std::vector<std::string>& secrets, std::string_view text,
                         std::size_t least) {
  std::size_t most = 0;
  for (const auto& secret : secrets)
    if (secret.size() >= least_masked)
      most = std::max(most, bytes_of(secret, text, least));
  return most;
}

bool holds_short_secret(std::string_view text, const std::vector<std::string>& secrets) {
  return std::any_of(secrets.begin(), secrets.end(), [text](const std::string& secret) {
    return !secret.empty() && secret.size() < least_masked &&
           text.find(secret) != std::string_view::npos;
  });
}

/// Returns what is shown in the place of the character at the start of `text`.
std::string_view shown_character(std::string_view text) {
  const auto length = utf8_length(text);
  if (length == 0)
    return "?";
  const auto character = text.substr(0, length);
  if (character == "\n" || character == "\r" || character == "\t")
    return " ";
  return steers_terminal(character) ? "?" : character;
}

} // namespace

std::string shown_answer(std::string_view said, const std::vector<std::string>& secrets) {
  // At the end of what was read any letter may be the first of a secret.
  const auto least_of_secret = said.size() >= longest_read_answer ? 1 : least_masked;
  said = said.substr(0, longest_read_answer);
  if (holds_short_secret(said, secrets))
    return std::string{mask};
  std::string shown;
  while (!said.empty()) {
    const auto hidden = bytes_of_any(secrets, said, least_of_secret);
    const auto next = hidden > 0 ? mask : shown_character(said);
    if (shown.size() + next.size() > longest_shown_answer)
      break;
    shown += next;
    said.remove_prefix(hidden > 0 ? hidden : std::max<std::size_t>(utf8_length(said), 1));
  }
  while (shown.ends_with(' '))
    shown.pop_back();
  return shown;
}

} // namespace fanfare
