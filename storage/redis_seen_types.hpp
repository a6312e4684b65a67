#pragma once

#include "storage/redis_database.hpp"
#include "storage/seen_types.hpp"

namespace fanfare {

class redis_seen_types final : public seen_types {
public:
  /// @param in outlives this object.
  explicit redis_seen_types(redis_database& in) : in_(in) {}

  result<void> add(const std::vector<std::string>& names) override;
  result<std::vector<std::string>> all() override;

private:
  redis_database& in_;
};

} // namespace fanfare
