#pragma once

#include "fanfare/options.hpp"

#include "notifiers/amqp_dialect.hpp"

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace fanfare::test {

/// A broker on which is shown what holds on every broker, and what tests have to do
/// there besides sending. Members throw std::runtime_error when it does not do what it is told.
class tried_broker {
public:
  /// A name that the options may not be used for.
  struct refused_name {
    messaging_options how;
    std::string exchange;
    std::string said; ///< What the listener's trouble says of it.
  };

  virtual ~tried_broker() = default;

  /// Returns the options of a node that uses it.
  virtual messaging_options options() const = 0;
  virtual amqp_dialect dialect() const = 0;
  /// Makes a durable exchange.
  virtual void add_exchange(const std::string& name, const std::string& type) const = 0;
  virtual void drop_exchange(const std::string& name) const = 0;
  /// Whether it is there, durable, and of this type.
  virtual bool has_exchange(const std::string& name, const std::string& type) const = 0;
  virtual std::vector<refused_name> refused_names() const { return {}; }

  /// Returns its URL with user and password, for consumers.
  std::string url() const;
};

/// One of those brokers, before there is need of it.
struct broker_choice {
  std::string name;
  std::unique_ptr<tried_broker> (*make)();
  bool checks_passwords;
  bool refuses_names;
};

/// Returns all that there are: one that is staged as Apache Qpid, one as RabbitMQ 4, a
/// RabbitMQ 3 of Debian's, and those that FANFARE_TEST_QPIDD and FANFARE_TEST_RABBITMQ4
/// hold the URL of, with user and password if they want any. Those run already.
std::vector<broker_choice> tried_brokers();

std::ostream& operator<<(std::ostream& to, const broker_choice& what);

} // namespace fanfare::test
