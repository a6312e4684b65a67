#pragma once

#include "storage/listener_states.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_listener_states final : public listener_states {
public:
  /// @param in outlives this object.
  explicit sqlite_listener_states(sqlite_database& in) : in_(in) {}

  result<void> put(const std::vector<listener_state>& states) override;
  result<std::vector<listener_state>> all() override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
