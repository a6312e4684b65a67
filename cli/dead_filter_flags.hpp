#pragma once

#include "fanfare/admin.hpp"

#include "cli/grammar.hpp"

#include <vector>

namespace fanfare {

/// The flags that name dead letters: `--listener-id`, `--event-id`, `--since`, `--reason`.
std::vector<flag> dead_filter_flags();

/// Reads them, and the ids among the operands. A listener may be named by its
/// name; one that is gone is named by its id.
/// Fails with `errc::invalid_options` if `--since` is no time.
result<dead_filter> given_dead_filter(const arguments& said, admin& store);

/// Whether a filter names all there are.
bool names_all(const dead_filter& which);

} // namespace fanfare
