#pragma once

#include "storage/dead_letters.hpp"
#include "storage/redis_database.hpp"

namespace fanfare {

class redis_dead_letters final : public dead_letters {
public:
  /// @param in outlives this object.
  explicit redis_dead_letters(redis_database& in) : in_(in) {}

  result<std::vector<dead_letter>> list(std::size_t limit) override;
  result<std::uint64_t> count() override;

private:
  redis_database& in_;
};

} // namespace fanfare
