#pragma once

#include "fanfare/result.hpp"

#include <string_view>

// What texts of the configuration must be, beside texts. The errors name the
// value and what is allowed, not the key.

namespace fanfare::option_check {

result<void> not_empty(std::string_view text);
/// A mail address.
result<void> address(std::string_view text);
/// A network in CIDR notation.
result<void> network(std::string_view text);
/// A URL, or empty. The error does not repeat it: it may hold a password.
result<void> http_url(std::string_view text);
/// URLs of brokers, separated by commas. The error repeats no password.
result<void> broker_urls(std::string_view text);
/// The name of an exchange.
result<void> exchange(std::string_view text);
/// One of the words that a key knows.
result<void> login(std::string_view text);
result<void> tls_use(std::string_view text);
result<void> broker_kind(std::string_view text);

} // namespace fanfare::option_check
