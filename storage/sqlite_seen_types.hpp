#pragma once

#include "storage/seen_types.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_seen_types final : public seen_types {
public:
  /// @param in outlives this object.
  explicit sqlite_seen_types(sqlite_database& in) : in_(in) {}

  result<void> add(const std::vector<std::string>& names) override;
  result<std::vector<std::string>> all() override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
