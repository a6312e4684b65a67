#pragma once

#include <cstdint>
#include <string>

namespace proton {
class connection;
class sender;
class session;
class tracker;
class transport;
} // namespace proton

namespace fanfare {

/// What ended a message, a link, a session or a connection, as AMQP says it.
struct amqp_condition {
  std::string name; ///< `amqp:not-found` and the like. Empty: nothing was said.
  std::string description;

  bool is_set() const { return !name.empty(); }
};

// What Proton 0.37 knows and its C++ classes do not show.

/// Returns why the other side rejected a message; not set if it did not say.
amqp_condition reason_of_rejection(const proton::tracker& of);

/// Returns how large a message the other side of an open link takes, in bytes; 0: any.
std::uint64_t largest_message(const proton::sender& to);

/// Lets go of a session that is closed here, and of its links: Proton keeps them
/// until the end of the connection otherwise. What was not sent of its end still will be.
/// Not to be called twice, or while Proton tells of something.
void free_session(const proton::session& which);

/// Returns what was thrown while Proton told of something, in its own code or in
/// what it calls: it notes that, and goes on as if nothing had been. Empty: nothing.
std::string thrown_in(const proton::transport& through);

/// Names whom the certificate of the other side must be for. Proton itself
/// takes the virtual host for it. Has no effect without TLS, or once the
/// handshake has begun.
void expect_certificate_of(const proton::connection& over, const std::string& host);

} // namespace fanfare
