#include "fanfare/options.hpp"

#include "fanfare/configuration.hpp"

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

std::vector<configured_key> keys_of(const options& values, const option_origins& origins) {
  std::vector<configured_key> keys;
  for (const auto& key : option_keys()) {
    const auto found = origins.find(&key);
    keys.push_back({std::string{key.section}, std::string{key.name}, std::string{key.description},
                    shown_option(values, key), found == origins.end() ? "default" : found->second});
  }
  return keys;
}

} // namespace

void configuration::use_store(const std::string& url) {
  values.store_url = url;
  values.store_named = true;
  const auto* store_url = option_keys("store").front();
  for (auto& shown : keys)
    if (shown.section == store_url->section && shown.name == store_url->name) {
      shown.value = shown_option(values, *store_url);
      shown.origin = "--store";
    }
}

result<configuration> read_configuration(const std::optional<fs::path>& named) {
  configuration read;
  option_origins origins;
  read.file = file_to_read(named);
  if (read.file) {
    const auto text = content_of(*read.file);
    if (!text)
      return text.error();
    if (const auto done = apply_toml(read.values, origins, *text, read.file->string()); !done)
      return done.error();
  }
  if (const auto done = apply_environment(read.values, origins, environ); !done)
    return done.error();
  if (!read.values.store_named)
    read.values.store_url = "sqlite:fanfare.db";
  read.keys = keys_of(read.values, origins);
  return read;
}

result<options> load_options(const std::optional<fs::path>& file) {
  auto read = read_configuration(file);
  if (!read)
    return read.error();
  return std::move(read->values);
}

} // namespace fanfare
