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

/// Returns an attempt to send a `repo.sync.start` with an id of its own to an exchange.
inline attempt sync_start(const std::string& exchange, std::uint64_t ticket = 1) {
  return attempt_of(event_of("repo.sync.start", static_cast<std::uint32_t>(ticket)),
                    listener_on(exchange), ticket);
}

/// Returns the value of a metric of a notifier; -1: it has none of this name.
inline double metric_of(const notifier& by, const std::string& name) {
  for (const auto& family : by.metrics())
    if (family.name == name)
      return family.samples.at(0).value;
  return -1;
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace fanfare::test
