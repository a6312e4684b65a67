#include "cli/rabbitmq_home.hpp"

#include <system_error>

namespace fanfare {

namespace {

constexpr const char* installed_in = "/usr/lib/rabbitmq/lib";

} // namespace

std::optional<std::filesystem::path> rabbitmq_home::program() {
  std::error_code none;
  for (const auto& each : std::filesystem::directory_iterator{installed_in, none})
    if (auto found = each.path() / "sbin" / "rabbitmq-server"; std::filesystem::exists(found))
      return found;
  return std::nullopt;
}

std::map<std::string, std::string> rabbitmq_home::files(const std::string& more) const {
  return {{"enabled_plugins", "[rabbitmq_amqp1_0,rabbitmq_management]."},
          {"rabbitmq.conf", "listeners.tcp.1 = 127.0.0.1:" + std::to_string(at_.amqp) +
                                "\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = " +
                                std::to_string(at_.management) +
                                "\ndisk_free_limit.absolute = 50MB\n" + more}};
}

std::map<std::string, std::string> rabbitmq_home::environment() const {
  return {
      {"HOME", directory_.string()},
      {"LANG", "C.UTF-8"},
      {"RABBITMQ_NODENAME", node_ + "@localhost"},
      {"RABBITMQ_CONF_ENV_FILE", "/dev/null"},
      {"RABBITMQ_CONFIG_FILE", in("rabbitmq")},
      {"RABBITMQ_MNESIA_BASE", in("mnesia")},
      {"RABBITMQ_LOG_BASE", in("log")},
      {"RABBITMQ_ENABLED_PLUGINS_FILE", in("enabled_plugins")},
      {"RABBITMQ_GENERATED_CONFIG_DIR", in("generated")},
      {"RABBITMQ_SCHEMA_DIR", in("schema")},
      {"RABBITMQ_PID_FILE", in("pid")},
      {"RABBITMQ_DIST_PORT", std::to_string(at_.distribution)},
      {"ERL_EPMD_PORT", std::to_string(at_.names)},
      {"ERL_EPMD_ADDRESS", "127.0.0.1"},
      {"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2"},
      // Else a shell stays between the one who starts it and the broker's.
      {"RUNNING_UNDER_SYSTEMD", "true"}};
}

} // namespace fanfare
