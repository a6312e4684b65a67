#pragma once

#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// One key of the configuration, for people.
struct configured_key {
  std::string section;
  std::string name;
  std::string description; ///< What it means, in a sentence or two.
  std::string value;       ///< As TOML. What is secret of it shows as `********`.
  std::string origin;      ///< `default`, FILE:LINE, or the variable of the environment.
};

/// The configuration of the program, and where it comes from.
struct configuration {
  options values;
  std::optional<std::filesystem::path> file; ///< That was read, if any.
  std::vector<configured_key> keys;          ///< All there are, section by section.

  /// Names another store, as a command line does.
  void use_store(const std::string& url);
};

/// Reads the configuration as `load_options` does, and fails as it does.
result<configuration> read_configuration(const std::optional<std::filesystem::path>& file = {});

/// Puts `********` in the place of the password that a URL may carry.
std::string without_password(std::string_view url);

/// What the settings of another program became.
struct translated_settings {
  std::string toml;               ///< A file for fanfare, with comments.
  std::vector<std::string> notes; ///< What was left out or changed, and why. No secrets.
};

/// Translates what concerns events in Pulp's /etc/pulp/server.conf: `[email]`
/// and `[messaging]`. What is not set there becomes what it was in Pulp.
/// Fails with `errc::invalid_options`, naming the line.
/// @param origin stands for the file in errors.
result<translated_settings> settings_from_pulp(std::string_view server_conf,
                                               std::string_view origin = "server.conf");

} // namespace fanfare
