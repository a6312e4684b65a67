#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <type_traits>

namespace fanfare::bench {

/// Does something in a process of its own, whose memory is as good as new, and
/// returns what it returned; nothing if that was nothing, or the process died.
/// @pre this process has one thread
template <class Deed>
auto in_child(const Deed& deed) -> decltype(deed()) {
  using answer = typename decltype(deed())::value_type;
  static_assert(std::is_trivially_copyable_v<answer>);
  int ends[2] = {-1, -1};
  if (pipe(ends) != 0)
    return std::nullopt;
  const auto process = fork();
  if (process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto got = deed();
    const bool told = got && write(ends[1], &*got, sizeof *got) == sizeof *got;
    _exit(told ? 0 : 1);
  }
  close(ends[1]);
  answer got{};
  const bool whole = process > 0 && read(ends[0], &got, sizeof got) == sizeof got;
  close(ends[0]);
  if (process > 0)
    waitpid(process, nullptr, 0);
  return whole ? std::optional{got} : std::nullopt;
}

} // namespace fanfare::bench
