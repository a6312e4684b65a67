#pragma once

#include <proton/delivery.hpp>
#include <proton/message.hpp>
#include <proton/receiver.hpp>
#include <proton/source.hpp>

#include <cstdint>
#include <string>

namespace fanfare::test {

/// A message as a broker got it.
struct staged_message {
  std::string exchange;
  std::string routing_key;
  std::string id;
  std::string body;
};

/// Reads a message. @param exchange which its link is for; empty: the message says it.
staged_message message_from(const proton::message& what, const std::string& exchange);

/// Returns what consumers bind with in Apache Qpid's manner; empty: they do not.
std::string pattern_in(const proton::source& from);

/// Decodes `%2F` and the like.
std::string percent_decoded(const std::string& text);

// What Proton's C++ classes have no room for.

/// Rejects a message and says why.
void reject(proton::delivery& which, const char* condition, const char* description);
/// Says how large a message a link takes, before it is opened; 0: any.
void allow_messages_of(const proton::receiver& which, std::uint64_t bytes);

} // namespace fanfare::test
