#pragma once

#include "notifiers/amqp_exchange.hpp"
#include "notifiers/amqp_job.hpp"
#include "notifiers/amqp_peer.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

namespace fanfare {

/// The exchanges that are in use over one connection. Each has a session, of
/// which brokers grant a limited number: those that nobody sends to are forgotten.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_exchanges {
public:
  using clock = std::chrono::steady_clock;

  /// @param at outlives this object.
  explicit amqp_exchanges(amqp_peer& at) : at_(at) {}

  /// Sends an attempt through its exchange.
  void add(const std::string& exchange, amqp_job work, clock::time_point now);
  /// Passes on what has been found out about exchanges that were to be made.
  void take_declarations(clock::time_point now);
  /// Sends for those for whom there is room again.
  void use_room(clock::time_point now);
  /// Does what time asks for.
  void look(clock::time_point now);
  /// Answers everything: the connection is over.
  void lose_all(amqp_loss how, const std::string& why);
  /// Forgets all of them. @pre everything is answered
  void clear() { known_.clear(); }

  bool is_idle() const;
  /// Whether an exchange lacked credit at the last look.
  bool lack_credit() const { return lack_credit_; }
  /// Whether the broker has been silent about everything for longer than it may.
  bool are_met_with_silence(clock::time_point now) const;

private:
  amqp_exchange* called(const std::string& name);
  void forget_unused();
  void tell_credit(clock::time_point now);

  amqp_peer& at_;
  bool lack_credit_ = false;
  std::unordered_map<std::string, std::unique_ptr<amqp_exchange>> known_;
};

} // namespace fanfare
