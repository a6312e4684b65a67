#pragma once

#include "cli/grammar.hpp"

#include <span>

namespace fanfare {

struct console;

/// Returns the whole grammar of `fanfare`.
section program_grammar();

/// Carries out one command line (without the program's own name) and returns
/// the exit code. Wipes secrets out of `words`.
int run_program(const section& grammar, std::span<char*> words, console& to);

} // namespace fanfare
