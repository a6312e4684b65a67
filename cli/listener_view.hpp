#pragma once

#include "fanfare/admin.hpp"

#include <string_view>
#include <vector>

namespace fanfare {

/// All that is shown of one listener.
struct listener_view {
  listener what;
  listener_state state;
  listener_finding found;
};

/// Returns all listeners, in the order they were made.
result<std::vector<listener_view>> views_of_all(admin& store);

/// Returns one by id or name. Fails with `errc::not_found`.
result<listener_view> view_of(admin& store, std::string_view id_or_name);

/// Says which version of a listener nodes use: `as_it_is`, `last_good`, `none`.
std::string_view name_of(listener_finding::in_use version);

} // namespace fanfare
