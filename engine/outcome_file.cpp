#include "engine/outcome_file.hpp"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace fanfare {

namespace {

namespace fs = std::filesystem;

/// The same for the same store in every version, and another one for another store.
std::string name_for(std::string_view address) {
  std::uint64_t sum = 0xcbf29ce484222325U;
  for (const auto each : address)
    sum = (sum ^ static_cast<unsigned char>(each)) * 0x100000001b3U;
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4)
    digits += "0123456789abcdef"[(sum >> shift) & 0xf];
  return "outcomes-" + digits;
}

std::string variable(const char* name) {
  const auto* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

/// systemd names several directories with colons between them.
std::string state_directory() {
  if (const auto all = variable("STATE_DIRECTORY"); !all.empty())
    return all.substr(0, all.find(':'));
  if (const auto place = variable("XDG_STATE_HOME"); !place.empty())
    return fs::path{place} / "fanfare";
  if (const auto home = variable("HOME"); !home.empty())
    return fs::path{home} / ".local" / "state" / "fanfare";
  return {};
}

} // namespace

result<std::string> outcome_file(const options& how, const store_place& of) {
  if (of.address.empty())
    return std::string{};
  if (how.state_dir.empty() && !of.file.empty())
    return of.file + ".outcomes";
  const auto directory = how.state_dir.empty() ? state_directory() : how.state_dir;
  if (directory.empty())
    return error{errc::invalid_options,
                 "there is no directory for what is to be remembered over a crash: neither [node] "
                 "state_dir nor $STATE_DIRECTORY, $XDG_STATE_HOME or $HOME names one"};
  return (fs::path{directory} / name_for(of.address)).string();
}

} // namespace fanfare
