#include "messages/disable_policy.hpp"

namespace fanfare {

std::uint32_t disabling_mark(std::chrono::milliseconds failing_for, std::uint32_t failures,
                             const delivery_options& pace) {
  const auto all = pace.disable_after;
  if (all.count() <= 0)
    return 0;
  if (failing_for >= all && failures >= failures_to_disable)
    return 100;
  for (const std::uint32_t mark : {90u, 70u, 50u})
    if (failing_for >= all * mark / 100)
      return mark;
  return 0;
}

} // namespace fanfare
