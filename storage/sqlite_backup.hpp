#pragma once

#include "fanfare/upkeep.hpp"

#include "storage/sqlite_database.hpp"

#include <string>

namespace fanfare {

/// Copies a database as it is at one moment, while others write to it, and
/// puts the copy in its place only when it is whole and on the disk.
/// As `store::backup`.
result<void> write_backup(sqlite_database& from, const std::string& path, if_there then,
                          const on_progress& progress);

} // namespace fanfare
