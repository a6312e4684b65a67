#include "bench/memory.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

namespace fanfare::bench {

namespace {

/// Reads a line such as `VmRSS:    1234 kB`.
std::uint64_t line_of_status(const std::string& name) {
  std::ifstream file{"/proc/self/status"};
  for (std::string line; std::getline(file, line);)
    if (line.rfind(name + ":", 0) == 0)
      return 1024 * std::strtoull(&line[name.size() + 1], nullptr, 10);
  return 0;
}

} // namespace

std::uint64_t resident_bytes() { return line_of_status("VmRSS"); }

std::uint64_t peak_resident_bytes() { return line_of_status("VmHWM"); }

void forget_peak() { std::ofstream{"/proc/self/clear_refs"} << "5"; }

} // namespace fanfare::bench
