#pragma once

#include "fanfare/result.hpp"

#include "notifiers/http_answer.hpp"
#include "notifiers/http_deadlines.hpp"
#include "notifiers/http_job.hpp"
#include "notifiers/http_socket.hpp"
#include "notifiers/http_verdict.hpp"

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace fanfare {

struct http_target;
class http_dialer;

/// A connection to a receiver, from its dial to its end. It carries one attempt
/// after the other, the first from the moment it is dialled.
/// Thread safety: none; it belongs to the loop's thread.
class http_connection {
public:
  using clock = std::chrono::steady_clock;

  /// Beyond this age no further attempt is begun on a connection, so that a
  /// name that has come to mean another address is looked up again.
  static constexpr std::chrono::minutes max_age{5};

  explicit http_connection(std::shared_ptr<http_target> to) : target_(std::move(to)) {}

  const std::shared_ptr<http_target>& target() const { return target_; }

  // -- its attempt ---------------------------------------------------------------

  /// Takes an attempt over. @pre it carries none
  void carry(http_job what);
  /// Gives the attempt back. @pre it carries one
  http_job put_down();
  bool is_carrying() const { return static_cast<bool>(job_.answer); }
  clock::time_point deadline() const { return job_.deadline; }

  // -- its way into being --------------------------------------------------------

  /// Begins to dial. Fails if it could not even begin, and says why.
  result<void> dial(http_dialer& by, clock::time_point now);
  /// Ends the dial. Returns whether there is a connection; if not, `ending` says why.
  bool finish_dial(CURLcode how, clock::time_point now);
  /// @pre there is a connection
  int file() const { return socket_->file(); }

  // -- its work, once there is a connection --------------------------------------

  enum class course : std::uint8_t { goes_on, is_over };

  /// Sends what is left of the request. If that fails, what the receiver may
  /// have said before is still to be read.
  bool send();
  bool is_sending() const { return !head_left_.empty() || !body_left_.empty(); }
  /// Reads what has arrived, by way of `buffer`. Once it is over, `ending` says how.
  course receive(std::span<char> buffer);
  /// Whether a receiver of which nothing is asked is still there, and silent.
  bool is_quiet(std::span<char> buffer);

  // -- its attempt's end ---------------------------------------------------------

  /// Says how the attempt went, but for its ticket.
  outcome ending() const { return judged(facts()); }
  /// The same of an attempt whose time is up.
  outcome ending_by_timeout() const;
  /// Whether it had been kept and broke before any of the answer came:
  /// receivers close idle connections just when they are used again.
  bool was_lost_while_kept() const;
  /// Whether the next attempt may use it.
  bool is_reusable(clock::time_point now) const;

  // -- what others note about it -------------------------------------------------

  std::list<http_connection>::iterator position; ///< In the list that owns it.
  http_deadlines<http_connection>::mark looked_at;
  clock::time_point idle_since{};
  bool is_watched_for_sending = false;

private:
  http_ending facts() const;
  outcome judged(const http_ending& what) const;
  void fail(CURLcode how, const char* doing, int os_error);

  std::shared_ptr<http_target> target_;
  http_job job_{};
  std::unique_ptr<http_dial> dial_; ///< Until there is a connection.
  std::unique_ptr<http_socket> socket_;
  clock::time_point opened_{};
  bool was_kept_ = false; ///< The attempt is not its first.

  std::string head_;
  std::string_view head_left_; ///< Not yet sent; the same of the body.
  std::string_view body_left_;
  http_answer answer_;

  CURLcode failure_ = CURLE_OK;
  bool no_socket_ = false;
  std::string complaint_;
};

using http_connections = std::list<http_connection>;

} // namespace fanfare
