#pragma once

#include "fanfare/result.hpp"

#include "storage/redis_answer.hpp"
#include "storage/redis_command.hpp"
#include "storage/redis_url.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

struct redisContext;
struct timeval;

namespace fanfare {

/// How long a connection waits. A caller waits at most as long as one of these
/// for each exchange: while Redis is known to be away, nobody waits at all.
struct redis_patience {
  std::chrono::milliseconds answer{1'500}; ///< For an answer, and to connect.
  std::chrono::milliseconds probe{500};    ///< The same, when the last try failed.
  /// Pauses between tries: the first, doubling up to the last. What is asked
  /// meanwhile fails at once with the reason of the last try.
  std::chrono::milliseconds first_pause{250};
  std::chrono::milliseconds last_pause{500};
};

/// One connection to one Redis. It opens itself when it is needed and again
/// after every failure, as a new one: hiredis neither recovers nor keeps its timeouts.
/// Thread safety: all members may be called from any thread; one is served at a time.
class redis_connection {
public:
  explicit redis_connection(redis_address to, redis_patience how = {});
  ~redis_connection();
  redis_connection(const redis_connection&) = delete;
  redis_connection& operator=(const redis_connection&) = delete;

  /// Sends all commands in one go and returns an answer for each, in their
  /// order; a refusal is an answer here. A script that Redis does not know is
  /// sent along and run again by itself.
  /// Fails with `errc::store_unreachable`; then nobody knows which of them were
  /// carried out.
  result<std::vector<redis_answer>> exchange(std::vector<redis_command> commands);

  /// Sends one command; a refusal is a failure, see `refusal`.
  result<redis_answer> ask(redis_command command);

  /// As `ask`, when nobody is left who would mind if it is not carried out:
  /// does nothing unless the connection stands.
  void tell(redis_command command);

  /// Returns the first refusal among answers as a failure, naming what is wrong
  /// and the way out.
  /// @pre `commands` are what was asked, in this order.
  std::optional<error> refusal(const std::vector<redis_answer>& answers,
                               const std::vector<std::string_view>& names);
  error refusal(redis_part answer, std::string_view name);

  /// Builds an `errc::store_unreachable` about this Redis.
  error failure(std::string_view why) const;

  const redis_address& address() const { return to_; }

private:
  struct closer {
    void operator()(redisContext* open) const;
  };

  result<void> open();
  result<void> connect(std::chrono::milliseconds patience);
  result<void> introduce();
  bool is_stale() const;
  std::string wrong_key(std::string_view said);
  error lost();
  result<std::vector<redis_answer>> carry_out(std::vector<redis_command> commands);
  result<std::vector<redis_answer>> send(const std::vector<redis_command>& commands);

  const redis_address to_;
  const redis_patience how_;

  std::mutex mutex_; // guards what follows
  std::unique_ptr<redisContext, closer> native_;
  std::optional<error> last_failure_;
  std::chrono::steady_clock::time_point not_before_{};
  std::chrono::milliseconds pause_{0};
};

} // namespace fanfare
