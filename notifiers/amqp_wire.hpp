#pragma once

#include "notifiers/proton_depths.hpp"

#include <proton/connection.hpp>
#include <proton/connection_options.hpp>
#include <proton/io/connection_driver.hpp>

#include <chrono>
#include <string>

namespace fanfare {

/// Carries bytes between a socket and Proton, which here is but the protocol:
/// it has no thread, no socket and no timer of its own.
/// Thread safety: none; it belongs to the loop's thread. Never blocks.
class amqp_wire {
public:
  using clock = std::chrono::steady_clock;

  /// Opens an AMQP connection. @param socket is taken over.
  /// @param how with the handler of what happens, which must outlive this object.
  amqp_wire(int socket, const proton::connection_options& how);
  ~amqp_wire();

  amqp_wire(const amqp_wire&) = delete;
  amqp_wire& operator=(const amqp_wire&) = delete;

  proton::connection connection() const { return driver_.connection(); }
  int file() const { return socket_; }

  /// Takes what has come, which the handler gets to know within this call.
  void receive();
  /// Sends what there is to send, as far as the socket takes it, and lets the
  /// handler know what came of it.
  void flush(clock::time_point now);

  /// Ends the connection without a word to the other side. The handler is told
  /// of it as of any other loss, within this call.
  void cut(const amqp_condition& why);

  /// Whether nothing more can come or go.
  bool is_over() const { return over_; }
  /// Returns what the handler, or Proton, threw; empty: nothing. Then it is over.
  const std::string& thrown() const { return thrown_; }
  bool wants_to_send() const { return wants_to_send_; }
  /// When `flush` is to be called at the latest, so that heartbeats are sent and missed.
  clock::time_point due() const { return due_; }

private:
  void dispatch();
  bool take_some();
  void send();
  void lose(int os_error);

  const int socket_;
  proton::io::connection_driver driver_;
  bool over_ = false;
  std::string thrown_;
  bool wants_to_send_ = false;
  clock::time_point due_ = clock::time_point::max();
};

} // namespace fanfare
