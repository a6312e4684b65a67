#pragma once

#include <proton/message.hpp>
#include <proton/sender.hpp>

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::test {

/// Whether a topic exchange passes a routing key on to who is bound with a pattern.
bool topic_matches(std::string_view pattern, std::string_view key);

/// The queues of a staged broker, each read by one consumer at most.
/// Thread safety: none; it belongs to the container's thread.
class staged_queues {
public:
  void bind(const std::string& queue, const std::string& exchange, const std::string& pattern);
  /// Its messages go there from now on, as far as there is credit.
  void read(const std::string& queue, const proton::sender& by);
  void may_send(const proton::sender& to);
  /// The consumer is gone, and its queue with it.
  void left(const proton::connection& whose);
  /// Forgets who is bound to it.
  void exchange_dropped(const std::string& name);

  /// Puts a message into the queues that are bound for it, and returns how many those are.
  std::size_t route(const std::string& exchange, const std::string& key,
                    const proton::message& what);

private:
  struct binding {
    std::string queue;
    std::string exchange;
    std::string pattern;
  };
  struct queue_state {
    std::deque<proton::message> waiting;
    proton::sender reader;
  };

  static bool is_read(const queue_state& which) { return !(which.reader == proton::sender{}); }
  void pump(queue_state& which);
  template <class Condition>
  void unbind(Condition those);

  std::vector<binding> bindings_;
  std::map<std::string, queue_state> queues_;
};

} // namespace fanfare::test
