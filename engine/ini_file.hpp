#pragma once

#include "fanfare/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// One line of an INI file that says something.
struct ini_setting {
  std::string key; ///< In small letters.
  std::string value;
  std::size_t line = 0; ///< Counts from 1.
};

struct ini_section {
  std::string name;
  std::vector<ini_setting> settings = {};

  /// Returns the last setting of this key, or null.
  const ini_setting* find(std::string_view key) const;
  std::optional<std::string> value(std::string_view key) const;
};

struct ini_file {
  std::vector<ini_section> sections; ///< Each name once.

  const ini_section* find(std::string_view name) const;
};

/// Reads an INI file as Python's ConfigParser does: `key: value` or
/// `key = value`; comments begin a line with `#` or `;`, or stand behind ` ;`;
/// an indented line continues the one before.
/// Fails with `errc::invalid_options`, naming the line.
result<ini_file> read_ini(std::string_view text, std::string_view origin);

} // namespace fanfare
