#pragma once

#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <string>

namespace fanfare {

/// The mail server of the configuration, checked, as libcurl wants it. It is
/// the admin's own and stands in no listener, so the address guard does not
/// apply to it: it may be on this machine or in a private network.
struct smtp_server {
  std::string url;   ///< `smtp://host:port`, or smtps.
  std::string shown; ///< `host:port`.
  email_options how;

  /// Fails with `errc::invalid_options`; the text starts with `[email] ` and the key.
  static result<smtp_server> with(const email_options& how);
};

} // namespace fanfare
