#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// Says why a text cannot be a mail's subject; nothing if it can: 1 to 900
/// bytes of UTF-8 without control characters and line separators.
std::optional<std::string> subject_fault(std::string_view text);

/// Writes a subject as the body of its header field, folded so that no line is
/// longer than 78 bytes: as it is where that is safe, else, and where the text
/// would be taken for encoded words, as encoded words (RFC 2047, UTF-8, base64).
/// @pre `subject_fault` found nothing.
std::string header_subject(std::string_view text);

} // namespace fanfare
