#include "fanfare/error.hpp"

namespace fanfare {

std::string_view name(errc code) noexcept {
  switch (code) {
  case errc::invalid_report:
    return "invalid_report";
  case errc::too_large:
    return "too_large";
  case errc::invalid_listener:
    return "invalid_listener";
  case errc::invalid_options:
    return "invalid_options";
  case errc::not_found:
    return "not_found";
  case errc::conflict:
    return "conflict";
  case errc::busy:
    return "busy";
  case errc::shutting_down:
    return "shutting_down";
  case errc::store_unreachable:
    return "store_unreachable";
  case errc::store_in_use:
    return "store_in_use";
  case errc::internal:
    return "internal";
  }
  return "unknown";
}

} // namespace fanfare
