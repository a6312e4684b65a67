#pragma once

#include "notifiers/amqp_notifier.hpp"
#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace fanfare::test {

/// Returns a notifier for the broker of these options.
inline std::unique_ptr<notifier> amqp_of(const messaging_options& how,
                                         amqp_patience patience = {}) {
  auto broker = amqp_broker::with(how);
  EXPECT_TRUE(broker) << broker.error().detail;
  return make_amqp_notifier(std::move(*broker), patience);
}

inline listener_ptr listener_on(const std::string& exchange) {
  return listener_for(R"({"exchange":")" + exchange + R"("})", "on-" + exchange);
}

/// Returns an event of this type, with an id of its own.
inline event_ptr event_of(const std::string& type, std::uint32_t sequence,
                          const std::string& payload = "{}") {
  return std::make_shared<const event>(
      event{{1'700'000'000'000, sequence, 3, 0xabcdef0123},
            type,
            R"({"event_type":")" + type + R"(","payload":)" + payload + "}"});
}

inline attempt attempt_of(event_ptr what, listener_ptr to, std::uint64_t ticket = 1) {
  return {.ticket = ticket, .what = std::move(what), .to = std::move(to)};
}

} // namespace fanfare::test
