#pragma once

#include "fanfare/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// Says where a secret is instead of what it is: `env:NAME` or `file:PATH`. It
/// is kept in the listener as it is, and looked up by the node that uses it.
struct secret_reference {
  enum class place : std::uint8_t { environment, file };
  place where;
  std::string name; ///< Of the variable, or of the file.

  /// Reads a reference; none: `text` is a secret itself.
  /// Fails with `errc::invalid_listener` if it begins like one and is none: the
  /// name must be one, and the path absolute.
  static result<std::optional<secret_reference>> parse(std::string_view text);
};

/// Whether `text` is a reference, well-formed: no secret, so it may be shown.
bool is_secret_reference(std::string_view text);

} // namespace fanfare
