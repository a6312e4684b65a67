#include "actors/crowding.hpp"

#include <algorithm>

namespace fanfare {

bool crowding::note(bool window_full, const lane_census& all) {
  const auto others_stand_idle = all.idle > 0 && all.idle >= 3 * all.served;
  if (!window_full || all.waiting == 0 || !others_stand_idle) {
    in_a_row_ = 0;
    return false;
  }
  if (++in_a_row_ < looks)
    return false;
  in_a_row_ = 0;
  return true;
}

std::size_t level_of(std::vector<std::size_t> queues, std::size_t together) {
  std::sort(queues.begin(), queues.end());
  auto left = queues.size();
  for (const auto shortest : queues) {
    const auto share = together / left;
    if (shortest >= share)
      return share;
    together -= shortest;
    --left;
  }
  return queues.empty() ? together : queues.back();
}

} // namespace fanfare
