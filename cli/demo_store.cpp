#include "cli/demo_store.hpp"

#include "cli/arguments.hpp"

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
    return failure("there is no program redis-server to start; install Debian's package "
                   "redis-server, or say --store sqlite.");
  return failure("redis-server did not start: " + said.back());
}

result<demo_store::kind> kind_called(const std::string& name) {
  if (name == "sqlite")
    return demo_store::kind::sqlite;
  if (name == "redis")
    return demo_store::kind::redis;
  // What follows the scheme of a URL may hold a password.
  const auto colon = name.find(':');
  const auto repeated = colon == name.npos ? name : name.substr(0, colon) + ":…";
  return error{errc::invalid_options,
               "--store '" + repeated +
                   "': the demo works on a store of its own, which it makes and throws away, so "
                   "that its listeners and reports never get among yours. Say --store sqlite or "
                   "--store redis."};
}

} // namespace

result<demo_store::kind> demo_store_said(const arguments& said) {
  auto kind = result<demo_store::kind>{demo_store::kind::sqlite};
  if (auto anywhere = said.anywhere.find("--store"); anywhere != said.anywhere.end())
    kind = kind_called(anywhere->second);
  for (const auto& name : said.values("--store"))
    if (kind)
      kind = kind_called(name);
  return kind;
}

result<demo_store> demo_store::make(kind what, const std::filesystem::path& directory) {
  switch (what) {
  case kind::sqlite:
    return demo_store{"sqlite:" + (directory / "fanfare.db").string()};
  case kind::redis:
    break;
  }
  const auto socket = directory / "redis.sock";
  if (socket.string().size() > longest_socket_path)
    return failure("the path of " + socket.string() +
                   " is too long for the name of a Unix socket: set TMPDIR to a shorter one.");
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
