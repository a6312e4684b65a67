#pragma once

#include "messages/steady_thread.hpp"
#include "storage/sqlite_connection.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

struct sqlite3;

namespace fanfare {

/// Makes the checkpoints of a database that is written to without rest, on a thread and over a
/// connection of its own. SQLite would make them within whichever commit fills the log, which then
/// takes ten times as long as others do, and all that waits for it too (decision 0022).
///
/// The log begins anew only when nothing is left in it, so the commit after a checkpoint does
/// the rest: what came while it was made. Commits make none beyond that, however long the log is:
/// it is while somebody reads for long in one transaction, which needs what would be written over,
/// or while the disk refuses writes. Source: https://www.sqlite.org/wal.html#ckpt Thread safety:
/// none; others may use the connection meanwhile, as always under its mutex.
class sqlite_checkpointer {
public:
  /// @param of the connection that commits; outlives this object.
  /// Fails with `errc::store_unreachable`; then `of` goes on as before.
  static result<std::unique_ptr<sqlite_checkpointer>> begin(sqlite_connection& of);
  /// Ends the thread; from now on the commits of `of` make checkpoints again.
  ~sqlite_checkpointer();
  sqlite_checkpointer(const sqlite_checkpointer&) = delete;
  sqlite_checkpointer& operator=(const sqlite_checkpointer&) = delete;

private:
  sqlite_checkpointer(sqlite_connection& of, std::unique_ptr<sqlite_connection> own);

  static int after_commit(void* self, sqlite3* on, const char* name, int pages);
  void ask();
  void work();
  bool wait_until_due();
  bool make_checkpoint();
  bool rest(std::chrono::milliseconds how_long);

  sqlite_connection& of_;
  const std::unique_ptr<sqlite_connection> own_; ///< The thread's alone.

  std::atomic<bool> rest_is_small_{false}; ///< Of the log: the next commit is to do it.

  std::mutex mutex_; // guards what follows
  std::condition_variable told_;
  bool due_ = false;
  bool ending_ = false;

  steady_thread worker_; ///< Last: it uses all of the above.
};

} // namespace fanfare
