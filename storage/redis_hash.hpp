#pragma once

#include "storage/redis_connection.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace fanfare {

using redis_fields = std::unordered_map<std::string, std::string>;

/// Reads a whole hash, by pages: a large one at once would stop Redis for
/// everybody. What changes meanwhile is read before or after the change.
result<redis_fields> read_hash(redis_connection& on, std::string_view hash);

} // namespace fanfare
