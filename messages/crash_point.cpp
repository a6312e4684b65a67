#include "messages/crash_point.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace fanfare {

namespace {

/// The passing of a point at which something is to happen, as the environment has it.
class appointment {
public:
  explicit appointment(const char* variable) {
    const char* const text = std::getenv(variable);
    name_ = text ? text : "";
    if (const auto colon = name_.find(':'); colon != std::string::npos) {
      passing_ = static_cast<unsigned>(std::strtoul(&name_[colon + 1], nullptr, 10));
      name_.resize(colon);
    }
  }

  bool is_now(const char* name) { return name_ == name && ++passed_ == passing_; }

private:
  std::string name_; ///< Empty: nothing is to happen.
  unsigned passing_ = 1;
  std::atomic<unsigned> passed_{0};
};

} // namespace

void pass_crash_point(const char* name) {
  static appointment end{"FANFARE_CRASH_AT"};
  static appointment mishap{"FANFARE_THROW_AT"};
  if (end.is_now(name)) {
    kill(getpid(), SIGKILL);
    pause(); // not one step more
  }
  if (mishap.is_now(name))
    throw std::runtime_error{std::string{"what was thrown at "} + name};
}

} // namespace fanfare
