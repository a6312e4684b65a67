#pragma once

#include "fanfare/notifier.hpp"

#include "messages/steady_thread.hpp"
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
#include "notifiers/loop_inbox.hpp"
#include "notifiers/poll_set.hpp"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace fanfare {

/// The thread that sends attempts to the broker, and waits for what it says of them.
/// When a turn throws, what the thread carried is handed back to be tried again, and it
/// begins anew after a pause, with connections of its own.
/// Thread safety: `post` may be called from any thread. It never blocks.
class amqp_loop {
public:
  /// @param with has at least one address. @param meter must outlive this object.
  /// @param watch hears when the thread failed and when it begins anew.
  amqp_loop(amqp_broker with, amqp_patience patience, amqp_meter& meter, thread_watch watch = {});
  /// Breaks off what is under way. `done` is not called after it has returned.
  ~amqp_loop();

  amqp_loop(const amqp_loop&) = delete;
  amqp_loop& operator=(const amqp_loop&) = delete;

  /// Answers every attempt once, those of one batch that end together in one call of `done`.
  void post(std::vector<attempt> attempts, on_done done) {
    inbox_.post(std::move(attempts), std::move(done));
  }

private:
  using clock = std::chrono::steady_clock;

  /// What does not outlive a turn that throws.
  struct ways {
    explicit ways(amqp_loop& of);

    amqp_uplink uplink;
    amqp_quarantine quarantine;
    amqp_watch watches[2];
  };

  void run();
  void begin_anew();
  bool take_inbox();
  void admit(amqp_job work);
  void rest();

  const amqp_broker with_;
  const amqp_patience patience_;
  amqp_meter& meter_;
  poll_set polled_;
  loop_inbox<amqp_job> inbox_;

  // -- the thread's own --------------------------------------------------------

  clock::time_point now_; ///< Read once a turn.
  amqp_targets targets_;
  amqp_answers answers_;
  amqp_suspects suspects_;
  std::optional<ways> out_;
  std::vector<amqp_job> taken_;

  steady_thread thread_; ///< Last: it uses all of the above.
};

} // namespace fanfare
