#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace fanfare {

/// Ports of 127.0.0.1 that a RabbitMQ listens at.
struct rabbitmq_ports {
  unsigned amqp;
  unsigned management;
  unsigned distribution; ///< For other nodes of Erlang.
  unsigned names;        ///< Of its epmd.
};

/// A directory in which a RabbitMQ of Debian's is run by whoever wants one of his own:
/// with the plugins for AMQP 1.0 and management, and nothing outside it.
class rabbitmq_home {
public:
  /// @param node what it is called, `@localhost`.
  rabbitmq_home(std::filesystem::path directory, std::string node, rabbitmq_ports at)
      : directory_(std::move(directory)), node_(std::move(node)), at_(at) {}

  /// Returns what Debian starts. What it installs in the path changes the user and the
  /// directories. Nothing if it is not installed.
  static std::optional<std::filesystem::path> program();

  /// Returns what its files hold when it starts, by their names in the directory.
  /// @param more lines of its configuration.
  std::map<std::string, std::string> files(const std::string& more) const;
  std::map<std::string, std::string> environment() const;

private:
  std::string in(const char* name) const { return (directory_ / name).string(); }

  const std::filesystem::path directory_;
  const std::string node_;
  const rabbitmq_ports at_;
};

} // namespace fanfare
