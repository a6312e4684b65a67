#pragma once

#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <string>
#include <vector>

namespace fanfare {

/// The mail server of the configuration, checked, as libcurl wants it. It is
/// the admin's own and stands in no listener, so the address guard does not
/// apply to it: it may be on this machine or in a private network.
struct smtp_server {
  std::string url;   ///< `smtp://host:port`, or smtps.
  std::string shown; ///< `host:port`.
  email_options how;

  /// Returns what must not be shown of what it says: the password, as it is and
  /// as logins send it.
  std::vector<std::string> secrets() const;

  /// Fails with `errc::invalid_options`; the text starts with `[email] ` and the key.
  static result<smtp_server> with(const email_options& how);
};

} // namespace fanfare
