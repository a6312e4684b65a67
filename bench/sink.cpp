#include "bench/sink.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fanfare::bench {

struct sink::shared_counts {
  static constexpr std::size_t most_latencies = 1 << 20;

  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> body_bytes{0};
  std::atomic<std::uint64_t> id_sum{0};
  std::atomic<std::uint64_t> timed{0};
  std::atomic<std::uint32_t> latencies[most_latencies]; ///< In us; the latest, in turn.
};

namespace {

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(70);
}

std::string_view header(std::string_view head, std::string_view name) {
  auto at = head.find(name);
  if (at == std::string_view::npos)
    return {};
  auto value = head.substr(at + name.size());
  return value.substr(0, value.find("\r\n"));
}

/// Notes how old a report is that says when it was sent: among its first bytes.
template <class Counts>
void time(std::string_view body, Counts& counts) {
  constexpr std::string_view field = R"("sent":)";
  const auto at = body.substr(0, 128).find(field);
  if (at == std::string_view::npos)
    return;
  std::int64_t sent = 0;
  std::from_chars(body.data() + at + field.size(), body.data() + body.size(), sent);
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(now - std::chrono::nanoseconds{sent});
  counts.latencies[counts.timed % Counts::most_latencies] =
      static_cast<std::uint32_t>(took.count());
  ++counts.timed;
}

/// Takes complete requests off the front of `in` and returns how many those were.
template <class Counts>
std::size_t take_requests(std::string& in, Counts& counts) {
  std::size_t taken = 0;
  std::size_t at = 0;
  for (;;) {
    auto end = in.find("\r\n\r\n", at);
    if (end == std::string::npos)
      break;
    auto head = std::string_view{in}.substr(at, end + 2 - at);
    auto length = std::strtoul(std::string{header(head, "Content-Length: ")}.c_str(), nullptr, 10);
    if (in.size() - (end + 4) < length)
      break;
    auto id = header(head, "webhook-id: ");
    counts.id_sum += id_hash(id.data(), id.size());
    time(std::string_view{in}.substr(end + 4, length), counts);
    counts.body_bytes += length;
    ++counts.requests;
    ++taken;
    at = end + 4 + length;
  }
  in.erase(0, at);
  return taken;
}

void watch(int epoll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = socket;
  epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void accept_all(int listener, int epoll) {
  for (int one = 0; (one = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    int yes = 1;
    setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(epoll, one);
  }
}

template <class Counts>
[[noreturn]] void serve(int listener, Counts& counts) {
  int epoll = epoll_create1(0);
  watch(epoll, listener);
  std::unordered_map<int, std::string> inputs;
  std::vector<epoll_event> events(256);
  std::vector<char> buffer(256 * 1024);
  for (;;) {
    int ready = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < ready; ++i) {
      int from = events[static_cast<std::size_t>(i)].data.fd;
      if (from == listener) {
        accept_all(listener, epoll);
        continue;
      }
      auto got = read(from, buffer.data(), buffer.size());
      if (got <= 0) {
        close(from);
        inputs.erase(from);
        continue;
      }
      auto& in = inputs[from];
      in.append(buffer.data(), static_cast<std::size_t>(got));
      for (auto owed = take_requests(in, counts); owed > 0; --owed)
        if (write(from, answer.data(), answer.size()) < 0)
          break;
    }
  }
}

} // namespace

std::uint64_t id_hash(const char* text, std::size_t size) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (std::size_t i = 0; i < size; ++i)
    hash = (hash ^ static_cast<unsigned char>(text[i])) * 1099511628211ULL;
  return hash;
}

sink::sink(sink_state at_first) {
  auto* memory = mmap(nullptr, sizeof(shared_counts), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    give_up("fanfare-bench: shared memory for the sink");
  shared_ = new (memory) shared_counts;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    give_up("fanfare-bench: a loopback socket for the sink");
  port_ = ntohs(address.sin_port);
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0)
    give_up("fanfare-bench: a pipe for the sink");
  start_ = ends[1];
  process_ = fork();
  if (process_ < 0)
    give_up("fanfare-bench: a process for the sink");
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "bench-sink");
    std::signal(SIGPIPE, SIG_IGN);
    char word = 0;
    if (read(ends[0], &word, 1) != 1 || listen(listener, 1024) != 0)
      _exit(70);
    serve(listener, *shared_);
  }
  close(ends[0]);
  close(listener);
  if (at_first == sink_state::up)
    rise();
}

void sink::rise() {
  if (write(start_, "", 1) != 1)
    give_up("fanfare-bench: the sink");
}

sink::~sink() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  close(start_);
  munmap(shared_, sizeof(shared_counts));
}

sink_counts sink::counts() const {
  return {shared_->requests, shared_->body_bytes, shared_->id_sum};
}

std::vector<double> sink::latencies() const {
  const auto count = std::min<std::uint64_t>(shared_->timed, shared_counts::most_latencies);
  std::vector<double> all;
  all.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(static_cast<double>(shared_->latencies[i]) / 1e3);
  return all;
}

void sink::reset() {
  shared_->timed = 0;
  shared_->requests = 0;
  shared_->body_bytes = 0;
  shared_->id_sum = 0;
}

} // namespace fanfare::bench
