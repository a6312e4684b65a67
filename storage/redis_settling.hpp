#pragma once

#include "storage/journal.hpp"
#include "storage/redis_database.hpp"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace fanfare {

/// Puts a settlement into calls of the script, in the order in which they must
/// be carried out: each of at most 256 events, parks and outcomes. All that is
/// kept of one event goes into one call, also if that is more.
/// @param there the listeners that exist: parks for others are dropped.
/// @param token what the script compares with the owner of the shard.
/// @param cursor where reading starts after a restart; empty: stays as it is.
/// @pre what the calls refer to (`what`, `token`, `cursor`) outlives them.
std::vector<redis_command> settle_calls(const settlement& what,
                                        const std::unordered_set<std::string>& there,
                                        const redis_database& in, const std::string& token,
                                        const std::string& cursor);

/// Returns the listeners that a settlement parks for, each once.
std::vector<std::string_view> parked_for(const settlement& what);

} // namespace fanfare
