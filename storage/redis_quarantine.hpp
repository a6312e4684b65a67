#pragma once

#include "storage/quarantine.hpp"
#include "storage/redis_database.hpp"

namespace fanfare {

class redis_quarantine final : public quarantine {
public:
  /// @param in outlives this object.
  explicit redis_quarantine(redis_database& in) : in_(in) {}

  result<void> put(std::string_view id, std::string_view reason,
                   std::string_view last_good) override;
  /// One whose entry somebody made unreadable is there with that as its reason.
  result<std::vector<quarantined_listener>> all() override;
  result<void> lift(std::string_view id) override;

private:
  redis_database& in_;
};

} // namespace fanfare
