#pragma once

#include <string>
#include <string_view>

namespace fanfare {

/// Writes a report for people as Pulp mailed it: one member or item a line,
/// indented by two, empty lists and objects as `[]` and `{}`. Tokens are copied
/// one by one: the order of keys, numbers and escapes stay as published, and
/// characters beyond ASCII become `\u` escapes. Lines end in CRLF, the last too.
/// @pre `json` is valid JSON; of anything else it makes some ASCII text.
std::string indented_report(std::string_view json);

} // namespace fanfare
