#include "cli/demo_rabbitmq.hpp"

#include "cli/demo_door.hpp"
#include "cli/rabbitmq_home.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

namespace fanfare {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr auto start_patience = 120s;
constexpr auto stop_patience = 15s;

error failure(std::string detail) { return {errc::store_unreachable, std::move(detail)}; }

/// What RabbitMQ is to have when it starts.
std::string definitions(std::string_view queue, std::string_view binding) {
  const json all{
      {"users", {{{"name", "guest"}, {"password", "guest"}, {"tags", "administrator"}}}},
      {"vhosts", {{{"name", "/"}}}},
      {"permissions",
       {{{"user", "guest"}, {"vhost", "/"}, {"configure", ".*"}, {"write", ".*"}, {"read", ".*"}}}},
      {"queues",
       {{{"name", queue},
         {"vhost", "/"},
         {"durable", true},
         {"auto_delete", false},
         {"arguments", json::object()}}}},
      {"bindings",
       {{{"source", "amq.topic"},
         {"vhost", "/"},
         {"destination", queue},
         {"destination_type", "queue"},
         {"routing_key", binding},
         {"arguments", json::object()}}}}};
  return all.dump();
}

/// Free ones: somebody else may take them before RabbitMQ does, but hardly will.
std::optional<rabbitmq_ports> free_ports() {
  const auto one = demo_door::open();
  const auto two = demo_door::open();
  const auto three = demo_door::open();
  const auto four = demo_door::open();
  if (!one || !two || !three || !four)
    return std::nullopt;
  const rabbitmq_ports found{one->port(), two->port(), three->port(), four->port()};
  for (const auto* each : {&*one, &*two, &*three, &*four})
    each->close();
  return found;
}

result<void> write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary};
  if (!(file << text).flush())
    return failure(path.string() + " cannot be written.");
  return {};
}

result<void> write_files(const std::filesystem::path& in, const rabbitmq_home& home,
                         const std::string& definitions) {
  std::error_code wrong;
  std::filesystem::create_directories(in, wrong);
  auto files = home.files("load_definitions = " + (in / "definitions.json").string() + "\n");
  files["definitions.json"] = definitions;
  for (const auto& [name, text] : files)
    if (auto written = write(in / name, text); !written)
      return written;
  return {};
}

} // namespace

result<demo_rabbitmq> demo_rabbitmq::start(const std::filesystem::path& directory,
                                           std::string_view queue, std::string_view binding) {
  const auto broker = rabbitmq_home::program();
  if (!broker)
    return failure("there is no rabbitmq-server to start; install Debian's package "
                   "rabbitmq-server, or leave --with-rabbitmq out.");
  const auto at = free_ports();
  if (!at)
    return failure("no port of 127.0.0.1 is free.");
  const auto in = directory / "rabbitmq";
  const rabbitmq_home home{in, "fanfare-demo-" + std::to_string(at->amqp), *at};
  if (auto written = write_files(in, home, definitions(queue, binding)); !written)
    return written.error();
  auto names = child_process::start_program(
      "epmd", {"-port", std::to_string(at->names), "-address", "127.0.0.1"});
  if (!names)
    return names.error();
  auto server = child_process::start_program(broker->string(), {}, home.environment());
  if (!server)
    return server.error();
  std::vector<std::string> said;
  if (!await_line(*server, start_patience, said,
                  [](const std::string& line) { return line.find("completed with") != line.npos; }))
    return failure("rabbitmq-server did not start: " +
                   (said.empty() ? "it said nothing." : said.back()));
  return demo_rabbitmq{*std::move(names), *std::move(server), at->amqp, at->management};
}

std::string demo_rabbitmq::configuration() const {
  return "\n[messaging]\nurl = \"amqp://127.0.0.1:" + std::to_string(amqp_port_) +
         "\"\nusername = \"guest\"\npassword = \"guest\"\n"
         "management_url = \"http://127.0.0.1:" +
         std::to_string(management_port_) + "\"\n";
}

void demo_rabbitmq::close() {
  for (auto* each : {&server_, &names_}) {
    each->terminate();
    each->wait(stop_patience);
  }
}

} // namespace fanfare
