#pragma once

#include "notifiers/amqp_exchanges.hpp"
#include "notifiers/amqp_fault.hpp"
#include "notifiers/amqp_job.hpp"
#include "notifiers/amqp_management.hpp"
#include "notifiers/amqp_peer.hpp"
#include "notifiers/amqp_wire.hpp"
#include "notifiers/curl_transfers.hpp"
#include "notifiers/rabbitmq_http.hpp"

#include <proton/messaging_handler.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace fanfare {

/// One AMQP connection, from the open socket to its end, and the exchanges that
/// are reached over it. It is never used again after its end: Proton's own way
/// of connecting again loses what was under way without a word.
/// Thread safety: none; it belongs to the loop's thread. Never blocks.
class amqp_connection final : private proton::messaging_handler {
public:
  using clock = std::chrono::steady_clock;
  enum class stage : std::uint8_t { opening, open, over };

  /// Begins to open it. Fails with `errc::internal` if what the configuration
  /// names cannot be used, such as a file with certificates.
  /// @param socket is taken over, whatever happens. @param at outlives the connection.
  static result<std::unique_ptr<amqp_connection>>
  make(int socket, amqp_peer at, curl_transfers& transfers, clock::time_point now);
  ~amqp_connection() override;

  amqp_connection(const amqp_connection&) = delete;
  amqp_connection& operator=(const amqp_connection&) = delete;

  stage how_far() const { return stage_; }
  amqp_dialect dialect() const { return at_.dialect; }
  /// Why it is over: a sentence that goes on from the broker's address.
  const std::string& fault() const { return fault_; }
  /// Whether it ever was of use.
  bool has_proved_itself(clock::time_point now) const;
  bool is_idle() const { return exchanges_.is_idle(); }

  /// Sends an attempt through its exchange. @pre it is open
  void add(const std::string& exchange, amqp_job work, clock::time_point now);

  /// Takes what has come. What follows from it is sent by `advance`.
  void receive(clock::time_point now);
  /// Takes a transfer of libcurl that is over, if it belongs to this connection.
  void end(const curl_transfers::ended& which);
  /// Sends what there is, and does what time asks for.
  void advance(clock::time_point now);
  /// Ends it where it stands: what it is made of has failed.
  void break_off(const std::string& why);
  /// Answers everything that is still here. @pre it is over
  void lose_all();
  /// Says goodbye, as far as that needs no waiting.
  void close(clock::time_point now);

  int file() const { return wire_.file(); }
  bool wants_to_send() const { return wire_.wants_to_send(); }
  /// When `advance` is to be called at the latest.
  clock::time_point due() const;

private:
  amqp_connection(int socket, const proton::connection_options& how, amqp_peer at,
                  curl_transfers& transfers, clock::time_point now);

  amqp_exchange* heard_of(const proton::session& which);
  void session_ended(const proton::session& which, const amqp_condition& why);
  void break_off_if_thrown();
  void look(clock::time_point now);
  void end_without_reason();
  void cut(const amqp_condition& why, std::string fault);

  // -- what Proton tells ---------------------------------------------------------

  void on_connection_open(proton::connection& which) override;
  void on_connection_error(proton::connection& which) override;
  void on_connection_close(proton::connection& /*which*/) override { end_without_reason(); }
  void on_transport_error(proton::transport& which) override;
  void on_transport_close(proton::transport& /*which*/) override { end_without_reason(); }
  void on_session_error(proton::session& which) override;
  void on_session_close(proton::session& which) override;
  void on_sender_open(proton::sender& which) override;
  void on_sender_error(proton::sender& which) override;
  void on_sender_detach(proton::sender& which) override;
  void on_sender_close(proton::sender& which) override;
  void on_receiver_error(proton::receiver& which) override;
  void on_receiver_close(proton::receiver& which) override;
  void on_sendable(proton::sender& which) override;
  void on_message(proton::delivery& which, proton::message& what) override;
  void on_tracker_accept(proton::tracker& which) override;
  void on_tracker_reject(proton::tracker& which) override;
  void on_tracker_release(proton::tracker& which) override;
  void on_tracker_settle(proton::tracker& which) override;
  void on_error(const proton::error_condition& what) override;

  amqp_peer at_;
  curl_transfers& transfers_;
  stage stage_ = stage::opening;
  clock::time_point now_;
  clock::time_point begun_;
  clock::time_point next_look_{}; ///< At what is out of time.
  bool proved_ = false;
  std::string fault_;
  amqp_loss loss_ = amqp_loss::unexplained; ///< What its end says of what is under way.
  amqp_wire wire_;
  std::unique_ptr<amqp_management> management_; ///< Of RabbitMQ 4.
  std::unique_ptr<rabbitmq_http> http_;         ///< Of RabbitMQ 3.
  amqp_exchanges exchanges_;
};

} // namespace fanfare
