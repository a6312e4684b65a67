#include "storage/sqlite_checkpointer.hpp"

#include <sqlite3.h>

#include <chrono>
#include <string_view>

namespace fanfare {

namespace {

/// Pages of 8 KiB; what SQLite itself begins at.
constexpr int due_pages = 1'000;

/// Every commit asks again while somebody's reading keeps the log long.
constexpr std::chrono::milliseconds shortest_rest{20};
constexpr std::chrono::milliseconds rest_after_failure{1'000};

/// How long to wait for another process that opens or closes the file just now.
constexpr std::chrono::milliseconds patience{5'000};
constexpr std::string_view checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";

/// Puts on the disk what a checkpoint has written. SQLite does not do it if anything was committed
/// meanwhile, and leaves it to the checkpoint that meets the end.
bool flush(sqlite3* database) {
  sqlite3_file* file = nullptr;
  return sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
         file != nullptr && file->pMethods != nullptr &&
         file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) == SQLITE_OK;
}

} // namespace

result<std::unique_ptr<sqlite_checkpointer>> sqlite_checkpointer::begin(sqlite_connection& of) {
  auto own = sqlite_connection::open(of.resolved_path(), sqlite_file::must_exist, patience);
  if (!own)
    return own.error();
  if ((*own)->prepared(checkpoint) == nullptr) // so the thread needs no memory of its own
    return (*own)->failure();
  return std::unique_ptr<sqlite_checkpointer>{new sqlite_checkpointer{of, *std::move(own)}};
}

sqlite_checkpointer::sqlite_checkpointer(sqlite_connection& of,
                                         std::unique_ptr<sqlite_connection> own)
    : of_(of), own_(std::move(own)), worker_("fanfare-wal", [this] { work(); }) {
  std::lock_guard guard{of_.mutex};
  sqlite3_wal_hook(of_.native(), &sqlite_checkpointer::after_commit, this);
}

sqlite_checkpointer::~sqlite_checkpointer() {
  {
    std::lock_guard guard{of_.mutex};
    sqlite3_wal_autocheckpoint(of_.native(), due_pages); // in the place of the hook
  }
  {
    std::lock_guard guard{mutex_};
    ending_ = true;
  }
  told_.notify_one();
  worker_.stop();
}

/// Called within a commit, which holds the connection's mutex.
/// @param pages how long the log is now.
int sqlite_checkpointer::after_commit(void* self, sqlite3* on, const char* name, int pages) {
  auto& me = *static_cast<sqlite_checkpointer*>(self);
  if (me.rest_is_small_.exchange(false))
    sqlite3_wal_checkpoint_v2(on, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  else if (pages >= due_pages)
    me.ask();
  return SQLITE_OK;
}

void sqlite_checkpointer::ask() {
  {
    std::lock_guard guard{mutex_};
    due_ = true;
  }
  told_.notify_one();
}

void sqlite_checkpointer::work() {
  while (wait_until_due())
    if (!rest(make_checkpoint() ? shortest_rest : rest_after_failure))
      return;
}

bool sqlite_checkpointer::wait_until_due() {
  std::unique_lock guard{mutex_};
  told_.wait(guard, [this] { return due_ || ending_; });
  due_ = false;
  return !ending_;
}

/// One that fails is made up for by the next, which the next commit asks for.
bool sqlite_checkpointer::make_checkpoint() {
  const auto made = own_->run(checkpoint) && flush(own_->native());
  rest_is_small_ = made;
  return made;
}

bool sqlite_checkpointer::rest(std::chrono::milliseconds how_long) {
  std::unique_lock guard{mutex_};
  return !told_.wait_for(guard, how_long, [this] { return ending_; });
}

} // namespace fanfare
