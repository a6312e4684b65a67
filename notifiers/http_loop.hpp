#pragma once

#include "fanfare/notifier.hpp"

#include "messages/steady_thread.hpp"
#include "notifiers/http_connection.hpp"
#include "notifiers/http_dialer.hpp"
#include "notifiers/http_job.hpp"
#include "notifiers/http_notifier.hpp"
#include "notifiers/http_targets.hpp"
#include "notifiers/http_waiting_line.hpp"
#include "notifiers/poll_set.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// The thread that carries out HTTP attempts, each on a connection of its
/// listener, all of them at once up to a bound; the rest waits in the order of
/// arrival, the listeners taking turns. When a turn throws, what the thread
/// carried is handed back to be tried again, and it begins anew after a pause.
/// Thread safety: `post` may be called from any thread. It never blocks.
class http_loop {
public:
  explicit http_loop(http_options how);
  /// Breaks off what is under way. `done` is not called after it has returned.
  ~http_loop();

  http_loop(const http_loop&) = delete;
  http_loop& operator=(const http_loop&) = delete;

  /// Answers every attempt once, those of one batch that end together in one call of `done`.
  void post(std::vector<attempt> attempts, on_done done);

private:
  using clock = std::chrono::steady_clock;
  using target_ptr = http_waiting_line::target_ptr;

  void run();
  void begin_anew();
  bool take_inbox();
  void rest();
  std::chrono::nanoseconds time_to_rest() const;

  void admit(http_job work);
  void start_waiting();
  void start(http_job work, const target_ptr& to);
  void dial(http_job work, const target_ptr& to);
  void finish_dials();

  void advance(http_connection& which);
  void serve(http_connection& which);
  void finish(http_connection& which);
  void end(http_connection& which);

  void expire_under_way();
  void expire_waiting();
  bool may_start(const http_target& of) const;
  void settle_unsent(http_waiting_line::place late);
  std::string why_not_sent(const http_target& of) const;
  void settle(http_job work, outcome how);
  void report();

  const http_options how_;
  const std::size_t max_of_one_; ///< Transfers under way of one listener.
  poll_set polled_;

  // -- shared with those who post ----------------------------------------------

  std::mutex mutex_;
  std::vector<http_job> inbox_;
  bool asleep_ = false; ///< The thread waits: only then it needs to be woken.
  std::atomic<bool> stopping_{false};

  // -- the thread's own --------------------------------------------------------

  clock::time_point now_; ///< Read once a turn.
  std::vector<char> buffer_;
  http_deadlines<http_connection> deadlines_;
  std::optional<http_dialer> dialer_;
  bool dials_are_ready_ = false;
  http_targets targets_;
  http_connections under_way_;
  std::vector<http_job> taken_;
  http_waiting_line waiting_;
  clock::time_point next_expiry_{};
  std::vector<std::shared_ptr<attempt_batch>> answered_;

  steady_thread thread_; ///< Last: it uses all of the above.
};

} // namespace fanfare
