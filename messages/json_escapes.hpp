#pragma once

#include <string>
#include <string_view>

namespace fanfare {

/// Appends what a JSON string stands for to `into`, in UTF-8. Returns false, and
/// may have appended a part, if an escape is none or half a surrogate pair.
/// @param text without its quotes.
bool append_unescaped(std::string_view text, std::string& into);

} // namespace fanfare
