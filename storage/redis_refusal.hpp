#pragma once

#include <string>
#include <string_view>

namespace fanfare {

/// Says what an error that Redis answered means for an admin, and the way out.
/// @param said Redis's own sentence, e.g. "OOM command not allowed …".
/// @param name the command or the script that was refused.
std::string explained_refusal(std::string_view said, std::string_view name);

} // namespace fanfare
