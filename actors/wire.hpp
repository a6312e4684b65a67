#pragma once

// All that is CAF, and all that is spelt as CAF 0.17 spells it, is in this
// header and the two sources that include it (supervisor.cpp and the engine's
// actor_runtime.cpp): a later CAF is a change here.

#include "actors/supervisor.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace fanfare {

/// Says: look at your desk. The only thing that is ever in a mailbox, so
/// nothing is lost with one.
struct wake {};

/// Says that the time has come which an actor asked for.
struct alarm {
  std::chrono::steady_clock::time_point at;
};

/// Says that the pause before a restart is over.
struct restart {
  std::size_t post;
};

using worker_actor = caf::typed_actor<caf::reacts_to<wake>, caf::reacts_to<alarm>>;
using supervisor_actor = caf::typed_actor<caf::reacts_to<restart>>;

/// Starts a supervisor, and with it an actor at each post. It ends, and they
/// with it, on an exit message; desks, posts and `around` outlive them.
supervisor_actor supervise(caf::actor_system& system, std::vector<post> posts,
                           restart_policy policy, surroundings& around);

} // namespace fanfare

// Actors of one engine share one process: addresses cross mailboxes, bytes do not.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fanfare::wake)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fanfare::alarm)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fanfare::restart)
