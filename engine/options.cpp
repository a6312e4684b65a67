#include "fanfare/options.hpp"

#include "engine/options_environment.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace fanfare {
namespace {

namespace fs = std::filesystem;

result<std::string> content_of(const fs::path& file) {
  std::error_code ignored;
  const bool directory = fs::is_directory(file, ignored);
  errno = directory ? EISDIR : 0;
  std::ifstream in;
  if (!directory)
    in.open(file, std::ios::binary);
  if (directory || !in)
    return error{errc::invalid_options,
                 "cannot read the configuration " + file.string() + ": " + std::strerror(errno)};
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

/// Returns the file to read, or none. One that was named need not be there
/// yet: that it cannot be read is an error worth reporting.
std::optional<fs::path> file_to_read(const std::optional<fs::path>& named) {
  if (named)
    return named;
  if (const char* variable = std::getenv("FANFARE_CONFIG"); variable && *variable)
    return fs::path{variable};
  for (const fs::path usual : {"fanfare.toml", "/etc/fanfare/fanfare.toml"}) {
    std::error_code ignored;
    if (fs::exists(usual, ignored))
      return usual;
  }
  return {};
}

} // namespace

std::string shown_store_url(std::string_view url) {
  const auto start = url.find("://");
  const auto at = url.rfind('@');
  if (start == std::string_view::npos || at == std::string_view::npos || at < start)
    return std::string{url};
  return std::string{url.substr(0, start + 3)} + "********" + std::string{url.substr(at)};
}

result<options> load_options(const std::optional<fs::path>& file) {
  options read;
  if (const auto found = file_to_read(file)) {
    const auto text = content_of(*found);
    if (!text)
      return text.error();
    auto parsed = options_from_toml(*text, found->string());
    if (!parsed)
      return parsed;
    read = std::move(*parsed);
  }
  if (const auto done = apply_environment(read, environ); !done)
    return done.error();
  if (!read.store_named)
    read.store_url = "sqlite:fanfare.db";
  return read;
}

} // namespace fanfare
