#include "notifiers/amqp_watch.hpp"

#include <new>

namespace fanfare {

amqp_watch::amqp_watch(amqp_uplink& of, poll_set& in) : of_(of), in_(in) {
  watch(of_.transfers_file(), nullptr);
}

void amqp_watch::watch(int file, void* subject) {
  if (!in_.watch(file, subject))
    throw std::bad_alloc{};
}

/// A connection's socket leaves the set by itself when it is closed.
void amqp_watch::look() {
  const auto socket = of_.socket();
  if (socket < 0)
    return;
  if (watched_ != of_.connection_number()) {
    watched_ = of_.connection_number();
    is_watched_for_sending_ = false;
    watch(socket, &of_);
  }
  if (of_.wants_to_send() == is_watched_for_sending_)
    return;
  is_watched_for_sending_ = of_.wants_to_send();
  in_.change(socket, &of_,
             is_watched_for_sending_ ? poll_set::interest::reading_and_writing
                                     : poll_set::interest::reading);
}

} // namespace fanfare
