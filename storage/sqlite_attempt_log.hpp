#pragma once

#include "storage/attempt_log.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_attempt_log final : public attempt_log {
public:
  /// @param in outlives this object.
  explicit sqlite_attempt_log(sqlite_database& in) : in_(in) {}

  result<void> put(const std::vector<recent_attempt>& some, std::size_t most) override;
  result<std::vector<recent_attempt>> newest(const attempt_filter& which,
                                             std::size_t limit) override;
  result<std::vector<recent_attempt>> since(std::string_view after, const attempt_filter& which,
                                            std::size_t limit) override;
  result<std::string> last() override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
