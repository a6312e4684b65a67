#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  using namespace fanfare;
  try {
    auto to = process_console();
    std::span<char*> words{argv, static_cast<std::size_t>(argc)};
    return run_program(program_grammar(), words.subspan(words.empty() ? 0 : 1), to);
  } catch (const std::exception& thrown) {
    std::cerr << "fanfare: a defect of fanfare, please report it: " << thrown.what() << '\n';
    return exit_defect;
  }
}
