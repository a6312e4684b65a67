#pragma once

#include "storage/sqlite_database.hpp"
#include "storage/suspects.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace fanfare {

class sqlite_work;

class sqlite_suspects final : public suspects {
public:
  /// @param in outlives this object.
  explicit sqlite_suspects(sqlite_database& in);

  result<std::uint32_t> begin() override;
  result<void> end() override;
  result<suspicion> suspect(const std::vector<event_id>& next,
                            const std::vector<event_id>& cleared) override;
  result<void> clear(const std::vector<event_id>& which) override;

private:
  void forget(sqlite_work& work, const std::vector<event_id>& which);
  std::size_t put_together(sqlite_work& work, const std::vector<event_id>& next) const;
  std::int64_t starts_of(sqlite_work& work, const event_id& which) const;

  sqlite_database& in_;
  const std::string self_; ///< Tells this object from all others, in all processes.

  std::mutex mutex_;             // guards what follows
  std::optional<event_id> last_; ///< The first of those suspected last.
  std::size_t together_ = 0;     ///< So many they were.
};

} // namespace fanfare
