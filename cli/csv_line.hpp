#pragma once

#include "fanfare/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Reads one line of comma-separated values as Pulp's command did: a field in
/// double quotes may hold commas, and quotes if they are doubled; spaces belong
/// to their field. An empty line has no fields. Fails with
/// `errc::invalid_listener` if a quote is not closed.
result<std::vector<std::string>> csv_fields(std::string_view line);

} // namespace fanfare
