#pragma once

#include "bench/measurement.hpp"

#include <cstddef>
#include <string>

namespace fanfare::bench {

/// How many writes go together wherever they can.
inline constexpr std::size_t raw_batch = 256;

/// Inserts `body` so many times into a new SQLite file (WAL, FULL), `raw_batch`
/// rows a transaction, by one prepared statement, and returns what that cost.
cost raw_sqlite(const std::string& file, const std::string& body, std::size_t times);

enum class raw_redis_way {
  pipeline,    ///< XADDs one after the other, `raw_batch` of them under way.
  transaction, ///< The same inside MULTI and EXEC.
};

/// Adds `body` so many times to a stream, and returns what that cost this
/// process; the server's CPU is not in it.
cost raw_redis(const std::string& socket_path, const std::string& body, std::size_t times,
               raw_redis_way how);

} // namespace fanfare::bench
