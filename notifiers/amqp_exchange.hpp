#pragma once

#include "notifiers/amqp_in_flight.hpp"
#include "notifiers/amqp_job.hpp"
#include "notifiers/amqp_link.hpp"
#include "notifiers/amqp_peer.hpp"
#include "notifiers/amqp_queue.hpp"
#include "notifiers/amqp_suspects.hpp"
#include "notifiers/proton_depths.hpp"
#include "notifiers/server_breaker.hpp"

#include <proton/message.hpp>
#include <proton/sender.hpp>
#include <proton/tracker.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// One exchange over one connection: made if it is not there, attached in a
/// session of its own, for a fault of one ends its session, and sent to as far
/// as the broker grants credit. What is wrong with it is kept, and tried again
/// after a while; until then attempts fail at once.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_exchange {
public:
  using clock = std::chrono::steady_clock;
  /// Messages on one link that are not settled. More makes brokers no faster.
  static constexpr std::size_t window = 500;

  amqp_exchange(std::string name, amqp_peer& at);
  ~amqp_exchange() { at_.load.leave(*this); }

  amqp_exchange(const amqp_exchange&) = delete;
  amqp_exchange& operator=(const amqp_exchange&) = delete;

  /// Each job is answered once: here, or by what follows.
  void add(amqp_job work, clock::time_point now);
  /// Answers what is out of time.
  void expire(clock::time_point now);
  /// Answers everything: the connection is over, in this way.
  void lose(amqp_loss how, amqp_suspects::company with, const std::string& why);

  /// Whether the broker owes an answer about its link for longer than it may, and
  /// has said nothing of any other meanwhile.
  bool is_met_with_silence(clock::time_point now) const;
  /// Whether it has had something to send for a while, and the broker does not let it.
  bool lacks_credit(clock::time_point now) const;
  bool is_idle() const { return queue_.empty() && in_flight_.size() == 0; }
  /// Returns when the last attempt came.
  clock::time_point used() const { return used_; }

  // -- what the broker says ----------------------------------------------------

  void declared(const declaration& what, clock::time_point now);
  void attached(const proton::sender& link, clock::time_point now);
  /// There is credit, or room.
  void may_send(clock::time_point now) { pump(now); }
  /// Its link or session is over.
  void ended(const amqp_condition& why, clock::time_point now);
  void accepted(const proton::tracker& which, clock::time_point now);
  void rejected(const proton::tracker& which, clock::time_point now);
  /// It was given back, untouched or modified.
  void returned(const proton::tracker& which, clock::time_point now);
  /// It was settled, and nothing was said about what became of it.
  void settled_without_outcome(const proton::tracker& which, clock::time_point now);

private:
  enum class stage : std::uint8_t { idle, declaring, attaching, open, failed };

  void begin(clock::time_point now);
  void attach(clock::time_point now);
  void drop_link();
  void fail(const std::string& why, clock::time_point now, verdict meanwhile = verdict::retry);
  void lose_in_flight(amqp_loss how, amqp_suspects::company with, const std::string& why);
  void end_session(clock::time_point now);
  void give_meanwhile(amqp_job& work, clock::time_point now);
  void make_again(const amqp_condition& why, clock::time_point now);
  void pump(clock::time_point now);
  void note_credit(clock::time_point now);
  void send(amqp_job work, clock::time_point now);
  std::optional<std::string> obstacle(amqp_job& work, const std::string& subject) const;
  std::optional<amqp_job> settle(const proton::tracker& which);
  std::string from_here(std::string_view what) const;
  std::string why_not_sent() const;

  const std::string name_;
  amqp_peer& at_;
  stage stage_ = stage::idle;
  clock::time_point since_{};          ///< When the stage began.
  clock::time_point used_{};           ///< When the last job came.
  clock::time_point made_again_{};     ///< When it was last missing after it had been there.
  server_breaker breaker_;             ///< While it is failed.
  verdict meanwhile_ = verdict::retry; ///< What becomes of attempts while it is failed.
  std::string doubt_;                  ///< Why nobody knows whether it is there.
  amqp_queue queue_;
  amqp_in_flight in_flight_;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_to_missing_ = 0; ///< The last message sent before it was made again.
  amqp_link link_;
  std::optional<clock::time_point> dry_since_; ///< It has something to send, and no credit.
  proton::message message_;                    ///< Used again and again.
};

} // namespace fanfare
