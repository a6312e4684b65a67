#pragma once

#include "storage/node_lock.hpp"
#include "storage/sqlite_attempt_log.hpp"
#include "storage/sqlite_checkpointer.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/sqlite_dead_letters.hpp"
#include "storage/sqlite_holdings.hpp"
#include "storage/sqlite_journal.hpp"
#include "storage/sqlite_listener_states.hpp"
#include "storage/sqlite_listeners.hpp"
#include "storage/sqlite_quarantine.hpp"
#include "storage/sqlite_retries.hpp"
#include "storage/sqlite_seen_types.hpp"
#include "storage/sqlite_suspects.hpp"
#include "storage/store.hpp"

#include <mutex>
#include <optional>

namespace fanfare {

/// Everything durable in one SQLite file, or in memory.
class sqlite_store final : public store {
public:
  /// Opens the store in `path`; ":memory:" is a new one that dies with this object.
  /// Fails with `errc::store_unreachable`.
  static result<std::unique_ptr<store>> open(const std::string& path, store_mode mode,
                                             sqlite_options how = {});
  /// Strikes out the node, if it became one.
  ~sqlite_store() override;

  journal& events() override { return journal_; }
  retries& parked() override { return retries_; }
  dead_letters& dead() override { return dead_letters_; }
  holdings& stock() override { return holdings_; }
  listener_store& listeners() override { return listeners_; }
  listener_states& states() override { return states_; }
  seen_types& types() override { return types_; }
  quarantine& broken() override { return broken_; }
  suspects& doubts() override { return suspects_; }
  attempt_log& attempts() override { return attempts_; }

  result<void> become_node(const node_card& me) override;
  result<void> heartbeat() override;
  result<std::vector<node_card>> live_nodes() override;
  store_place place() const override;
  std::vector<finding> diagnose() override;
  result<void> backup(const std::string& path, if_there then, const on_progress& progress) override;

private:
  explicit sqlite_store(std::unique_ptr<sqlite_database> in);

  std::unique_ptr<sqlite_database> in_;
  sqlite_journal journal_;
  sqlite_retries retries_;
  sqlite_dead_letters dead_letters_;
  sqlite_holdings holdings_;
  sqlite_listeners listeners_;
  sqlite_listener_states states_;
  sqlite_seen_types types_;
  sqlite_quarantine broken_;
  sqlite_suspects suspects_;
  sqlite_attempt_log attempts_;

  std::mutex node_mutex_; // guards what follows
  std::optional<node_lock> lock_;
  std::string node_name_;
  std::unique_ptr<sqlite_checkpointer> checkpoints_; ///< Only a node writes without rest.
};

} // namespace fanfare
