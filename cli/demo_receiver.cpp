#include "cli/demo_receiver.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <optional>
#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

struct request {
  std::string path;
  std::string id;
  std::string body;
};

/// Returns the value of a header, or an empty text. `head` is the request up
/// to the empty line, `name` is in lower case.
std::string header(const std::string& head, std::string_view name) {
  for (auto at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at + 2)) {
    auto line = std::string_view{head}.substr(at + 2);
    line = line.substr(0, line.find("\r\n"));
    if (line.size() <= name.size() || line[name.size()] != ':' ||
        !std::equal(name.begin(), name.end(), line.begin(),
                    [](char wanted, char c) { return wanted == std::tolower(c); }))
      continue;
    line.remove_prefix(name.size() + 1);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return std::string{line};
  }
  return {};
}

/// Takes one whole request off the front of what a connection has sent.
std::optional<request> take_request(std::string& received) {
  auto end = received.find("\r\n\r\n");
  if (end == received.npos)
    return std::nullopt;
  auto head = received.substr(0, end + 2);
  auto length = std::strtoul(header(head, "content-length").c_str(), nullptr, 10);
  if (received.size() - (end + 4) < length)
    return std::nullopt;
  auto path_at = head.find(' ') + 1;
  request whole{head.substr(path_at, head.find(' ', path_at) - path_at), header(head, "webhook-id"),
                received.substr(end + 4, length)};
  received.erase(0, end + 4 + length);
  return whole;
}

/// A listening socket on a free loopback port. Lives as long as the process.
struct listening_socket {
  int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};

  bool open() {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    return ::bind(descriptor, generic, size) == 0 && ::listen(descriptor, SOMAXCONN) == 0 &&
           ::getsockname(descriptor, generic, &size) == 0;
  }

  unsigned port() const { return ntohs(address.sin_port); }
};

/// Serves all connections on one thread: what a demo sends is little.
class receiver {
public:
  receiver(listening_socket door, unsigned long refusals, std::ostream& out)
      : door_(door), refusals_(refusals), out_(out) {}

  [[noreturn]] void serve() {
    for (;;) {
      std::vector<pollfd> watched{{door_.descriptor, POLLIN, 0}};
      for (const auto& [descriptor, received] : connections_)
        watched.push_back({descriptor, POLLIN, 0});
      ::poll(watched.data(), watched.size(), -1);
      if (watched.front().revents != 0)
        accept_one();
      for (std::size_t i = 1; i < watched.size(); ++i)
        if (watched[i].revents != 0)
          read_some(watched[i].fd);
    }
  }

private:
  void accept_one() {
    auto connection = ::accept4(door_.descriptor, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0)
      connections_.emplace(connection, std::string{});
  }

  void read_some(int connection) {
    char chunk[16 * 1024];
    auto got = ::recv(connection, chunk, sizeof chunk, 0);
    if (got <= 0) {
      connections_.erase(connection);
      ::close(connection);
      return;
    }
    auto& received = connections_[connection];
    received.append(chunk, static_cast<std::size_t>(got));
    while (auto whole = take_request(received))
      answer(connection, *whole);
  }

  void answer(int connection, const request& to) {
    bool refused = refusals_ > 0;
    refusals_ -= refused ? 1 : 0;
    ordered_json line{
        {"path", to.path}, {"id", to.id}, {"body", to.body}, {"status", refused ? 503 : 200}};
    // Bytes that are no UTF-8 are replaced, and then differ from what was due.
    out_ << line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
    std::string_view reply = refused
                                 ? "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
                                 : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    ::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL);
  }

  listening_socket door_;
  unsigned long refusals_;
  std::ostream& out_;
  std::map<int, std::string> connections_;
};

int receive(const arguments& said, console& to) {
  listening_socket door;
  if (!door.open())
    return fail(to, {errc::internal, "cannot listen on a loopback port."});
  to.out << ordered_json{{"port", door.port()}}.dump() << std::endl;
  receiver{door, std::strtoul(said.value("--refuse-first").value_or("0").c_str(), nullptr, 10),
           to.out}
      .serve();
}

} // namespace

command demo_receiver_command() {
  return {.name = "demo-receiver",
          .description = "receive what the demo delivers",
          .flags = {{"--refuse-first", "how many requests to answer with 503"}},
          .run = receive,
          .visible = shown::nowhere};
}

} // namespace fanfare
