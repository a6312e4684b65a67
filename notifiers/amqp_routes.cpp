#include "notifiers/amqp_routes.hpp"

#include "notifiers/proton_depths.hpp"

#include <utility>

namespace fanfare {

void amqp_routes::end(proton::session which) {
  known_.erase(which);
  which.close();
  over_.push_back(std::move(which));
}

void amqp_routes::sweep() {
  for (const auto& each : std::exchange(over_, {}))
    free_session(each);
}

} // namespace fanfare
