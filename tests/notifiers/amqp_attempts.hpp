#pragma once

#include "notifiers/amqp_notifier.hpp"
#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

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

/// Sends events of these numbers as an engine would: what was not sent is sent again,
/// until each has another outcome, for at most a minute. Returns the last outcome of each.
inline std::map<std::uint64_t, outcome> persist(notifier& by, std::uint32_t first,
                                                std::uint32_t last,
                                                const std::string& exchange = "pulp") {
  using namespace std::chrono_literals;
  using clock = std::chrono::steady_clock;
  std::map<std::uint64_t, outcome> ends;
  for (std::uint32_t i = first; i <= last; ++i)
    ends[i].how = verdict::unsent;
  for (const auto start = clock::now(); clock::now() - start < 60s;) {
    std::vector<attempt> batch;
    for (const auto& [ticket, end] : ends)
      if (end.how == verdict::unsent)
        batch.push_back(sync_start(exchange, ticket));
    if (batch.empty())
      break;
    outcome_log log;
    const auto sent = batch.size();
    by.send(std::move(batch), log.sink());
    for (auto& end : log.wait_for(sent))
      ends[end.ticket] = std::move(end);
    std::this_thread::sleep_for(5ms); // no broker: they come back at once
  }
  return ends;
}

/// Looks for a while whether something has come about.
template <class Condition>
bool soon(Condition has_come, std::chrono::seconds patience = std::chrono::seconds{20}) {
  using clock = std::chrono::steady_clock;
  for (const auto start = clock::now(); !has_come();
       std::this_thread::sleep_for(std::chrono::milliseconds{5}))
    if (clock::now() - start > patience)
      return false;
  return true;
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace fanfare::test
