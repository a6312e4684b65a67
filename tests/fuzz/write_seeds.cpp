// write_seeds DIRECTORY
//
// Writes the seeds of each target into a directory of its name, a file each.

#include "tests/fuzz/seeds.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {

bool write(const std::filesystem::path& to, const std::vector<std::string>& seeds) {
  std::filesystem::create_directories(to);
  std::size_t number = 0;
  for (const auto& seed : seeds)
    if (!(std::ofstream{to / std::to_string(number++), std::ios::binary} << seed))
      return false;
  return number > 0;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_seeds DIRECTORY\n");
    return 64;
  }
  const std::filesystem::path to{argv[1]};
  const bool written = write(to / "fuzz_filter_compiler", fanfare::test::filter_seeds()) &&
                       write(to / "fuzz_match", fanfare::test::match_seeds());
  if (!written)
    std::fprintf(stderr, "write_seeds: no seeds could be written to %s\n", argv[1]);
  return written ? 0 : 70;
}
