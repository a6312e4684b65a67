#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/amqp_answers.hpp"
#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_job.hpp"
#include "notifiers/amqp_meter.hpp"
#include "notifiers/amqp_peer.hpp"
#include "notifiers/amqp_quarantine.hpp"
#include "notifiers/amqp_suspects.hpp"
#include "notifiers/amqp_targets.hpp"
#include "notifiers/amqp_uplink.hpp"
#include "notifiers/amqp_watch.hpp"
#include "notifiers/poll_set.hpp"

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace fanfare {

/// The thread that sends attempts to the broker, and waits for what it says of them.
/// Thread safety: `post` may be called from any thread. It never blocks.
class amqp_loop {
public:
  /// @param with has at least one address. @param meter must outlive this object.
  amqp_loop(amqp_broker with, amqp_patience patience, amqp_meter& meter);
  /// Breaks off what is under way. `done` is not called after it has returned.
  ~amqp_loop();

  amqp_loop(const amqp_loop&) = delete;
  amqp_loop& operator=(const amqp_loop&) = delete;

  /// Answers every attempt once, those of one batch that end together in one call of `done`.
  void post(std::vector<attempt> attempts, on_done done);

private:
  using clock = std::chrono::steady_clock;

  void run();
  bool take_inbox();
  void admit(amqp_job work);
  void rest();

  const amqp_broker with_;
  const amqp_patience patience_;
  poll_set polled_;

  // -- shared with those who post ----------------------------------------------

  std::mutex mutex_;
  std::vector<amqp_job> inbox_;
  bool asleep_ = false; ///< The thread waits: only then it needs to be woken.
  bool stopping_ = false;

  // -- the thread's own --------------------------------------------------------

  clock::time_point now_; ///< Read once a turn.
  amqp_targets targets_;
  amqp_answers answers_;
  amqp_suspects suspects_;
  amqp_uplink uplink_;
  amqp_quarantine quarantine_;
  amqp_watch watches_[2];
  std::vector<amqp_job> taken_;

  std::thread thread_; ///< Last: it uses all of the above.
};

} // namespace fanfare
