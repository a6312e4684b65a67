#pragma once

#include <string>
#include <string_view>

namespace fanfare {

/// Encodes bytes as RFC 4648 section 4 has it, with padding and without line breaks.
std::string base64(std::string_view bytes);

} // namespace fanfare
