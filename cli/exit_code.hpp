#pragma once

#include "fanfare/error.hpp"

#include <string_view>

namespace fanfare {

struct console;

/// What the program's end tells scripts, as <sysexits.h> names it.
enum exit_code : int {
  exit_ok = 0,
  exit_usage = 64,       ///< The command line cannot be understood.
  exit_bad_input = 65,   ///< What was given is wrong, or names nothing.
  exit_unavailable = 69, ///< The store cannot be reached or is in use.
  exit_defect = 70,      ///< A defect of fanfare.
  exit_no_output = 74,   ///< The result could not be written.
  exit_try_again = 75,   ///< Busy, or about to stop; nothing was done.
  exit_config = 78,      ///< The configuration is wrong.
};

/// Returns the exit code that tells a script of `code`.
exit_code exit_code_of(errc code);

/// Says on `to.err` why a command failed and returns its exit code.
int fail(console& to, const error& why);

/// As `fail` with `exit_usage`, for what the grammar cannot say of a command.
int fail_usage(console& to, std::string_view sentence);

} // namespace fanfare
