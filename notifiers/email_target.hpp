#pragma once

#include "fanfare/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// What the `notifier_config` of an email listener says, checked.
struct email_target {
  std::string subject;                ///< As the admin wrote it.
  std::vector<std::string> addresses; ///< At least one, each once.

  /// Reads `{"subject":…,"addresses":[…],"format":"json"}`; the format may be
  /// left out, and is the only one of this version. Fails with
  /// `errc::invalid_listener`; the text starts with the field.
  static result<email_target> parse(std::string_view config);
};

} // namespace fanfare
