#pragma once

#include "storage/redis_database.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare {

// What is done to a whole lane, on either connection.

/// Drops what is parked for a listener, and returns how much that was.
result<std::uint64_t> drop_lane(redis_database& in, redis_connection& on,
                                const std::string& listener);

/// Takes a lane out of those that are due: its listener is disabled or paused.
redis_command hold_lane(const redis_database& in, const std::string& listener);
/// Puts a lane back among those that are due, if anything is parked in it.
redis_command resume_lane(const redis_database& in, const std::string& listener);

/// Reads what is kept of the tries of a delivery: `attempts first-attempt last error`. If it is a
/// dead letter that was replayed, `@` and when it became due by that follow `first-attempt`.
void read_tries(std::string_view text, std::uint32_t& attempts, std::string& last_error);
/// Reads when that was; the epoch: it was never dead.
std::chrono::system_clock::time_point read_replayed(std::string_view tries);

} // namespace fanfare
