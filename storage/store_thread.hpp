#pragma once

#include "messages/thread_watch.hpp"
#include "storage/store_queue.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace fanfare {

/// Does the waiting for a store: carries out what it is given on a thread of
/// its own and answers through callbacks on that thread. Writes that wait
/// together are committed together: settlements ride in the commit of the next
/// events, and are written once more by themselves if that one fails. When something
/// throws the thread begins anew after a pause: a commit has failed then, and
/// nobody knows whether it is written; a job is done again.
/// Thread safety: all members may be called from any thread.
class store_thread final : public store_queue {
public:
  /// Told, on the thread, how long each commit took, whether it succeeded or not.
  using on_commit = std::function<void(std::chrono::microseconds)>;

  /// @param of outlives this object.
  /// @param name as that of `enter_engine_thread`.
  /// @param watch hears when the thread failed and when it begins anew.
  store_thread(store& of, std::string name, on_commit measured = {}, thread_watch watch = {});
  /// Carries out what has been given so far, then ends the thread. What is left if something
  /// throws then is dropped unanswered.
  ~store_thread() override;

  void append(std::vector<new_event> events, on_appended then) override;
  void settle(settlement what, on_settled then) override;
  /// Settlements given before `what` are committed by then; of appends, those
  /// that fit into one commit. What throws is run again.
  void run(job what) override;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare
