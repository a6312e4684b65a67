#pragma once

#include "fanfare/upkeep.hpp"

#include "storage/redis_database.hpp"

#include <vector>

namespace fanfare {

/// What a Redis says about itself, as far as it lets us ask. As `store::diagnose`.
std::vector<finding> diagnose(redis_database& of);

/// Which settings of a Redis may lose events. As `store::dangers`.
result<std::vector<finding>> dangers(redis_database& of);

} // namespace fanfare
