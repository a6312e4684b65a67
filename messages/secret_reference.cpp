#include "messages/secret_reference.hpp"

#include "messages/quote.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::string_view environment = "env:";
constexpr std::string_view file = "file:";

bool is_variable(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), allowed);
}

} // namespace

result<std::optional<secret_reference>> secret_reference::parse(std::string_view text) {
  const auto wrong = [text](const char* why) {
    return error{errc::invalid_listener, quoted(text) + ' ' + why};
  };
  if (text.starts_with(environment)) {
    const auto name = text.substr(environment.size());
    if (!is_variable(name))
      return wrong("names no variable of the environment; write it as in env:HOOK_PASSWORD");
    return std::optional{secret_reference{place::environment, std::string{name}}};
  }
  if (text.starts_with(file)) {
    const auto path = text.substr(file.size());
    if (!path.starts_with('/') || path.find('\0') != path.npos)
      return wrong("names no file by its whole path; write it as in file:/run/secrets/hook");
    return std::optional{secret_reference{place::file, std::string{path}}};
  }
  return std::optional<secret_reference>{};
}

bool is_secret_reference(std::string_view text) {
  const auto read = secret_reference::parse(text);
  return read && *read;
}

} // namespace fanfare
