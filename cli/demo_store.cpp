#include "cli/demo_store.hpp"

#include <algorithm>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

constexpr auto start_patience = 20s;
constexpr auto stop_patience = 10s;
/// What a socket's address has room for (unix(7)), less the final zero.
constexpr std::size_t longest_socket_path = 107;

error failure(std::string detail) { return {errc::store_unreachable, std::move(detail)}; }

result<child_process> start_redis(const std::filesystem::path& directory,
                                  const std::filesystem::path& socket) {
  auto started = child_process::start_program(
      "redis-server", {"--port", "0", "--unixsocket", socket.string(), "--dir", directory.string(),
                       "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"});
  if (!started)
    return started.error();
  std::vector<std::string> said;
  if (await_line(*started, start_patience, said, [](const std::string& line) {
        return line.find("ready to accept connections") != line.npos;
      }))
    return started;
  if (said.empty())
    return failure("there is no program redis-server to start; install the package redis-server, "
                   "or use --store=sqlite.");
  return failure("redis-server did not start: " + said.back());
}

} // namespace

result<demo_store> demo_store::of_kind(std::string_view kind,
                                       const std::filesystem::path& directory) {
  if (kind == "sqlite")
    return demo_store{"sqlite:" + (directory / "fanfare.db").string()};
  if (kind != "redis")
    return error{errc::invalid_options,
                 "--store: the demo makes a store of its own, of the kind sqlite or redis, so that "
                 "no other one is filled with its samples; '" +
                     std::string{kind} + "' is neither."};
  const auto socket = directory / "redis.sock";
  if (socket.string().size() > longest_socket_path)
    return failure("the path of the socket " + socket.string() +
                   " is too long for the system; set TMPDIR to a shorter one.");
  auto server = start_redis(directory, socket);
  if (!server)
    return server.error();
  return demo_store{"redis+unix://" + socket.string(), *std::move(server)};
}

void demo_store::close() {
  if (!server_)
    return;
  server_->terminate();
  server_->wait(stop_patience);
}

} // namespace fanfare
