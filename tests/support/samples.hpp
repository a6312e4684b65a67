#pragma once

#include "actors/inbox.hpp"
#include "actors/lanes.hpp"
#include "matching/listener_index.hpp"

#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

/// Returns the id of the `n`th event of a test.
inline event_id id_of(std::uint64_t n) { return {n, 0, 0, 7}; }

/// Returns the time of day in a test that does not care: shortly after its events.
inline std::chrono::system_clock::time_point today() {
  return std::chrono::system_clock::time_point{std::chrono::minutes{1}};
}

/// Returns a valid report, `padding` bytes longer than the shortest of its type.
inline std::string a_report(const std::string& type = "repo.sync.start", std::size_t padding = 0) {
  return R"({"event_type":")" + type + R"("})" + std::string(padding, ' ');
}

inline event_ptr an_event(std::uint64_t n, const std::string& type = "repo.sync.start") {
  return std::make_shared<const event>(event{id_of(n), type, a_report(type)});
}

inline delivery_options pace_of(std::uint32_t concurrency) {
  delivery_options pace;
  pace.concurrency = concurrency;
  return pace;
}

/// Returns a listener to everything, ready for use.
inline ready_listener_ptr a_listener(const std::string& id, delivery_options pace = {},
                                     const std::string& notifier_type = "http",
                                     bool enabled = true) {
  listener one;
  one.id = id;
  one.notifier_type = notifier_type;
  one.enabled = enabled;
  one.event_types = {"*"};
  auto ready = std::make_shared<ready_listener>();
  ready->what = std::make_shared<const listener>(std::move(one));
  ready->pace = pace;
  return ready;
}

/// Returns a listener to everything with an addressee for each of `parts`.
inline ready_listener_ptr a_listener_with_parts(const std::string& id,
                                                std::vector<std::string> parts,
                                                const std::string& notifier_type = "http") {
  auto ready = std::make_shared<ready_listener>(*a_listener(id, {}, notifier_type));
  ready->parts = std::move(parts);
  return ready;
}

/// Returns `count` listeners to everything: l0, l1, …
inline std::vector<ready_listener_ptr> listeners(std::size_t count, delivery_options pace = {}) {
  std::vector<ready_listener_ptr> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(a_listener("l" + std::to_string(i), pace));
  return all;
}

inline index_ptr an_index(std::uint64_t version, std::vector<ready_listener_ptr> all) {
  return std::make_shared<const listener_index>(version, std::move(all));
}

inline delivery a_delivery(std::uint64_t event, ready_listener_ptr to,
                           delivery_origin from = delivery_origin::journal,
                           std::uint32_t attempts = 0) {
  return {an_event(event), std::move(to), {}, attempts, from};
}

/// Takes everything out of an inbox at which no actor works.
template <class T>
std::vector<T> take_all(inbox<T>& from) {
  std::vector<T> all;
  while (auto* next = from.front()) {
    all.push_back(std::move(*next));
    from.pop();
  }
  return all;
}

/// As `take_all`, for an inbox of batches.
template <class T>
std::vector<T> take_items(inbox<std::vector<T>>& from) {
  std::vector<T> items;
  for (auto& batch : take_all(from))
    items.insert(items.end(), std::make_move_iterator(batch.begin()),
                 std::make_move_iterator(batch.end()));
  return items;
}

} // namespace fanfare::test
