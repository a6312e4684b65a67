#pragma once

#include "fanfare/event.hpp"

#include "storage/redis_connection.hpp"
#include "storage/redis_keys.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// The layout that this version writes. Stores of an older one are brought up to
/// it when they are opened, those of a newer one are refused.
inline constexpr std::int64_t redis_schema_version = 2;

/// One Redis: a connection that writes and one that reads, and what is known of the store in it.
/// Thread safety: all members may be called from any thread.
class redis_database {
public:
  redis_database(const redis_address& at, store_mode mode, redis_patience how);

  redis_connection& writer() { return writer_; }
  redis_connection& reader() { return reader_; }
  const redis_shard_keys& keys() const { return keys_; }

  /// Where it is, without user and password.
  const std::string& address() const { return address_; }
  /// None: nobody has seen the store yet.
  std::optional<std::uint64_t> installation() const {
    return ready_ ? std::optional{installation_.load()} : std::nullopt;
  }

  /// Makes sure that there is a store, once: makes one if it may be made.
  /// Fails with `errc::store_unreachable`, with `errc::invalid_options` if the
  /// store is of a newer version.
  result<void> ready();

  /// To be called when keys are gone that were there: looks for the store anew
  /// and, if somebody has emptied this Redis, makes it again under its
  /// installation and leaves an alarm.
  result<void> look_again();

  /// Notes the highest version of the listeners seen: one that is made again goes on above it.
  void saw_version(std::uint64_t version);

  /// Leaves a sentence for `take_alarm`.
  void raise_alarm(std::string_view sentence);
  /// Returns the next thing that an admin must be told, as a failure: each is told once.
  std::optional<error> take_alarm();

  /// The event at a position of the stream, `ms-seq`; none if no id can name it.
  std::optional<event_id> id_of(std::string_view position) const;
  /// Returns the position of an event, none if it is not one of this store.
  std::optional<std::string> position_of(const event_id& id) const;

private:
  result<void> find_store();
  void keep_alarm(std::string sentence);

  const store_mode mode_;
  const std::string address_;
  const redis_shard_keys keys_{0};
  redis_connection writer_;
  redis_connection reader_;

  std::mutex mutex_; // guards what follows
  std::atomic<bool> ready_{false};
  std::atomic<std::uint64_t> installation_{0};
  bool found_before_ = false;
  std::atomic<std::uint64_t> highest_version_{0};
  std::deque<std::string> alarms_; ///< Not told yet, each once.
};

/// Returns the position of an id whatever store it is of, `ms-seq`.
std::string stream_position(const event_id& id);

/// Whether a text is a position, `ms-seq`, and nothing else.
bool is_position(std::string_view text);

/// Writes a position as 20 hex digits, which sort as positions do; and the other way round.
/// @pre it is one.
std::string rank_of_position(std::string_view position);
std::string position_of_rank(std::string_view rank);

/// Compares positions; what is no position counts as 0-0.
bool is_before(std::string_view a, std::string_view b);

} // namespace fanfare
