#pragma once

#include "fanfare/notifier.hpp"

#include "messages/steady_thread.hpp"
#include "notifiers/attempt_batch.hpp"
#include "notifiers/curl_handles.hpp"
#include "notifiers/email_targets.hpp"
#include "notifiers/open_sockets.hpp"
#include "notifiers/server_breaker.hpp"
#include "notifiers/smtp_server.hpp"
#include "notifiers/smtp_transfer.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace fanfare {

/// The thread that hands mails to the mail server, over as many connections as
/// the server may be asked for; the rest waits in the order of arrival.
/// Connections are kept and used again. While the server cannot be reached
/// mails are answered as unsent at once, but for one now and then that tries it.
/// When a turn throws, what the thread carried is handed back to be tried again,
/// and it begins anew after a pause.
/// Thread safety: `post` may be called from any thread. It never blocks.
class smtp_loop {
public:
  /// @param max_connections to the mail server at once, at least 1.
  /// @param watch hears when the thread failed and when it begins anew.
  smtp_loop(smtp_server server, std::size_t max_connections, thread_watch watch = {});
  /// Breaks off what is under way. `done` is not called after it has returned.
  ~smtp_loop();

  smtp_loop(const smtp_loop&) = delete;
  smtp_loop& operator=(const smtp_loop&) = delete;

  /// Answers every attempt once, those of one batch that end together in one call of `done`.
  void post(std::vector<attempt> batch, on_done done);

  /// Says why the mail server takes no mail; nothing while it does.
  /// Thread safety: may be called from any thread.
  std::optional<std::string> outage() const;

private:
  using clock = std::chrono::steady_clock;

  struct job {
    attempt what;
    owed_answer answer;
    clock::time_point deadline;
    /// What has not been sent by then is not sent any more: the server would be
    /// blamed for not answering in no time.
    clock::time_point start_by;
  };
  struct transfer_under_way {
    job work;
    std::unique_ptr<smtp_transfer> transfer;
    clock::time_point begun;
  };

  void run();
  void begin_anew();
  bool take_inbox();
  void start_waiting();
  void start(job work, clock::time_point now);
  void launch(transfer_under_way what);
  void expire_waiting(clock::time_point now);
  bool collect_finished();
  void finish(CURL* handle, CURLcode code);
  void learn_of_server(const smtp_ending& ending);
  void tell_outage();
  std::string what_is_wrong() const;
  void settle(job work, outcome how);
  void settle_late(job work);
  void settle_unsent(job work, clock::time_point now);
  void report();
  void rest();

  const smtp_server server_;
  const std::size_t max_connections_;
  open_sockets sockets_; ///< Outlives the connections, which are the multi handle's.
  const curl_share share_;
  const curl_multi multi_;

  // -- shared with those who post ----------------------------------------------

  mutable std::mutex mutex_;
  std::vector<job> inbox_;
  std::optional<std::string> outage_; ///< Shared with those who ask for it.
  bool asleep_ = false; ///< The thread waits for sockets: only then it needs to be woken.
  std::atomic<bool> stopping_{false};

  // -- the thread's own --------------------------------------------------------

  server_breaker breaker_;
  bool outage_is_told_ = false;
  std::mt19937 dice_{std::random_device{}()};
  email_targets targets_;
  std::vector<job> taken_;
  std::deque<job> waiting_;
  std::vector<std::unique_ptr<smtp_transfer>> idle_;
  std::unordered_map<CURL*, transfer_under_way> under_way_;
  std::vector<std::shared_ptr<attempt_batch>> answered_;
  clock::time_point next_expiry_{};

  steady_thread thread_; ///< Last: it uses all of the above.
};

} // namespace fanfare
