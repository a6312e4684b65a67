#pragma once

#include "fanfare/event.hpp"

#include "storage/sqlite_connection.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace fanfare {

/// Tells the Unix time. Called from several threads at once.
using unix_clock = std::function<std::chrono::milliseconds()>;

unix_clock system_unix_clock();

struct sqlite_options {
  unix_clock clock = system_unix_clock();
  /// How long to wait for another process's lock. Longer survives longer
  /// commits of others and lets callers wait as long.
  std::chrono::milliseconds patience{5'000};
};

/// One SQLite database: a connection that writes and one that reads, so that no
/// read waits for a commit of this process; in memory one for both.
class sqlite_database {
public:
  /// Fails with `errc::store_unreachable`.
  static result<std::unique_ptr<sqlite_database>> open(const std::string& path, store_mode mode,
                                                       sqlite_options how);

  sqlite_connection& writer() { return *writer_; }
  sqlite_connection& reader() { return reader_ ? *reader_ : *writer_; }
  bool has_one_connection() const { return !reader_; }

  std::uint64_t installation() const { return installation_; }

  /// Now on the store's clock, Unix milliseconds.
  std::int64_t now() const { return clock_().count(); }

  /// The event at a position of the journal, and the other way round: none if
  /// no event of this store can have this id.
  event_id id_of(std::int64_t position) const;
  std::optional<std::int64_t> position_of(const event_id& id) const;

private:
  sqlite_database() = default;
  result<void> open_connections(const std::string& path, sqlite_file how,
                                std::chrono::milliseconds patience);

  unix_clock clock_;
  std::uint64_t installation_ = 0;
  std::unique_ptr<sqlite_connection> writer_;
  std::unique_ptr<sqlite_connection> reader_;
};

// Positions are what SQLite sorts by: milliseconds, then 20 bits of sequence.
// A millisecond with more events than that borrows from the next one.

/// Returns the first position of a millisecond.
std::int64_t first_position(std::int64_t ms);

/// Returns the highest position that is not after `id`, whichever store it is of.
std::int64_t position_up_to(const event_id& id);

} // namespace fanfare
