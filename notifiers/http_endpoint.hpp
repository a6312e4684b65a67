#pragma once

#include "fanfare/result.hpp"

#include "notifiers/http_url.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// Sent as HTTP Basic authentication. Either may be empty.
struct basic_credentials {
  std::string username;
  std::string password;
};

/// What the `notifier_config` of an http listener says, checked.
struct http_endpoint {
  http_url url;
  std::optional<basic_credentials> credentials;
  std::string ca_path; ///< PEM file used instead of the system's authorities; empty: the system's.

  /// Reads `{"url":…,"username":…,"password":…,"ca_path":…}`; only the url must
  /// be there. Fails with `errc::invalid_listener`; the text starts with the field.
  /// Does not look at the file system: where the file of `ca_path` has to be is
  /// the node that delivers.
  static result<http_endpoint> parse(std::string_view config);
};

} // namespace fanfare
