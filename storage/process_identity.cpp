#include "storage/process_identity.hpp"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <fstream>
#include <iterator>
#include <vector>

namespace fanfare {

namespace {

/// Returns what stays the same for all processes that this one can see by their ids.
std::string scope() {
  std::string boot;
  std::ifstream{"/proc/sys/kernel/random/boot_id"} >> boot;
  char target[PATH_MAX] = {};
  const auto size = ::readlink("/proc/self/ns/pid", target, sizeof target - 1);
  if (boot.empty() || size <= 0)
    return {};
  return boot + "/" + std::string{target, static_cast<std::size_t>(size)};
}

/// Returns a field of a process, counted from 1 after its name, which is in
/// parentheses and may hold anything; empty if it is not shown.
std::string field_of(pid_t pid, int number) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
  const std::string line{std::istreambuf_iterator<char>{file}, {}};
  auto at = line.rfind(')');
  for (int field = 0; field < number && at != std::string::npos; ++field)
    at = line.find(' ', at + 1);
  if (at == std::string::npos)
    return {};
  return line.substr(at + 1, line.find(' ', at + 1) - at - 1);
}

/// Returns when a process started, in ticks since the boot.
std::string start_of(pid_t pid) { return field_of(pid, 20); }

/// Whether a process has ended and only waits for its parent to ask how.
bool is_dead(pid_t pid) {
  const auto state = field_of(pid, 1);
  return state == "Z" || state == "X";
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (auto slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/')) {
    parts.push_back(text.substr(0, slash));
    text.remove_prefix(slash + 1);
  }
  parts.push_back(text);
  return parts;
}

} // namespace

std::string process_identity() {
  return scope() + "/" + std::to_string(::getpid()) + "/" + start_of(::getpid());
}

bool is_gone(std::string_view process) {
  const auto parts = split(process);
  const auto here = scope();
  if (parts.size() != 4 || here.empty() ||
      std::string{parts[0]} + "/" + std::string{parts[1]} != here)
    return false;
  pid_t pid = 0;
  std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), pid);
  if (pid <= 0)
    return false;
  if (::kill(pid, 0) != 0 && errno == ESRCH)
    return true;
  const auto start = start_of(pid);
  return (!start.empty() && start != parts[3]) || is_dead(pid);
}

} // namespace fanfare
