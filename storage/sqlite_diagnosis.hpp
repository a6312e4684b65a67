#pragma once

#include "fanfare/upkeep.hpp"

#include "storage/sqlite_database.hpp"

#include <vector>

namespace fanfare {

/// What a database says about itself. As `store::diagnose`.
std::vector<finding> diagnose(sqlite_database& of);

} // namespace fanfare
