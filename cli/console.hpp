#pragma once

#include <cstddef>
#include <iosfwd>

namespace fanfare {

/// Where a command reads and writes: results to `out`, what is said about them to `err`.
struct console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  std::size_t width = 80; ///< Lines are broken at this column.
  bool colour = false;    ///< Whether `out` is a terminal whose user did not refuse colours.
  bool may_ask = false;   ///< Whether `in` and `err` are terminals: somebody can answer.
};

/// Returns the console of this process: 80 columns, or as many as the terminal
/// has; colours only on a terminal and without `NO_COLOR`.
console process_console();

} // namespace fanfare
