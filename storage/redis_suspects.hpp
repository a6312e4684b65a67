#pragma once

#include "storage/redis_database.hpp"
#include "storage/suspects.hpp"

#include <string>

namespace fanfare {

class redis_suspects final : public suspects {
public:
  /// @param in outlives this object.
  explicit redis_suspects(redis_database& in);

  result<std::uint32_t> begin() override;
  result<void> end() override;
  result<suspicion> suspect(const std::vector<event_id>& next,
                            const std::vector<event_id>& cleared) override;
  result<void> clear(const std::vector<event_id>& which) override;

private:
  redis_database& in_;
  const std::string self_; ///< Tells this object from all others, in all processes.
};

} // namespace fanfare
