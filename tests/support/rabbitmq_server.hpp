#pragma once

#include "fanfare/options.hpp"

#include "cli/rabbitmq_home.hpp"
#include "tests/contract/temp_directory.hpp"
#include "tests/support/process.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::test {

/// A message as RabbitMQ hands it to those who speak AMQP 0-9-1.
struct rabbit_message {
  std::string body;
  std::string routing_key;
  std::string message_id;
  std::string content_type;
  int delivery_mode = 0;  ///< 2: persistent.
  std::string expiration; ///< Milliseconds; empty: none.
  std::uint64_t timestamp = 0;
};

/// A RabbitMQ of Debian's, with the plugins for AMQP 1.0 and management, on free
/// ports of 127.0.0.1, with a directory, a node name and an epmd of its own. All
/// of it ends with this object, or with the test if that dies first.
/// Members throw std::runtime_error when RabbitMQ does not do what it is told.
class rabbitmq_server {
public:
  /// Starts it and waits until it serves, which takes several seconds.
  rabbitmq_server();
  ~rabbitmq_server();

  /// Returns the options of a node that uses it, as the user guest.
  messaging_options options() const;
  std::uint16_t port() const { return ports_.amqp; }
  std::uint16_t tls_port() const { return ports_.amqps; }
  std::uint16_t management_port() const { return ports_.management; }
  /// Returns the file with the authority of its certificate, which is `localhost`'s.
  std::string ca_path() const { return place_.file("server.pem"); }

  // -- its process -------------------------------------------------------------

  void signal(int number) const { broker_->signal(number); }
  /// Ends it as a power cut would.
  void kill_now();
  /// Waits until it has ended, as it does after SIGTERM.
  void wait_until_gone();
  /// Starts it again, with what it keeps, and waits until it serves.
  void start();
  /// Starts it and does not wait.
  void launch();
  void wait_until_ready() const;

  // -- its management ----------------------------------------------------------

  struct answer {
    long status = 0;
    std::string body;
  };
  /// Sends a request to the management API as the user guest.
  answer ask(const std::string& method, const std::string& path,
             const std::string& body = {}) const;

  void add_exchange(const std::string& name, const std::string& type) const;
  void drop_exchange(const std::string& name) const;
  /// Returns the exchange as JSON; nothing if there is none.
  std::optional<std::string> exchange(const std::string& name) const;
  /// Makes a durable queue. @param arguments JSON, e.g. {"x-max-length":1}
  void add_queue(const std::string& name, const std::string& arguments = "{}") const;
  void bind(const std::string& queue, const std::string& exchange, const std::string& key) const;
  /// Makes a user without tags. @param configure which exchanges it may make, a regular expression.
  void add_user(const std::string& name, const std::string& password,
                const std::string& configure) const;

  /// Takes messages off a queue until it has `count`, at most 20 s.
  std::vector<rabbit_message> take(const std::string& queue, std::size_t count) const;
  /// Takes the messages that are there.
  std::vector<rabbit_message> take_all(const std::string& queue) const;

private:
  struct free_ports {
    std::uint16_t amqp, amqps, management, distribution, epmd;
  };
  static free_ports find_ports();
  rabbitmq_home home() const;
  void write_files() const;

  const temp_directory place_;
  const free_ports ports_;
  std::unique_ptr<process> epmd_;
  std::unique_ptr<process> broker_;
};

} // namespace fanfare::test
