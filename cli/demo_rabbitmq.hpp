#pragma once

#include "fanfare/result.hpp"

#include "cli/child_process.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace fanfare {

/// The RabbitMQ of a demo, with a queue that is bound to `amq.topic`: on free
/// ports of 127.0.0.1, with all it keeps in the directory of the demo. It ends
/// with this object.
class demo_rabbitmq {
public:
  /// Starts it and waits until it serves. Fails with `errc::store_unreachable`
  /// if there is no rabbitmq-server, or it does not get so far.
  static result<demo_rabbitmq> start(const std::filesystem::path& directory, std::string_view queue,
                                     std::string_view binding);

  unsigned amqp_port() const { return amqp_port_; }
  unsigned management_port() const { return management_port_; }
  const child_process& server() const { return server_; }

  /// Returns the `[messaging]` of a node that uses it.
  std::string configuration() const;

  void close();

private:
  demo_rabbitmq(child_process names, child_process server, unsigned amqp, unsigned management)
      : names_(std::move(names)), server_(std::move(server)), amqp_port_(amqp),
        management_port_(management) {}

  child_process names_; ///< epmd, by which Erlang's nodes find each other.
  child_process server_;
  unsigned amqp_port_;
  unsigned management_port_;
};

} // namespace fanfare
