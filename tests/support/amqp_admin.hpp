#pragma once

#include "notifiers/amqp_dialect.hpp"

#include <proton/connection.hpp>
#include <proton/message.hpp>
#include <proton/value.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace fanfare::test {

/// What a request to a broker's management has in its body.
using management_fields = std::map<std::string, proton::value>;

/// Opens the pair of links, both called `pair`, over which RabbitMQ 4 is managed.
void open_management(proton::connection& over);
/// Returns a request to it.
proton::message management_request(std::uint64_t id, const std::string& method,
                                   const std::string& to, const proton::value& body);

/// One who administers an Apache Qpid or a RabbitMQ 4 over AMQP 1.0, each in its own way,
/// made with Proton. Members throw std::runtime_error when the broker does not do
/// within 20 s what it is told.
/// Thread safety: none.
class amqp_admin {
public:
  /// @param url with user and password, if there are to be any.
  amqp_admin(std::string url, amqp_dialect dialect) : url_(std::move(url)), dialect_(dialect) {}

  /// Makes a durable exchange.
  void add_exchange(const std::string& name, const std::string& type) const;
  void drop_exchange(const std::string& name) const;
  /// Whether it is there, durable, and of this type.
  bool has_exchange(const std::string& name, const std::string& type) const;

private:
  std::string status_of(const std::string& method, const std::string& to,
                        const proton::value& body) const;

  const std::string url_;
  const amqp_dialect dialect_;
};

} // namespace fanfare::test
