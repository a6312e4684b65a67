#pragma once

#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/support/staged_broker.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

// Brokers as tests of the amqp notifier stage them.

namespace fanfare::test {

/// Returns one that says the same of every message.
inline staged_manners saying(fate what, staged_manners how = {}) {
  how.judge = [what](const staged_message&) { return what; };
  return how;
}

/// Returns one that judges messages by what number their event has (`event_of`); all
/// others are accepted.
inline staged_manners judging(const std::map<std::uint32_t, fate>& by_number,
                              staged_manners how = {}) {
  std::map<std::string, fate> by_id;
  for (const auto& [number, what] : by_number)
    by_id.emplace(event_of("", number)->id.text(), what);
  how.judge = [by_id = std::move(by_id)](const staged_message& what) {
    const auto found = by_id.find(what.id);
    return found == by_id.end() ? fate::accepted : found->second;
  };
  return how;
}

} // namespace fanfare::test
