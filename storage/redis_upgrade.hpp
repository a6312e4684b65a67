#pragma once

#include "storage/redis_connection.hpp"
#include "storage/redis_keys.hpp"

#include <cstdint>

namespace fanfare {

/// Brings a store of an older layout up to `version`. What several do at once,
/// or one that is interrupted and begins again, comes out the same.
/// Fails with `errc::store_unreachable`.
result<void> bring_up(redis_connection& on, const redis_shard_keys& keys, std::int64_t version);

} // namespace fanfare
