#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare event listener`: list, show, delete, enable, disable,
/// create and update for any type of notifier, and sections for `amqp`,
/// `email` and `http`.
section listener_section();

} // namespace fanfare
