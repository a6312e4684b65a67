#pragma once

#include "fanfare/result.hpp"

#include <string_view>

namespace fanfare {

/// Checks what events of a listener are ordered by: `event_type`, a JSON
/// pointer into the report (RFC 6901) such as `/payload/repo_id`, or nothing.
/// Fails with `errc::invalid_options`, saying what to write.
result<void> check_ordering(std::string_view text);

} // namespace fanfare
