#pragma once

#include "storage/sqlite_connection.hpp"

#include <cstdint>

namespace fanfare {

/// The layout that this version writes. Stores of an older one are brought up
/// to it when they are opened, those of a newer one are refused.
inline constexpr std::int64_t sqlite_schema_version = 5;

/// Makes the tables in an empty database, or checks those that are there, and
/// returns the installation: 40 random bits made with the store. Leaves a
/// database of another program as it is.
/// Fails with `errc::store_unreachable`.
result<std::uint64_t> prepare_schema(sqlite_connection& on, sqlite_file how);

} // namespace fanfare
