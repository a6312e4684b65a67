#include "cli/demo_receiver.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/demo_door.hpp"
#include "cli/exit_code.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
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

class receiver {
public:
  receiver(unsigned long refusals, std::ostream& out) : refusals_(refusals), out_(out) {}

  void answer(int connection, const request& to) {
    bool refused = refusals_ > 0;
    refusals_ -= refused ? 1 : 0;
    ordered_json line{
        {"path", to.path}, {"id", to.id}, {"body", to.body}, {"status", refused ? 503 : 200}};
    // Bytes that are no UTF-8 are replaced, and then differ from what was due.
    out_ << line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
    demo_door::answer(connection,
                      refused ? "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
                              : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }

private:
  unsigned long refusals_;
  std::ostream& out_;
};

int receive(const arguments& said, console& to) {
  auto door = demo_door::open();
  if (!door)
    return fail(to, {errc::internal, "cannot listen on a loopback port."});
  to.out << ordered_json{{"port", door->port()}}.dump() << std::endl;
  receiver by{std::strtoul(said.value("--refuse-first").value_or("0").c_str(), nullptr, 10),
              to.out};
  door->serve({.grown = [&by](int connection, std::string& received) {
    while (auto whole = take_request(received))
      by.answer(connection, *whole);
  }});
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
