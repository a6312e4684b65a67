#pragma once

#include "tests/support/rabbitmq_server.hpp"

namespace fanfare::test {

/// Returns the one RabbitMQ that all tests of this program share, for its start
/// takes longer than they do. It runs from the first call to the program's end.
rabbitmq_server& the_rabbitmq();

} // namespace fanfare::test
