#pragma once

#include "storage/sqlite_database.hpp"
#include "storage/suspects.hpp"

#include <mutex>
#include <optional>
#include <string>

namespace fanfare {

class sqlite_suspects final : public suspects {
public:
  /// @param in outlives this object.
  explicit sqlite_suspects(sqlite_database& in);

  result<std::uint32_t> begin() override;
  result<void> end() override;
  result<std::uint32_t> suspect(const event_id& which,
                                const std::vector<event_id>& cleared) override;
  result<void> clear(const std::vector<event_id>& which) override;

private:
  sqlite_database& in_;
  const std::string self_; ///< Tells this object from all others, in all processes.

  std::mutex mutex_; // guards what follows
  std::optional<event_id> last_;
};

} // namespace fanfare
