#pragma once

#include "fanfare/options.hpp"

#include "tests/support/staged_message.hpp"
#include "tests/support/staged_queues.hpp"

#include <proton/container.hpp>
#include <proton/listen_handler.hpp>
#include <proton/listener.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/receiver.hpp>
#include <proton/sender.hpp>
#include <proton/work_queue.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace fanfare::test {

/// What a broker says of a message.
enum class fate : std::uint8_t {
  accepted,
  accepted_late, ///< Once the next of its link is judged.
  rejected,      ///< With `amqp:internal-error: the queue is full`.
  released,
  modified,
  missing,      ///< Rejected as if the exchange had not been there, as late.
  ends_session, ///< With `amqp:internal-error: the session crashed`.
  detaches,     ///< The link, without a word.
  hangs_up,     ///< Closes the connection, without a word.
  settled,      ///< Without an outcome.
  nothing,
};

/// How a broker behaves.
struct staged_manners {
  enum class kind : std::uint8_t { qpid, rabbitmq4 };

  kind what = kind::qpid;
  std::string product = "qpid-cpp"; ///< As it says. Empty: it does not say who it is.
  std::string version = "1.40.0";
  std::map<std::string, std::string> exchanges = {{"amq.topic", "topic"}, {"amq.fanout", "fanout"}};
  std::set<std::string> forbidden = {};      ///< Exchanges that may not be made.
  int credit = 100;                          ///< Which it grants a link, and goes on granting.
  std::chrono::milliseconds credit_after{0}; ///< If that is none: when it grants 100 once.
  std::function<fate(const staged_message&)> judge = {}; ///< Without it, all are accepted.
  std::uint64_t largest_message = 0;                     ///< Which it says that it takes; 0: any.
  std::set<std::string> ignored = {};                    ///< Exchanges for which it never answers.
  bool answers_management = true;
  bool drops_unroutable = false; ///< And says so, unless it judges, as RabbitMQ 4 does.
  bool echoes_capabilities = true;
  bool closes_at_once = false;       ///< Every connection, once it is open.
  std::uint16_t port = 0;            ///< 0: a free one.
  std::string certificate = {};      ///< PEM file; with it, it speaks TLS.
  std::string key = {};              ///< PEM file.
  std::string client_authority = {}; ///< PEM file of whom clients must be certified by.
};

/// A broker in this process, on a free port of 127.0.0.1, that does what Apache
/// Qpid 1.40 and RabbitMQ 4.0 were seen to do, made with Proton. It lets anybody in.
/// Consumers are bound as theirs are, and it takes orders of administrators.
/// Thread safety: all members may be called from any thread.
class staged_broker final : private proton::messaging_handler, private proton::listen_handler {
public:
  explicit staged_broker(staged_manners how = {});
  ~staged_broker() override;

  staged_broker(const staged_broker&) = delete;
  staged_broker& operator=(const staged_broker&) = delete;

  static staged_manners rabbitmq4() {
    return {.what = staged_manners::kind::rabbitmq4, .product = "RabbitMQ", .version = "4.0.5"};
  }

  /// Returns the options of a node that uses it.
  messaging_options options() const {
    messaging_options how;
    how.url = url();
    return how;
  }
  std::string url(const std::string& scheme = "amqp") const {
    return scheme + "://localhost:" + std::to_string(port_);
  }

  /// Deletes an exchange, in use or not.
  void drop_exchange(const std::string& name);
  /// Closes all connections with this error.
  void close_connections(const std::string& condition, const std::string& description);

  std::vector<staged_message> messages() const;
  /// Waits for so many messages, at most 20 s, and returns all there are.
  std::vector<staged_message> wait_for(std::size_t count) const;
  std::map<std::string, std::string> exchanges() const;
  bool is_durable(const std::string& exchange) const;
  std::size_t connections() const;
  /// Returns the host that the last connection was opened with, and how its peer logged in.
  std::string last_host() const;
  std::string last_mechanism() const;
  /// Returns how often a link to an exchange was asked for, or the making of one by message.
  std::size_t requests() const;
  /// Returns how many sessions are open, those for management among them.
  std::size_t sessions() const;

private:
  void on_open(proton::listener& which) override;
  proton::connection_options on_accept(proton::listener& which) override;
  void on_connection_open(proton::connection& which) override;
  void on_transport_close(proton::transport& which) override;
  void on_receiver_open(proton::receiver& which) override;
  void on_receiver_close(proton::receiver& which) override;
  void on_session_open(proton::session& which) override;
  void on_session_close(proton::session& which) override;
  void on_sender_open(proton::sender& which) override;
  void on_sendable(proton::sender& which) override { queues_.may_send(which); }
  void on_message(proton::delivery& which, proton::message& what) override;
  void on_error(proton::listener& /*which*/, const std::string& /*why*/) override {}
  void on_error(const proton::error_condition& /*what*/) override {}

  void attach_exchange(proton::receiver& which);
  void refuse(proton::receiver& which, const std::string& condition, const std::string& why);
  void accept(proton::receiver& which);
  void attach_consumer(proton::sender& which);
  std::optional<std::pair<std::string, std::string>> refusal_of(const proton::target& wanted);
  void take(proton::delivery& which, const proton::message& what, const staged_message& got);
  bool forget_exchange(const std::string& name);

  // -- what administrators ask for ---------------------------------------------------

  void answer_request(proton::delivery& which, const proton::message& what);
  proton::message answer_to(const proton::message& what);
  void declare(const proton::message& what, const std::string& name, proton::message& reply);
  proton::message qmf_answer_to(const proton::message& what);
  void judge(proton::delivery& which, const staged_message& what, bool is_routed);
  void tell(proton::delivery& which, fate what);
  bool is_rabbitmq() const { return how_.what == staged_manners::kind::rabbitmq4; }
  void on_each_connection(const std::function<void(proton::connection&)>& what);

  const staged_manners how_;

  mutable std::mutex mutex_; ///< Guards what follows.
  mutable std::condition_variable changed_;
  std::uint16_t port_ = 0;
  std::map<std::string, std::string> exchanges_;
  std::set<std::string> transient_; ///< Those that are not durable.
  std::vector<staged_message> messages_;
  std::size_t connections_ = 0;
  std::size_t requests_ = 0;
  std::map<proton::connection, std::size_t> sessions_;
  std::string last_host_;
  std::string last_mechanism_;
  std::map<proton::connection, proton::work_queue*> open_;

  // -- the container's thread alone ----------------------------------------------

  std::map<proton::receiver, std::string> links_; ///< Which exchange each is for.
  std::set<proton::session> deaf_;                ///< Those that ended over a message, or with it.
  std::map<proton::connection, proton::sender> replies_; ///< To administrators.
  staged_queues queues_;
  unsigned last_queue_ = 0;
  std::vector<std::pair<proton::delivery, fate>> late_; ///< Whose outcome is due.

  proton::container container_;
  std::thread thread_;
};

} // namespace fanfare::test
