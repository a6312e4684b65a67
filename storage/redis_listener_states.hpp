#pragma once

#include "storage/listener_states.hpp"
#include "storage/redis_database.hpp"

namespace fanfare {

class redis_listener_states final : public listener_states {
public:
  /// @param in outlives this object.
  explicit redis_listener_states(redis_database& in) : in_(in) {}

  result<void> put(const std::vector<listener_state>& states) override;
  result<std::vector<listener_state>> all() override;

private:
  redis_database& in_;
};

} // namespace fanfare
