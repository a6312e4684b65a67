#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/curl_handles.hpp"
#include "notifiers/http_notifier.hpp"
#include "notifiers/http_targets.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace fanfare {

/// The thread that carries out HTTP attempts, all of them at once up to a
/// bound; the rest waits in the order of arrival.
/// Thread safety: `post` may be called from any thread. It never blocks.
class http_loop {
public:
  explicit http_loop(http_options how);
  /// Breaks off what is under way. `done` is not called after it has returned.
  ~http_loop();

  http_loop(const http_loop&) = delete;
  http_loop& operator=(const http_loop&) = delete;

  /// Answers every attempt once, those of one batch that end together in one call of `done`.
  void post(std::vector<attempt> batch, on_done done);

private:
  using clock = std::chrono::steady_clock;

  /// What was posted together is answered through one callback.
  struct batch {
    on_done done;
    std::vector<outcome> ready;
  };
  struct job {
    attempt what;
    std::shared_ptr<batch> of;
    clock::time_point deadline;
  };
  struct transfer_under_way {
    job work;
    std::shared_ptr<http_target> target;
    std::unique_ptr<http_transfer> transfer;
  };

  void run();
  bool take_inbox();
  void start_waiting();
  void start(job work, clock::time_point now);
  void launch(transfer_under_way what, http_transfer::connection over, clock::time_point now);
  void expire_waiting(clock::time_point now);
  bool collect_finished();
  void finish(CURL* handle, CURLcode code);
  void settle(const job& work, http_judgement how);
  void report();
  void rest();

  const http_options how_;
  const curl_share share_;
  const curl_multi multi_;

  // -- shared with those who post ----------------------------------------------

  std::mutex mutex_;
  std::vector<job> inbox_;
  bool asleep_ = false; ///< The thread waits for sockets: only then it needs to be woken.
  bool stopping_ = false;

  // -- the thread's own --------------------------------------------------------

  http_targets targets_;
  std::vector<job> taken_;
  std::deque<job> waiting_;
  std::unordered_map<CURL*, transfer_under_way> under_way_;
  std::vector<std::shared_ptr<batch>> answered_;
  clock::time_point next_expiry_{};

  std::thread thread_; ///< Last: it uses all of the above.
};

} // namespace fanfare
