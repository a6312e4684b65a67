#pragma once

#include "notifiers/amqp_answers.hpp"
#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_connection.hpp"
#include "notifiers/amqp_dial.hpp"
#include "notifiers/amqp_job.hpp"
#include "notifiers/amqp_meter.hpp"
#include "notifiers/amqp_peer.hpp"
#include "notifiers/amqp_queue.hpp"
#include "notifiers/amqp_tls.hpp"
#include "notifiers/curl_transfers.hpp"
#include "notifiers/server_breaker.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace fanfare {

/// The way to the broker: at most one connection, made when there is something
/// to send, at the first of the broker's addresses that lets it in. While the
/// broker is not to be had attempts are answered at once. After a growing while it
/// tries to connect, with an attempt or, as long as any came lately, without one.
/// Thread safety: none; it belongs to the loop's thread. Never blocks.
class amqp_uplink {
public:
  using clock = std::chrono::steady_clock;

  /// @param with, patience, answers, meter, suspects must outlive this object.
  amqp_uplink(const amqp_broker& with, const amqp_patience& patience, amqp_answers& answers,
              amqp_meter& meter, amqp_suspects& suspects, std::function<double()> spread);
  ~amqp_uplink();

  amqp_uplink(const amqp_uplink&) = delete;
  amqp_uplink& operator=(const amqp_uplink&) = delete;

  void add(amqp_job work, clock::time_point now);

  /// Does what can be done; to be called after files were ready, and when `due`.
  void advance(clock::time_point now);
  /// The connection's socket can be read.
  void receive(clock::time_point now);
  void close(clock::time_point now);

  /// Whether nothing waits to be sent, and the broker owes no word about anything.
  bool is_idle() const;

  /// Readable when `advance` has something to do, all the time.
  int transfers_file() const { return transfers_.file(); }
  /// Returns the connection's socket; -1: there is none. It is a new one, with
  /// another number of the connection, when it was lost in between.
  int socket() const { return connection_ ? connection_->file() : -1; }
  std::uint64_t connection_number() const { return connection_number_; }
  bool wants_to_send() const { return connection_ && connection_->wants_to_send(); }
  clock::time_point due() const;

private:
  void begin_round(clock::time_point now);
  void dial(clock::time_point now);
  void finish_dial(CURLcode how, clock::time_point now);
  void failed(const std::string& why, clock::time_point now);
  void connected(clock::time_point now);
  void lost(clock::time_point now);
  void send_waiting(clock::time_point now);
  void refuse(amqp_job& work, clock::time_point now);
  void give_up(std::string why, clock::time_point now);
  bool is_trying() const { return dial_ || (connection_ && !is_open_); }
  void expire_waiting(clock::time_point now);
  void probe(clock::time_point now);
  template <class Step>
  void guarded(Step step);
  const amqp_address& address() const { return with_.addresses[turn_]; }

  const amqp_broker& with_;
  const amqp_patience& patience_;
  amqp_answers& answers_;
  amqp_meter& meter_;
  amqp_suspects& suspects_;
  std::function<double()> spread_;
  amqp_tls tls_;
  server_breaker breaker_;
  clock::time_point wanted_{}; ///< When the last attempt came.
  std::size_t turn_ = 0;       ///< Which address is tried, or used.
  std::string round_fault_;    ///< What was wrong with those before it.
  amqp_queue waiting_;         ///< For a connection.
  curl_transfers transfers_;
  std::unique_ptr<amqp_dial> dial_;
  std::unique_ptr<amqp_connection> connection_;
  std::uint64_t connection_number_ = 0;
  bool is_open_ = false; ///< The connection is known to be open.
};

} // namespace fanfare
