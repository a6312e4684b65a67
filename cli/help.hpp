#pragma once

#include "cli/grammar.hpp"

#include <cstddef>
#include <string>

namespace fanfare {

/// Writes what `pulp-admin` shows of a section: its usage, its sections and
/// commands in alphabetical order.
std::string help_of(const section& what, std::size_t width);

/// Writes what `pulp-admin` shows of a command: its arguments in the order of
/// the grammar.
std::string help_of(const command& what, std::size_t width);

} // namespace fanfare
