#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Checks one item of `retry_on`: a status from 300 to 599, or one of the
/// classes `3xx`, `4xx` and `5xx`. Fails with `errc::invalid_options`, showing
/// what is allowed.
result<void> check_retry_on(std::string_view item);

/// Returns what an attempt means to a listener with this list: a rejection
/// whose status is in it, or in a class of it, is tried again. 410, which says
/// that the listener is gone, is tried again only where it is named itself.
/// Everything else stays as it is.
/// @param list items that `check_retry_on` takes.
/// @param status see `outcome::status`.
verdict with_retry_on(verdict how, std::uint32_t status, const std::vector<std::string>& list);

} // namespace fanfare
