#include "notifiers/amqp_greeting.hpp"

#include "notifiers/amqp_connection.hpp"
#include "notifiers/amqp_dial.hpp"
#include "notifiers/amqp_tls.hpp"
#include "notifiers/curl_library.hpp"
#include "notifiers/curl_transfers.hpp"
#include "notifiers/poll_set.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace fanfare {

namespace {

using clock = std::chrono::steady_clock;

std::string_view name_of(amqp_dialect which) {
  switch (which) {
  case amqp_dialect::qpid:
    return "Apache Qpid";
  case amqp_dialect::rabbitmq3:
    return "RabbitMQ 3";
  case amqp_dialect::rabbitmq4:
    return "RabbitMQ 4";
  case amqp_dialect::plain:
    return "a broker that fanfare does not know, and makes no exchange on";
  }
  return "";
}

/// One try at one address.
class visit {
public:
  visit(const amqp_broker& with, const amqp_address& at, const amqp_patience& patience)
      : with_(with), at_(at), patience_(patience), tls_(with.how) {
    polled_.watch(transfers_.file(), nullptr);
  }

  amqp_greeting make() {
    auto socket = dial();
    if (!socket)
      return {false, at_.shown + ": " + socket.error().detail};
    const auto began = clock::now();
    auto opened = amqp_connection::make(
        *socket, {with_, at_, patience_, tls_, answers_, meter_, suspects_, [] { return 0.0; }},
        transfers_, began);
    if (!opened)
      return {false, at_.shown + ": " + opened.error().detail};
    auto& connection = **opened;
    polled_.watch(connection.file(), &connection);
    while (connection.how_far() == amqp_connection::stage::opening) {
      connection.advance(clock::now());
      wait_for(connection);
      connection.receive(clock::now());
    }
    connection.advance(clock::now());
    if (connection.how_far() == amqp_connection::stage::over)
      return {false, at_.shown + ": " + connection.fault()};
    connection.close(clock::now());
    return {true, at_.shown + " is " + std::string{name_of(connection.dialect())}};
  }

private:
  result<int> dial() {
    const auto dialled = amqp_dial::begin(at_, patience_.connect, transfers_);
    if (!dialled)
      return error{errc::internal, "out of memory"};
    for (;;) {
      for (const auto& ended : transfers_.advance(clock::now())) {
        const auto socket = ended.how == CURLE_OK ? dialled->take_socket() : std::nullopt;
        if (!socket)
          return error{errc::internal, dialled->fault(ended.how)};
        return *socket;
      }
      polled_.wait(until(transfers_.due()));
    }
  }

  void wait_for(amqp_connection& which) {
    polled_.change(which.file(), &which,
                   which.wants_to_send() ? poll_set::interest::reading_and_writing
                                         : poll_set::interest::reading);
    polled_.wait(until(which.due()));
  }

  /// A while at most: deadlines are looked at in between.
  static std::chrono::nanoseconds until(clock::time_point when) {
    const auto now = clock::now();
    const std::chrono::nanoseconds longest = std::chrono::milliseconds{200};
    return when >= now + longest ? longest : std::max(std::chrono::nanoseconds{0}, when - now);
  }

  const amqp_broker& with_;
  const amqp_address& at_;
  const amqp_patience& patience_;
  amqp_tls tls_;
  poll_set polled_;
  curl_transfers transfers_;
  amqp_answers answers_;
  amqp_counts counts_;
  amqp_meter meter_{counts_};
  amqp_suspects suspects_;
};

} // namespace

std::vector<amqp_greeting> greet(const amqp_broker& with, const amqp_patience& patience) {
  begin_curl();
  std::vector<amqp_greeting> all;
  for (const auto& at : with.addresses) {
    try {
      all.push_back(visit{with, at, patience}.make());
    } catch (const std::exception& why) { // Proton's
      all.push_back({false, at.shown + ": " + why.what()});
    }
  }
  return all;
}

} // namespace fanfare
