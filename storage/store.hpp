#pragma once

#include "fanfare/upkeep.hpp"

#include "storage/attempt_log.hpp"
#include "storage/dead_letters.hpp"
#include "storage/holdings.hpp"
#include "storage/journal.hpp"
#include "storage/listener_states.hpp"
#include "storage/listener_store.hpp"
#include "storage/quarantine.hpp"
#include "storage/retries.hpp"
#include "storage/seen_types.hpp"
#include "storage/suspects.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// A process that claims work, as others see it.
struct node_card {
  std::string name;
  std::vector<std::string> notifier_types;
  /// Since its last heartbeat, by the store's clock; filled in by `live_nodes`.
  std::chrono::milliseconds heartbeat_age{0};
};

/// Where a store is, for who keeps something beside it.
struct store_place {
  std::string file; ///< Its path; empty: it is none.
  std::string
      address; ///< Tells it from other stores, without secrets. Empty: it dies with its object.
  std::optional<std::uint64_t> installation = {}; ///< None: not known yet.
};

/// Everything durable, under one URL.
class store {
public:
  virtual ~store() = default;

  virtual journal& events() = 0;
  virtual retries& parked() = 0;
  virtual dead_letters& dead() = 0;
  virtual holdings& stock() = 0;
  virtual listener_store& listeners() = 0;
  virtual listener_states& states() = 0;
  virtual seen_types& types() = 0;
  virtual quarantine& broken() = 0;
  virtual suspects& doubts() = 0;
  virtual attempt_log& attempts() = 0;

  /// Takes the place of the node, until this object dies or the process does.
  /// Fails with `errc::store_in_use`, naming the process that has it.
  virtual result<void> become_node(const node_card& me) = 0;
  /// Says that the node lives; to be called every 3 s. Takes the place of the
  /// node if that was not possible before, or was lost.
  virtual result<void> heartbeat() = 0;
  /// Returns the nodes that said so within the last 15 s.
  virtual result<std::vector<node_card>> live_nodes() = 0;

  virtual store_place place() const { return {}; }

  /// Looks at itself: whether it answers and can be written to, and whether
  /// what it takes will still be there tomorrow. May take long.
  virtual std::vector<finding> diagnose() = 0;

  /// Returns what may lose events one day although everything works now, such as a
  /// setting of the store's server; empty: nothing of the kind is known. Cheap; to
  /// be called at start and every 30 s. Fails with `errc::store_unreachable`.
  virtual result<std::vector<finding>> dangers() { return std::vector<finding>{}; }

  /// Writes a consistent copy to a file while others work on the store.
  /// As `admin::backup`.
  virtual result<void> backup(const std::string& path, if_there then,
                              const on_progress& progress) = 0;

  /// Whether a store that cannot be reached now may be used later all the same:
  /// `become_node` that failed with `errc::store_unreachable` is then made up
  /// for by `heartbeat`.
  virtual bool may_come_later() const { return false; }
};

enum class store_mode : std::uint8_t { existing, create };

/// Opens `sqlite:PATH`, `sqlite::memory:`, `redis://[user:pass@]host:port/db` or
/// `redis+unix://PATH`. With `store_mode::existing` a store that is not there is
/// `errc::store_unreachable`, naming where it was looked for; a URL that means
/// no store at all is `errc::invalid_options`. Nothing in a text is a secret.
result<std::unique_ptr<store>> open_store(std::string_view url, store_mode mode);

} // namespace fanfare
