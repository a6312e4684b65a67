#include "bench/isolation/sick_receivers.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace fanfare::bench {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::string_view slow_answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

struct open_port {
  int socket = -1;
  int port = 0;
};

open_port bind_port() {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof here;
  if (made < 0 || bind(made, reinterpret_cast<sockaddr*>(&here), size) != 0 ||
      getsockname(made, reinterpret_cast<sockaddr*>(&here), &size) != 0) {
    std::perror("fanfare-bench: a loopback socket for the sick receivers");
    std::exit(70);
  }
  return {made, ntohs(here.sin_port)};
}

/// Fills the queue of a listener that never accepts: the kernel drops all further connects.
void fill(const open_port& of) {
  listen(of.socket, 0);
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  there.sin_port = htons(static_cast<std::uint16_t>(of.port));
  for (int i = 0; i < 4; ++i) {
    const int filler = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    static_cast<void>(
        connect(filler, reinterpret_cast<const sockaddr*>(&there), sizeof there)); // under way
  }
}

/// One that connected, and what it has got of its answer.
struct guest {
  int socket = -1;
  bool is_answered = false; ///< Slowly.
  std::size_t told = 0;
};

void accept_all(int from, bool is_answered, std::vector<guest>& into) {
  for (int one = 0; (one = accept4(from, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;)
    into.push_back({one, is_answered});
}

/// Reads whatever there is. Returns false if the guest is gone.
bool read_away(const guest& one) {
  char bytes[16 * 1024];
  for (;;) {
    const auto got = read(one.socket, bytes, sizeof bytes);
    if (got < 0)
      return errno == EAGAIN;
    if (got == 0)
      return false;
  }
}

[[noreturn]] void serve(const open_port& hanging, const open_port& tarpit) {
  std::vector<guest> guests;
  auto next_byte = clock::now();
  for (;;) {
    std::vector<pollfd> waits{{hanging.socket, POLLIN, 0}, {tarpit.socket, POLLIN, 0}};
    for (const auto& each : guests)
      waits.push_back({each.socket, POLLIN, 0});
    poll(waits.data(), waits.size(), 100);
    guests.erase(std::remove_if(guests.begin(), guests.end(),
                                [](const guest& each) {
                                  const bool gone = !read_away(each);
                                  if (gone)
                                    close(each.socket);
                                  return gone;
                                }),
                 guests.end());
    accept_all(hanging.socket, false, guests);
    accept_all(tarpit.socket, true, guests);
    if (clock::now() < next_byte)
      continue;
    next_byte = clock::now() + std::chrono::seconds{1};
    for (auto& each : guests)
      if (each.is_answered)
        static_cast<void>(
            !write(each.socket, &slow_answer[each.told++ % slow_answer.size()], 1)); // or gone
  }
}

/// Returns the process that serves.
pid_t begin(const open_port& hanging, const open_port& tarpit, const open_port& blackhole) {
  const auto process = fork();
  if (process < 0) {
    std::perror("fanfare-bench: a process for the sick receivers");
    std::exit(70);
  }
  if (process > 0)
    return process;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "bench-sick");
  std::signal(SIGPIPE, SIG_IGN);
  fill(blackhole);
  listen(hanging.socket, 1024);
  listen(tarpit.socket, 1024);
  serve(hanging, tarpit);
}

} // namespace

sick_receivers::sick_receivers() {
  const auto hanging = bind_port();
  const auto tarpit = bind_port();
  const auto blackhole = bind_port();
  ports_ = {hanging.port, tarpit.port, blackhole.port};
  process_ = begin(hanging, tarpit, blackhole);
  for (const auto& each : {hanging, tarpit, blackhole})
    close(each.socket);
}

sick_receivers::~sick_receivers() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

} // namespace fanfare::bench
