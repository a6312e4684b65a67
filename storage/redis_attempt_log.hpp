#pragma once

#include "storage/attempt_log.hpp"
#include "storage/redis_answer.hpp"
#include "storage/redis_database.hpp"

namespace fanfare {

/// One stream for all listeners; who asks for one of them reads over the others.
class redis_attempt_log final : public attempt_log {
public:
  /// @param in outlives this object.
  explicit redis_attempt_log(redis_database& in) : in_(in) {}

  result<void> put(const std::vector<recent_attempt>& some, std::size_t most) override;
  result<std::vector<recent_attempt>> newest(const attempt_filter& which,
                                             std::size_t limit) override;
  result<std::vector<recent_attempt>> since(std::string_view after, const attempt_filter& which,
                                            std::size_t limit) override;
  result<std::string> last() override;

private:
  enum class direction : std::uint8_t { back, on };
  result<std::vector<recent_attempt>> walk(direction where, std::string from,
                                           const attempt_filter& which, std::size_t limit);

  redis_database& in_;
};

} // namespace fanfare
