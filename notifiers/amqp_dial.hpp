#pragma once

#include "notifiers/amqp_broker.hpp"
#include "notifiers/curl_handles.hpp"
#include "notifiers/curl_transfers.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace fanfare {

/// One try to connect a socket to a broker, name lookup included. libcurl does
/// it, which has threads for lookups; it sends nothing.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_dial {
public:
  /// Begins. Returns nothing if memory is short. @param in outlives the dial.
  static std::unique_ptr<amqp_dial> begin(const amqp_address& to, std::chrono::milliseconds timeout,
                                          curl_transfers& in);
  /// Gives up, if it is not over.
  ~amqp_dial();

  amqp_dial(const amqp_dial&) = delete;
  amqp_dial& operator=(const amqp_dial&) = delete;

  bool is(const curl_transfers::ended& which) const { return which.which == easy_.get(); }

  /// Returns the connected socket, which is the caller's from then on; nothing
  /// if there is none. @pre it is over
  std::optional<int> take_socket();
  /// Says why there is none, going on from the broker's address.
  std::string fault(CURLcode how) const;

private:
  amqp_dial(curl_easy easy, curl_transfers& in, std::chrono::milliseconds timeout)
      : easy_(std::move(easy)), in_(in), timeout_(timeout) {}

  bool set_up(const std::string& url);

  curl_easy easy_;
  curl_transfers& in_;
  const std::chrono::milliseconds timeout_;
  char complaint_[CURL_ERROR_SIZE] = "";
};

} // namespace fanfare
