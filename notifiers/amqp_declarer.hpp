#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// What came of asking a broker for a durable topic exchange.
struct declaration {
  enum class answer {
    exists,     ///< It does, made just now or before.
    conflict,   ///< There is one of another type.
    refused,    ///< It may not be made: no permission, or a reserved name. It may be there.
    unanswered, ///< Nobody knows.
  };
  std::string exchange;
  answer how = answer::unanswered;
  std::string said; ///< By whom and what, for people, unless it exists.
};

/// Reads an answer of RabbitMQ: its management speaks HTTP, with or without the
/// transport of that name. An exchange that differs in something other than its
/// type is one all the same.
declaration declaration_from(std::string exchange, unsigned status, std::string_view said,
                             std::string_view by);

/// Makes exchanges where attaching a link does not make them.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_declarer {
public:
  using clock = std::chrono::steady_clock;

  virtual ~amqp_declarer() = default;

  /// Begins to ask. Each is answered once.
  virtual void declare(const std::string& exchange, clock::time_point now) = 0;
  /// Returns the answers that have come, or are overdue.
  virtual std::vector<declaration> take_answers(clock::time_point now) = 0;
  /// Returns when the next one is overdue; far away if none is awaited.
  virtual clock::time_point due() const = 0;
};

} // namespace fanfare
