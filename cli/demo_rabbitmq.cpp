#include "cli/demo_rabbitmq.hpp"

#include "cli/demo_door.hpp"

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
constexpr const char* installed_in = "/usr/lib/rabbitmq/lib";

error failure(std::string detail) { return {errc::store_unreachable, std::move(detail)}; }

/// What Debian installs in the path changes the user and the directories; this is what it calls.
std::optional<std::filesystem::path> program() {
  std::error_code none;
  for (const auto& each : std::filesystem::directory_iterator{installed_in, none})
    if (auto found = each.path() / "sbin" / "rabbitmq-server"; std::filesystem::exists(found))
      return found;
  return std::nullopt;
}

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

struct ports {
  unsigned amqp, management, distribution, names;
};

/// Free ones: somebody else may take them before RabbitMQ does, but hardly will.
std::optional<ports> free_ports() {
  const auto one = demo_door::open();
  const auto two = demo_door::open();
  const auto three = demo_door::open();
  const auto four = demo_door::open();
  if (!one || !two || !three || !four)
    return std::nullopt;
  ports found{one->port(), two->port(), three->port(), four->port()};
  for (const auto* each : {&*one, &*two, &*three, &*four})
    each->close();
  return found;
}

std::map<std::string, std::string> environment(const std::filesystem::path& in, const ports& at) {
  return {{"HOME", in.string()},
          {"LANG", "C.UTF-8"},
          {"RABBITMQ_NODENAME", "fanfare-demo-" + std::to_string(at.amqp) + "@localhost"},
          {"RABBITMQ_CONF_ENV_FILE", "/dev/null"},
          {"RABBITMQ_CONFIG_FILE", (in / "rabbitmq").string()},
          {"RABBITMQ_MNESIA_BASE", (in / "mnesia").string()},
          {"RABBITMQ_LOG_BASE", (in / "log").string()},
          {"RABBITMQ_ENABLED_PLUGINS_FILE", (in / "enabled_plugins").string()},
          {"RABBITMQ_GENERATED_CONFIG_DIR", (in / "generated").string()},
          {"RABBITMQ_SCHEMA_DIR", (in / "schema").string()},
          {"RABBITMQ_PID_FILE", (in / "pid").string()},
          {"RABBITMQ_DIST_PORT", std::to_string(at.distribution)},
          {"ERL_EPMD_PORT", std::to_string(at.names)},
          {"ERL_EPMD_ADDRESS", "127.0.0.1"},
          {"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"},
          // Else a shell stays between this process and the broker's.
          {"RUNNING_UNDER_SYSTEMD", "true"}};
}

result<void> write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary};
  if (!(file << text).flush())
    return failure(path.string() + " cannot be written.");
  return {};
}

result<void> write_configuration(const std::filesystem::path& in, const ports& at,
                                 const std::string& definitions) {
  std::error_code wrong;
  std::filesystem::create_directories(in, wrong);
  for (const auto& [name, text] : std::map<std::string, std::string>{
           {"enabled_plugins", "[rabbitmq_amqp1_0,rabbitmq_management]."},
           {"definitions.json", definitions},
           {"rabbitmq.conf", "listeners.tcp.1 = 127.0.0.1:" + std::to_string(at.amqp) +
                                 "\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = " +
                                 std::to_string(at.management) +
                                 "\nload_definitions = " + (in / "definitions.json").string() +
                                 "\ndisk_free_limit.absolute = 50MB\n"}})
    if (auto written = write(in / name, text); !written)
      return written;
  return {};
}

} // namespace

result<demo_rabbitmq> demo_rabbitmq::start(const std::filesystem::path& directory,
                                           std::string_view queue, std::string_view binding) {
  const auto broker = program();
  if (!broker)
    return failure("there is no rabbitmq-server to start; install Debian's package "
                   "rabbitmq-server, or leave --with-rabbitmq out.");
  const auto at = free_ports();
  if (!at)
    return failure("no port of 127.0.0.1 is free.");
  const auto in = directory / "rabbitmq";
  if (auto written = write_configuration(in, *at, definitions(queue, binding)); !written)
    return written.error();
  auto names = child_process::start_program(
      "epmd", {"-port", std::to_string(at->names), "-address", "127.0.0.1"});
  if (!names)
    return names.error();
  auto server = child_process::start_program(broker->string(), {}, environment(in, *at));
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
