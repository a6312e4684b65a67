#include "cli/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace fanfare {

namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t least_width = 40;

std::size_t terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
      size.ws_col < least_width)
    return usual_width;
  return size.ws_col;
}

bool wants_colour() {
  const char* refused = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) != 0 && (refused == nullptr || *refused == '\0');
}

} // namespace

console process_console() {
  return {std::cin,       std::cout,
          std::cerr,      terminal_width(),
          wants_colour(), ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0};
}

} // namespace fanfare
