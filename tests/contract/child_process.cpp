#include "tests/contract/child_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <exception>
#include <stdexcept>

namespace fanfare::test {

namespace {

constexpr uid_t nobody = 65534;

[[noreturn]] void run_child(const child_process::body& what, int to_parent) {
  const auto say = [to_parent](const std::string& line) {
    const auto text = line + "\n";
    if (::write(to_parent, text.data(), text.size()) < 0)
      ::_exit(2);
  };
  try {
    what(say);
  } catch (const std::exception& e) {
    say(std::string{"exception: "} + e.what());
  }
  ::_exit(0);
}

} // namespace

child_process::child_process(const body& what) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0)
    throw std::runtime_error{"no pipe"};
  pid_ = ::fork();
  if (pid_ < 0)
    throw std::runtime_error{"no fork"};
  if (pid_ == 0) {
    ::close(ends[0]);
    run_child(what, ends[1]);
  }
  ::close(ends[1]);
  from_child_ = ends[0];
}

child_process::~child_process() {
  kill_now();
  ::close(from_child_);
}

std::string child_process::next_line() {
  std::array<char, 4096> chunk{};
  while (unread_.find('\n') == std::string::npos) {
    const auto size = ::read(from_child_, chunk.data(), chunk.size());
    if (size <= 0)
      return {};
    unread_.append(chunk.data(), static_cast<std::size_t>(size));
  }
  const auto end = unread_.find('\n');
  auto line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

void child_process::kill_now() {
  if (pid_ <= 0)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void become_ordinary_user() {
  if (::geteuid() == 0 && ::setuid(nobody) != 0)
    throw std::runtime_error{"setuid failed"};
}

} // namespace fanfare::test
