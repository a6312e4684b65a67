#include "notifiers/secret_source.hpp"

#include "messages/quote.hpp"
#include "messages/secret_reference.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <vector>

namespace fanfare {

namespace {

constexpr std::size_t longest_secret = 64 * 1024;

error unresolved(std::string_view text, const std::string& why) {
  return {errc::invalid_listener, quoted(text) + ' ' + why};
}

result<std::string> read_variable(std::string_view text, const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr)
    return unresolved(text, "is not set in the environment of this process");
  return std::string{value};
}

result<std::string> read_file(std::string_view text, const std::string& path) {
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  std::vector<char> bytes(longest_secret + 1);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  // A directory opens like a file, and fails only when it is read.
  if (!file.is_open() || errno == EISDIR)
    return unresolved(text, "cannot be read: " + std::generic_category().message(errno));
  std::string secret(bytes.data(), static_cast<std::size_t>(file.gcount()));
  if (secret.size() > longest_secret)
    return unresolved(text, "is longer than a secret can be (64 KiB)");
  if (secret.ends_with('\n'))
    secret.pop_back();
  if (secret.ends_with('\r'))
    secret.pop_back();
  return secret;
}

} // namespace

result<std::string> resolve_secret(std::string_view text) {
  const auto reference = secret_reference::parse(text);
  if (!reference)
    return reference.error();
  if (!*reference)
    return std::string{text};
  switch ((*reference)->where) {
  case secret_reference::place::environment:
    return read_variable(text, (*reference)->name);
  case secret_reference::place::file:
    return read_file(text, (*reference)->name);
  }
  return error{errc::internal, "a secret is kept in no known place"};
}

} // namespace fanfare
