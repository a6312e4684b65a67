#pragma once

#include "storage/redis_database.hpp"
#include "storage/retries.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

// The order of what is parked, as redis_scripts/parts/order.lua keeps it.

/// Writes an order key without bars, which part the words of the order: | is %7C, and % is %25.
std::string written_order_key(std::string_view key);
/// Reads what `written_order_key` wrote.
std::string read_order_key(std::string_view written);

/// Returns how much is parked under each key of these listeners, by listener, then key.
result<std::vector<ordered_key>> read_orders(redis_database& in,
                                             const std::vector<std::string>& listeners);

} // namespace fanfare
