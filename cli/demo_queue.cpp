#include "cli/demo_queue.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <ostream>
#include <string>
#include <thread>

namespace fanfare {

namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds pause{100};
constexpr const char* what_is_there =
    R"({"count":100,"ackmode":"ack_requeue_false","encoding":"auto"})";
/// guest:guest, as Basic authentication has it.
constexpr const char* login = "Z3Vlc3Q6Z3Vlc3Q=";

/// A connection that is closed with this object.
struct connection {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() { ::close(socket); }

  bool open(unsigned port) const {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
};

/// Sends a request and returns the body of the answer; nothing without one. In
/// HTTP/1.0 it ends with the connection.
std::optional<std::string> ask(unsigned port, const std::string& queue) {
  const std::string body{what_is_there};
  const auto request =
      "POST /api/queues/%2F/" + queue + "/get HTTP/1.0\r\nAuthorization: Basic " + login +
      "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + body;
  const connection to;
  if (!to.open(port) || ::send(to.socket, request.data(), request.size(), MSG_NOSIGNAL) < 0)
    return std::nullopt;
  std::string answer;
  char chunk[16 * 1024];
  for (auto got = ::recv(to.socket, chunk, sizeof chunk, 0); got > 0;
       got = ::recv(to.socket, chunk, sizeof chunk, 0))
    answer.append(chunk, static_cast<std::size_t>(got));
  const auto head_end = answer.find("\r\n\r\n");
  if (head_end == answer.npos)
    return std::nullopt;
  return answer.substr(head_end + 4);
}

void show(const json& message, const std::string& queue, std::ostream& out) {
  const auto properties = message.value("properties", json::object());
  const nlohmann::ordered_json line{
      {"path", queue},
      {"id", properties.is_object() ? properties.value("message_id", "") : ""},
      {"body", message.value("payload", "")},
      {"status", 200}};
  out << line.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
}

/// Takes messages until the demo, whose child it is, ends it.
int receive(const arguments& said, console& to) {
  const auto port =
      static_cast<unsigned>(std::strtoul(said.value("--port").value_or("0").c_str(), nullptr, 10));
  const auto queue = said.value("--queue").value_or("");
  to.out << json{{"port", port}}.dump() << std::endl;
  for (;; std::this_thread::sleep_for(pause)) {
    const auto answer = ask(port, queue);
    const auto all = json::parse(answer.value_or(""), nullptr, false);
    if (all.is_array())
      for (const auto& message : all)
        show(message, queue, to.out);
  }
}

} // namespace

command demo_queue_command() {
  return {.name = "demo-queue",
          .description = "take what the demo delivers into a queue",
          .flags = {{"--port", "the port of RabbitMQ's management"},
                    {"--queue", "the name of the queue"}},
          .run = receive,
          .visible = shown::nowhere};
}

} // namespace fanfare
