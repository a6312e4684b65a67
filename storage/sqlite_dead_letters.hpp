#pragma once

#include "storage/dead_letters.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_dead_letters final : public dead_letters {
public:
  /// @param in outlives this object.
  explicit sqlite_dead_letters(sqlite_database& in) : in_(in) {}

  result<std::vector<dead_letter>> list(const dead_filter& which, std::size_t limit,
                                        std::string_view after) override;
  result<std::optional<buried_report>> find(std::string_view id) override;
  result<dead_step> replay(const dead_filter& which, std::size_t most, std::string_view after,
                           replay_pace pace, const parked_limits& room) override;
  result<dead_step> drop(const dead_filter& which, std::size_t most,
                         std::string_view after) override;
  result<std::uint64_t> count() override;
  result<dead_tally> count(const dead_filter& which) override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
