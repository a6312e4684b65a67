#pragma once

#include "fanfare/listener.hpp"
#include "fanfare/result.hpp"

#include "storage/listener_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// One listener of a file that is to be imported.
struct imported_listener {
  std::size_t position; ///< In the file, counting from 0.
  listener what;
  std::optional<stored_listener> before; ///< The one whose place it takes.

  /// Begins an error about it.
  error wrong(const error& why) const;
};

/// Reads a JSON array of listeners and finds for each the one in the store that
/// it means. What it takes from that one it has afterwards: its id.
/// Fails with `errc::invalid_listener`, naming the first bad one by its position.
result<std::vector<imported_listener>> read_import(std::string_view array,
                                                   const listener_set& present);

/// Whether two listeners say the same, in whatever order.
bool same_listener(std::string_view a_json, std::string_view another_json);

} // namespace fanfare
