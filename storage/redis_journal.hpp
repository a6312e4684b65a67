#pragma once

#include "storage/journal.hpp"
#include "storage/redis_database.hpp"
#include "storage/redis_owner.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <unordered_set>

namespace fanfare {

class redis_journal final : public journal {
public:
  /// @param in and `owner` outlive this object.
  redis_journal(redis_database& in, redis_owner& owner) : in_(in), owner_(owner) {}

  /// Appends and settlement are sent in one go but succeed or fail each by
  /// itself: if the call fails, the one or the other may have been carried out.
  result<std::vector<event_id>> write(const write_group& group) override;
  result<journal_batch> read(const std::optional<event_id>& after, read_limit limit) override;
  /// Follows the journal and the listeners; deliveries parked elsewhere do not
  /// show. Fails once with each alarm that an admin must hear.
  result<std::optional<stored_event>> find(const event_id& which) override;
  result<std::uint64_t> change_mark() override;
  result<std::uint64_t> unsettled() override;
  result<std::uint64_t> referenced() override;

private:
  /// One reading of the stream.
  struct lot {
    std::vector<journal_entry> entries;
    std::vector<std::string> positions; ///< Of the entries.
    std::uint64_t version = 0;
    bool some_are_kept = false; ///< There are events that are settled and still in the stream.
    bool is_ours = false;       ///< This node had the shard when it was read.
    std::string last;           ///< Position of the last entry, those passed over too.
  };

  result<std::vector<event_id>> append_and_settle(const write_group& group);
  result<std::vector<redis_answer>> send(const write_group& group, const std::string& token,
                                         std::size_t& settles);
  result<std::unordered_set<std::string>> existing(const settlement& what);
  result<std::vector<event_id>> ids_in(const std::vector<redis_answer>& answers,
                                       std::size_t appends);
  std::string cursor_to_write();
  void note_settled(const settlement& what);

  result<bool> are_fresh_after(const std::string& position, const std::string& token);
  static journal_batch batch_of(lot& some, std::size_t most_bytes);
  result<lot> read_lot(const std::string& after, std::size_t count, const std::string& token);
  result<void> take_entries(redis_part entries, lot& some);
  result<void> strike_out_kept(lot& from);
  std::size_t count_for(read_limit limit);
  void note_read(const journal_batch& batch, bool reads_on);
  result<std::string> start();
  bool is_of_a_deleted_stream(const event_id& position);
  result<void> note_loss(const std::string& what);

  redis_database& in_;
  redis_owner& owner_;

  std::atomic<std::uint64_t> sent_{0};         ///< Events appended by this object, or perhaps.
  std::atomic<std::uint64_t> acknowledged_{0}; ///< Of these, those that surely were.

  std::mutex mutex_;                                  // guards what follows
  std::set<event_id> open_;                           ///< Read by this node and not settled.
  std::optional<event_id> last_;                      ///< The newest read.
  std::chrono::steady_clock::time_point cursor_at_{}; ///< When to write the cursor again.
  std::size_t usual_size_ = 0;                        ///< Of bodies, lately; 0: not known.
  std::string owned_as_;                    ///< The lease under which `owned_from_` was found.
  std::string owned_from_;                  ///< The newest position when this node had the shard.
  std::int64_t added_ = 0;                  ///< Events ever added to the stream, when last seen.
  std::uint64_t sent_at_look_ = 0;          ///< `sent_` when they were.
  std::string newest_;                      ///< The last position of the stream, when last seen.
  std::optional<event_id> last_of_deleted_; ///< What had been read of a stream that was deleted.
};

} // namespace fanfare
