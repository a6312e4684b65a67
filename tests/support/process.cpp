#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace fanfare::test {

namespace {

using std::chrono::milliseconds;

[[noreturn]] void refuse(const std::string& what) {
  throw std::runtime_error{what + ": " + std::generic_category().message(errno)};
}

/// A descriptor that is closed with this object.
struct descriptor {
  int number = -1;
  descriptor() = default;
  explicit descriptor(int open) : number(open) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { close(); }

  void close() {
    if (number >= 0)
      ::close(std::exchange(number, -1));
  }
};

/// An unnamed file, ready to be read: unlike a pipe it takes input of any length.
int file_with(const std::string& text) {
  int file = ::memfd_create("input", MFD_CLOEXEC);
  if (file < 0)
    refuse("memfd_create");
  for (std::size_t written = 0; written < text.size();) {
    auto step = ::write(file, text.data() + written, text.size() - written);
    if (step < 0)
      refuse("write");
    written += static_cast<std::size_t>(step);
  }
  ::lseek(file, 0, SEEK_SET);
  return file;
}

std::vector<std::string> environment_of(const process_plan& plan) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text{*variable};
    const bool replaced = plan.environment.count(std::string{text.substr(0, text.find('='))}) > 0;
    if (!replaced && !text.starts_with("FANFARE_"))
      variables.emplace_back(text);
  }
  for (const auto& [name, value] : plan.environment)
    variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (auto& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// What the child needs, made before the fork: after it, in a program with
/// threads, only system calls are safe.
struct launch {
  std::string program;
  std::string directory;
  std::vector<std::string> words;
  std::vector<std::string> variables;
  std::vector<char*> argv = {};
  std::vector<char*> envp = {};
  int streams[3] = {-1, -1, -1};
  pid_t parent = ::getpid();

  [[noreturn]] void become() const {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have died before the line above.
    if (::getppid() != parent || ::chdir(directory.c_str()) != 0)
      ::_exit(127);
    for (int i = 0; i < 3; ++i)
      ::dup2(streams[i], i);
    ::execve(program.c_str(), argv.data(), envp.data());
    ::_exit(127);
  }
};

std::optional<std::string> whole_line_with(std::string_view part, std::string_view text) {
  auto found = text.find(part);
  auto end = found == text.npos ? found : text.find('\n', found);
  if (end == text.npos)
    return std::nullopt;
  auto begin = text.rfind('\n', found);
  begin = begin == text.npos ? 0 : begin + 1;
  return std::string{text.substr(begin, end - begin)};
}

} // namespace

process::process(const process_plan& plan) {
  int out[2];
  int err[2];
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
    refuse("pipe2");
  descriptor input{file_with(plan.input)};
  descriptor out_end{out[1]};
  descriptor err_end{err[1]};
  launch how{std::filesystem::absolute(plan.program).string(), plan.directory.string(), plan.words,
             environment_of(plan)};
  how.words.insert(how.words.begin(), plan.program.filename().string());
  how.argv = pointers_to(how.words);
  how.envp = pointers_to(how.variables);
  how.streams[0] = input.number;
  how.streams[1] = out_end.number;
  how.streams[2] = err_end.number;
  pid_ = ::fork();
  if (pid_ == 0)
    how.become();
  if (pid_ < 0) {
    ::close(out[0]);
    ::close(err[0]);
    refuse("fork");
  }
  collector_ =
      std::thread{[this, from_out = out[0], from_err = err[0]] { collect(from_out, from_err); }};
}

process::~process() {
  if (!status_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  collector_.join();
}

void process::signal(int number) const {
  if (!status_)
    ::kill(pid_, number);
}

void process::collect(int out, int err) {
  std::array<pollfd, 2> streams{pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  std::array<char, 16 * 1024> chunk{};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    ::poll(streams.data(), streams.size(), -1);
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (streams[i].fd < 0 || streams[i].revents == 0)
        continue;
      auto got = ::read(streams[i].fd, chunk.data(), chunk.size());
      if (got <= 0) {
        // poll passes over a negative descriptor.
        ::close(std::exchange(streams[i].fd, -1));
        continue;
      }
      std::lock_guard guard{mutex_};
      written_[i].append(chunk.data(), static_cast<std::size_t>(got));
      grown_.notify_all();
    }
  }
  std::lock_guard guard{mutex_};
  closed_ = true;
  grown_.notify_all();
}

std::string process::collected(std::size_t stream) const {
  std::lock_guard guard{mutex_};
  return written_[stream];
}

std::optional<std::string> process::wait_for_line(std::string_view part, milliseconds patience) {
  std::optional<std::string> line;
  std::unique_lock lock{mutex_};
  grown_.wait_for(lock, patience, [&] {
    line = whole_line_with(part, written_[0]);
    if (!line)
      line = whole_line_with(part, written_[1]);
    return line || closed_;
  });
  return line;
}

std::optional<process_end> process::wait(milliseconds patience) {
  {
    std::unique_lock lock{mutex_};
    if (!grown_.wait_for(lock, patience, [&] { return closed_; }))
      return std::nullopt;
  }
  if (!status_) {
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_)
      refuse("waitpid");
    status_ = status;
  }
  bool by_itself = WIFEXITED(*status_);
  return process_end{by_itself ? WEXITSTATUS(*status_) : -1, by_itself ? 0 : WTERMSIG(*status_),
                     out(), err()};
}

process_end run(const process_plan& plan, milliseconds patience) {
  process started{plan};
  auto end = started.wait(patience);
  if (!end)
    throw std::runtime_error{plan.program.filename().string() +
                             " did not end; it said: " + started.out() + started.err()};
  return *std::move(end);
}

std::filesystem::path built_program(const std::string& name) {
  return std::filesystem::path{FANFARE_BIN_DIR} / name;
}

} // namespace fanfare::test
