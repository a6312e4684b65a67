#include "storage/sqlite_checkpointer.hpp"

#include <sqlite3.h>

#include <chrono>
#include <string_view>

namespace fanfare {

namespace {

/// Pages of 8 KiB; what SQLite itself begins at.
constexpr int due_pages = 1'000;
constexpr int most_pages = 4 * due_pages;

/// Every commit asks again while somebody's reading keeps the log long.
constexpr std::chrono::milliseconds shortest_rest{20};

/// A passive checkpoint waits for nobody.
constexpr std::chrono::milliseconds no_patience{0};
constexpr std::string_view checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";

} // namespace

result<std::unique_ptr<sqlite_checkpointer>> sqlite_checkpointer::begin(sqlite_connection& of) {
  auto own = sqlite_connection::open(of.resolved_path(), sqlite_file::must_exist, no_patience);
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
  if (pages >= most_pages)
    sqlite3_wal_checkpoint_v2(on, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  else if (pages >= due_pages)
    static_cast<sqlite_checkpointer*>(self)->ask();
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
  while (wait_until_due()) {
    make_checkpoint();
    if (!rest())
      return;
  }
}

bool sqlite_checkpointer::wait_until_due() {
  std::unique_lock guard{mutex_};
  told_.wait(guard, [this] { return due_ || ending_; });
  due_ = false;
  return !ending_;
}

/// First what is there, while commits go on; then, while they wait, the few pages that came
/// meanwhile: the log begins anew only when nothing is left of it. One that fails is made up for by
/// the next, which the next commit asks for.
void sqlite_checkpointer::make_checkpoint() {
  own_->run(checkpoint);
  std::lock_guard nobody_commits{of_.mutex};
  own_->run(checkpoint);
}

bool sqlite_checkpointer::rest() {
  std::unique_lock guard{mutex_};
  return !told_.wait_for(guard, shortest_rest, [this] { return ending_; });
}

} // namespace fanfare
