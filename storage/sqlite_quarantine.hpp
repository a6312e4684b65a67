#pragma once

#include "storage/quarantine.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_quarantine final : public quarantine {
public:
  /// @param in outlives this object.
  explicit sqlite_quarantine(sqlite_database& in) : in_(in) {}

  result<void> put(std::string_view id, std::string_view reason,
                   std::string_view last_good) override;
  result<std::vector<quarantined_listener>> all() override;
  result<void> lift(std::string_view id) override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
