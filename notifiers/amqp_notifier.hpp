#pragma once

#include "fanfare/notifier.hpp"

#include <memory>

namespace fanfare {

/// Checks listeners of type amqp: `{"exchange":…}`, which may be left out or
/// empty. Nothing is delivered by AMQP in this version: a node holds what is
/// due, and `send` answers with `verdict::retry`. Needs no thread.
std::unique_ptr<notifier> make_amqp_notifier();

} // namespace fanfare
