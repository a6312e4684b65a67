#include "cli/given_value.hpp"

#include "cli/console.hpp"
#include "cli/text_layout.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace fanfare {

namespace {

/// More than any value of a flag has a reason to be.
constexpr std::size_t longest_value = 32 * 1024 * 1024;

std::string read_up_to(std::istream& in, std::size_t at_most) {
  std::string text;
  std::vector<char> chunk(64 * 1024);
  while (in && text.size() < at_most) {
    auto wanted = std::min(chunk.size(), at_most - text.size());
    in.read(chunk.data(), static_cast<std::streamsize>(wanted));
    text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  return text;
}

void drop_last_break(std::string& text) {
  if (text.ends_with('\n'))
    text.pop_back();
  if (text.ends_with('\r'))
    text.pop_back();
}

} // namespace

result<std::string> read_source(const std::string& path, std::size_t at_most, console& from) {
  if (path == "-")
    return read_up_to(from.in, at_most);
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  auto text = file ? read_up_to(file, at_most) : std::string{};
  // A directory opens like a file, and fails only when it is read.
  if (!file.is_open() || errno == EISDIR)
    return error{errc::invalid_report,
                 path + " cannot be read: " + std::generic_category().message(errno) + "."};
  return text;
}

result<std::string> plain_text(std::string_view flag, std::string_view said) {
  if (!is_utf8(said))
    return error{errc::invalid_report, std::string{flag} + ": the value is not UTF-8."};
  return std::string{said};
}

result<std::string> given_text(std::string_view flag, std::string_view said, console& from) {
  std::string text{said};
  if (said == "-" || said.starts_with('@')) {
    auto source = said == "-" ? std::string{said} : std::string{said.substr(1)};
    auto held = read_source(source, longest_value, from);
    if (!held)
      return error{held.error().code, std::string{flag} + ": " + held.error().detail};
    text = *std::move(held);
    drop_last_break(text);
  }
  return plain_text(flag, text);
}

result<std::string> given_secret(std::string_view flag, std::string_view said, console& from) {
  if (said.starts_with("env:") || said.starts_with("file:"))
    return plain_text(flag, said);
  return given_text(flag, said, from);
}

} // namespace fanfare
