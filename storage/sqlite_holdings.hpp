#pragma once

#include "storage/holdings.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

/// Counts along indexes. The bytes are exact; the sizes of one listener's reports are those of a
/// few of the oldest and the newest.
class sqlite_holdings final : public holdings {
public:
  /// @param in outlives this object.
  explicit sqlite_holdings(sqlite_database& in) : in_(in) {}

  result<std::vector<holding>> all() override;
  result<std::uint64_t> bytes() override;
  result<report_sizes> sizes_of(std::string_view listener) override;
  result<std::uint64_t> drop_parked(std::string_view listener, std::size_t most) override;
  result<std::uint64_t> drop_dead(std::string_view listener, std::size_t most,
                                  std::chrono::milliseconds age) override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
