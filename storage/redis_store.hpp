#pragma once

#include "storage/redis_attempt_log.hpp"
#include "storage/redis_dead_letters.hpp"
#include "storage/redis_hand_edits.hpp"
#include "storage/redis_holdings.hpp"
#include "storage/redis_journal.hpp"
#include "storage/redis_listener_states.hpp"
#include "storage/redis_listeners.hpp"
#include "storage/redis_owner.hpp"
#include "storage/redis_quarantine.hpp"
#include "storage/redis_retries.hpp"
#include "storage/redis_seen_types.hpp"
#include "storage/redis_suspects.hpp"
#include "storage/store.hpp"

#include <mutex>
#include <optional>

namespace fanfare {

/// Everything durable in one Redis. docs/redis-schema.md is the layout.
///
/// Redis may go and come back: while it is away everything fails within
/// seconds, with its reason, and works again by itself.
class redis_store final : public store {
public:
  /// Opens the store at `url`. With `store_mode::create` a Redis that cannot be
  /// reached now is no failure: it is asked again each time it is needed.
  static result<std::unique_ptr<store>> open(std::string_view url, store_mode mode,
                                             redis_patience how = {});
  /// Strikes out the node, if it became one and Redis can be reached.
  ~redis_store() override;

  journal& events() override { return journal_; }
  retries& parked() override { return retries_; }
  dead_letters& dead() override { return dead_letters_; }
  holdings& stock() override { return holdings_; }
  listener_store& listeners() override { return listeners_; }
  listener_states& states() override { return states_; }
  seen_types& types() override { return types_; }
  quarantine& broken() override { return quarantine_; }
  suspects& doubts() override { return suspects_; }
  attempt_log& attempts() override { return attempts_; }

  result<void> become_node(const node_card& me) override;
  result<void> heartbeat() override;
  result<std::vector<node_card>> live_nodes() override;
  store_place place() const override;
  std::vector<finding> diagnose() override;
  result<std::vector<finding>> dangers() override;
  result<void> backup(const std::string& path, if_there then, const on_progress& progress) override;
  bool may_come_later() const override { return true; }

private:
  redis_store(const redis_address& at, store_mode mode, redis_patience how);

  result<void> write_card();

  redis_database in_;
  redis_owner owner_;
  redis_journal journal_;
  redis_retries retries_;
  redis_dead_letters dead_letters_;
  redis_holdings holdings_;
  redis_listeners listeners_;
  redis_listener_states states_;
  redis_seen_types types_;
  redis_quarantine quarantine_;
  redis_suspects suspects_;
  redis_attempt_log attempts_;

  std::mutex node_mutex_; // guards what follows
  std::optional<node_card> node_;
  redis_hand_edits hand_edits_;
};

} // namespace fanfare
