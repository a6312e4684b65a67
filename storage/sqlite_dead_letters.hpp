#pragma once

#include "storage/dead_letters.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_dead_letters final : public dead_letters {
public:
  /// @param in outlives this object.
  explicit sqlite_dead_letters(sqlite_database& in) : in_(in) {}

  result<std::vector<dead_letter>> list(std::size_t limit) override;
  result<std::uint64_t> count() override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
