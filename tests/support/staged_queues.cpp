#include "tests/support/staged_queues.hpp"

#include <proton/connection.hpp>
#include <proton/work_queue.hpp>

#include <algorithm>
#include <set>

namespace fanfare::test {

namespace {

std::string_view first_word(std::string_view text) { return text.substr(0, text.find('.')); }

/// Returns what follows the first word. @pre there is more than one
std::string_view other_words(std::string_view text) { return text.substr(text.find('.') + 1); }

bool is_one_word(std::string_view text) { return text.find('.') == std::string_view::npos; }

} // namespace

bool topic_matches(std::string_view pattern, std::string_view key) {
  const auto wanted = first_word(pattern);
  if (wanted == "#")
    return is_one_word(pattern) || topic_matches(other_words(pattern), key) ||
           (!is_one_word(key) && topic_matches(pattern, other_words(key)));
  if (wanted != "*" && wanted != first_word(key))
    return false;
  if (is_one_word(pattern) || is_one_word(key))
    return is_one_word(key) && (is_one_word(pattern) || other_words(pattern) == "#");
  return topic_matches(other_words(pattern), other_words(key));
}

template <class Condition>
void staged_queues::unbind(Condition those) {
  bindings_.erase(std::remove_if(bindings_.begin(), bindings_.end(), those), bindings_.end());
}

void staged_queues::bind(const std::string& queue, const std::string& exchange,
                         const std::string& pattern) {
  bindings_.push_back({queue, exchange, pattern});
  queues_[queue];
}

void staged_queues::read(const std::string& queue, const proton::sender& by) {
  queues_[queue].reader = by;
}

void staged_queues::may_send(const proton::sender& to) {
  for (auto& [name, each] : queues_)
    if (each.reader == to)
      pump(each);
}

void staged_queues::left(const proton::connection& whose) {
  for (auto one = queues_.begin(); one != queues_.end();) {
    const auto& [name, state] = *one;
    if (!is_read(state) || state.reader.connection() != whose) {
      ++one;
      continue;
    }
    unbind([&queue = name](const binding& each) { return each.queue == queue; });
    one = queues_.erase(one);
  }
}

void staged_queues::exchange_dropped(const std::string& name) {
  unbind([&name](const binding& each) { return each.exchange == name; });
}

std::size_t staged_queues::route(const std::string& exchange, const std::string& key,
                                 const proton::message& what) {
  std::set<std::string> to;
  for (const auto& each : bindings_)
    if (each.exchange == exchange && topic_matches(each.pattern, key))
      to.insert(each.queue);
  for (const auto& name : to) {
    auto& queue = queues_.at(name);
    queue.waiting.push_back(what);
    // It is another connection, which must be woken to send.
    if (is_read(queue))
      queue.reader.work_queue().add([this, reader = queue.reader] { may_send(reader); });
  }
  return to.size();
}

void staged_queues::pump(queue_state& which) {
  for (; !which.waiting.empty() && which.reader.credit() > 0; which.waiting.pop_front())
    which.reader.send(which.waiting.front());
}

} // namespace fanfare::test
