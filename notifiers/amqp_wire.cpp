#include "notifiers/amqp_wire.hpp"

#include <proton/error_condition.hpp>
#include <proton/timestamp.hpp>
#include <proton/transport.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace fanfare {

namespace {

/// So much is read in one turn, so that a broker that talks a lot does not keep
/// the loop from everything else.
constexpr int reads_a_turn = 16;

proton::error_condition to_proton(const amqp_condition& what) {
  return {what.name, what.description};
}

bool would_block(int os_error) {
  return os_error == EAGAIN || os_error == EWOULDBLOCK || os_error == EINTR;
}

/// Proton only compares times: it is told one that nobody can turn back.
proton::timestamp at(amqp_wire::clock::time_point now) {
  using std::chrono::milliseconds;
  return proton::timestamp{
      std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count()};
}

} // namespace

amqp_wire::amqp_wire(int socket, const proton::connection_options& how) : socket_(socket) {
  try {
    driver_.connect(how);
  } catch (...) {
    close(socket_);
    throw;
  }
}

amqp_wire::~amqp_wire() { close(socket_); }

void amqp_wire::receive() {
  for (int i = 0; i < reads_a_turn && take_some(); ++i)
    continue;
}

/// Returns whether there may be more.
bool amqp_wire::take_some() {
  const auto room = over_ ? proton::io::mutable_buffer{} : driver_.read_buffer();
  if (room.size == 0)
    return false;
  const auto got = recv(socket_, room.data, room.size, MSG_DONTWAIT);
  if (got < 0 && !would_block(errno))
    cut({"fanfare:io", std::generic_category().message(errno)});
  // AMQP says goodbye first, and by then this is over. Proton would wait to send the rest.
  if (got == 0)
    cut({"fanfare:io", "it closed the connection"});
  if (got <= 0)
    return false;
  driver_.read_done(static_cast<std::size_t>(got));
  dispatch();
  return static_cast<std::size_t>(got) == room.size;
}

void amqp_wire::flush(clock::time_point now) {
  if (over_)
    return;
  dispatch();
  const auto next = driver_.tick(at(now)).milliseconds();
  due_ = next == 0 ? clock::time_point::max() : clock::time_point{std::chrono::milliseconds{next}};
  send();
  dispatch();
}

void amqp_wire::send() {
  wants_to_send_ = false;
  for (auto ready = driver_.write_buffer(); ready.size > 0; ready = driver_.write_buffer()) {
    const auto sent = ::send(socket_, ready.data, ready.size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && !would_block(errno))
      return lose(errno);
    if (sent < 0) {
      wants_to_send_ = true;
      return;
    }
    driver_.write_done(static_cast<std::size_t>(sent));
  }
}

void amqp_wire::dispatch() {
  if (over_)
    return;
  if (!driver_.dispatch())
    over_ = true;
  thrown_ = thrown_in(driver_.transport());
  if (!thrown_.empty())
    over_ = true;
}

/// What it said before it went is still there to be read, with the reason perhaps.
void amqp_wire::lose(int os_error) {
  while (take_some())
    continue;
  cut({"fanfare:io", std::generic_category().message(os_error)});
}

void amqp_wire::cut(const amqp_condition& why) {
  if (over_)
    return;
  driver_.disconnected(to_proton(why));
  dispatch();
  over_ = true;
}

} // namespace fanfare
