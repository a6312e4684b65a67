#pragma once

#include "fanfare/result.hpp"

#include "notifiers/http_url.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  /// A password that refers to a place (messages/secret_reference.hpp) stays as it is.
  static result<http_endpoint> parse(std::string_view config);

  /// Whether the password is a reference.
  bool has_reference() const;

  /// Returns what must not be shown of an answer that repeats the request: the
  /// password, as it is and as it is sent, and what the URL's query says.
  std::vector<std::string> secrets() const;

  /// Puts the password in the place of a reference to it.
  /// Fails with `errc::invalid_listener`, naming the field and the reference.
  result<void> resolve();
};

} // namespace fanfare
