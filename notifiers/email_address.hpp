#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// Says why a text is no address that mail is sent to or from; nothing if it
/// is one: `local@domain` in printable ASCII, the local part of letters,
/// digits and `.!#$%&'*+-/=?^_{|}~` or a backtick, at most 64 and 254 bytes.
/// Narrower than RFC 5321: neither quoted local parts nor comments, nothing
/// that reads like an option or an encoded word. libcurl sends what it is given,
/// so this check is all that stands between an address and the SMTP dialogue.
std::optional<std::string> address_fault(std::string_view text);

/// Returns what stands behind the `@`.
/// @pre `address_fault` found nothing.
std::string_view domain_of(std::string_view address);

} // namespace fanfare
