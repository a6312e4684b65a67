#pragma once

#include "fanfare/result.hpp"

#include "notifiers/curl_handles.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// An http or https URL, taken apart by the parser of the library that will
/// use it: what was checked and what is connected to cannot differ.
class http_url {
public:
  /// What receivers are asked to take in a request line (RFC 9112).
  static constexpr std::size_t max_bytes = 8000;

  /// Takes only URLs that all parsers read alike: ASCII without spaces, a
  /// scheme, no user or password, no fragment, a plain host name or address.
  /// Fails with `errc::invalid_listener`; the text starts with `url: `.
  static result<http_url> parse(std::string_view text);

  /// Stays this object's own.
  CURLU* parts() const { return parts_.get(); }

  bool is_https() const;

  /// Returns host and, unless it is the scheme's own, port, as the Host header has them.
  std::string authority() const;

  /// Returns path and query, as a request line has them.
  std::string target() const;

  /// Returns what of the query may be a secret: all of it and each of its
  /// values, also with %XX decoded. What is shorter than 4 bytes is none.
  std::vector<std::string> query_texts() const;

  /// Returns the URL for people: a query, which may hold a secret, is `?…`.
  const std::string& shown() const { return shown_; }

private:
  http_url(curl_url_parts parts, std::string shown)
      : parts_(std::move(parts)), shown_(std::move(shown)) {}

  curl_url_parts parts_;
  std::string shown_;
};

} // namespace fanfare
