#include "cli/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <utility>

namespace fanfare {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

error system_failure(const std::string& what) {
  return {errc::internal, what + ": " + std::generic_category().message(errno) + "."};
}

/// The environment without what would configure the child behind our back.
std::vector<std::string> plain_environment(const std::map<std::string, std::string>& and_these) {
  std::vector<std::string> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text{*variable};
    if (!text.starts_with("FANFARE_") &&
        and_these.count(std::string{text.substr(0, text.find('='))}) == 0)
      kept.emplace_back(text);
  }
  for (const auto& [name, value] : and_these)
    kept.push_back(name + "=" + value);
  return kept;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (auto& word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void become(const char* file, char* const* words, char* const* environment, int out,
                         pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have died before the line above.
  if (::getppid() != parent)
    ::_exit(127);
  int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execvpe(file, words, environment);
  ::_exit(127);
}

int exit_code_of_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

result<child_process> child_process::start(const std::vector<std::string>& words) {
  std::vector<std::string> all{"fanfare"};
  all.insert(all.end(), words.begin(), words.end());
  return launch("/proc/self/exe", std::move(all), {});
}

result<child_process>
child_process::start_program(const std::string& name, const std::vector<std::string>& words,
                             const std::map<std::string, std::string>& variables) {
  std::vector<std::string> all{name};
  all.insert(all.end(), words.begin(), words.end());
  return launch(name.c_str(), std::move(all), variables);
}

result<child_process> child_process::launch(const char* file, std::vector<std::string> words,
                                            const std::map<std::string, std::string>& variables) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return system_failure("cannot make a pipe");
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  auto argv = pointers_to(words);
  auto texts = plain_environment(variables);
  auto environment = pointers_to(texts);
  const auto parent = ::getpid();
  const auto pid = ::fork();
  if (pid == 0)
    become(file, argv.data(), environment.data(), ends[1], parent);
  ::close(ends[1]);
  if (pid > 0)
    return child_process{pid, ends[0]};
  auto failure = system_failure("cannot start a process");
  ::close(ends[0]);
  return failure;
}

child_process::child_process(child_process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), out_(std::exchange(other.out_, -1)),
      partial_(std::move(other.partial_)), unread_(std::move(other.unread_)) {}

child_process::~child_process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0)
    ::close(out_);
}

std::vector<std::string> child_process::read_lines() {
  char chunk[16 * 1024];
  while (out_ >= 0) {
    auto got = ::read(out_, chunk, sizeof chunk);
    if (got > 0) {
      partial_.append(chunk, static_cast<std::size_t>(got));
      continue;
    }
    if (got < 0 && errno == EINTR)
      continue;
    if (got == 0)
      ::close(std::exchange(out_, -1));
    break;
  }
  auto lines = std::exchange(unread_, {});
  for (auto end = partial_.find('\n'); end != partial_.npos; end = partial_.find('\n')) {
    lines.push_back(partial_.substr(0, end));
    partial_.erase(0, end + 1);
  }
  return lines;
}

void child_process::terminate() const {
  if (pid_ > 0)
    ::kill(pid_, SIGTERM);
}

std::optional<int> child_process::wait(milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  // The pipe ends with the process; reading it keeps the process from waiting for us.
  while (out_ >= 0 && steady_clock::now() < deadline) {
    auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    pollfd readable{out_, POLLIN, 0};
    ::poll(&readable, 1, static_cast<int>(left.count()));
    unread_ = read_lines();
  }
  int status = 0;
  if (out_ >= 0 || ::waitpid(pid_, &status, 0) != pid_)
    return std::nullopt;
  pid_ = -1;
  return exit_code_of_status(status);
}

std::optional<std::string> await_line(child_process& from, milliseconds patience,
                                      std::vector<std::string>& seen,
                                      const std::function<bool(const std::string&)>& wanted) {
  const auto deadline = steady_clock::now() + patience;
  while (from.descriptor() >= 0 && steady_clock::now() < deadline) {
    pollfd readable{from.descriptor(), POLLIN, 0};
    ::poll(&readable, 1, 100);
    std::optional<std::string> found;
    for (auto& line : from.read_lines()) {
      if (!found && wanted(line))
        found = line;
      seen.push_back(std::move(line));
    }
    if (found)
      return found;
  }
  return std::nullopt;
}

result<finished_process> run_to_end(const std::vector<std::string>& words, milliseconds patience) {
  auto started = child_process::start(words);
  if (!started)
    return started.error();
  auto code = started->wait(patience);
  if (!code)
    return error{errc::internal, "`fanfare " + words.front() + " …` did not end."};
  return finished_process{*code, started->read_lines()};
}

} // namespace fanfare
