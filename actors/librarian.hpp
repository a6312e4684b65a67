#pragma once

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <functional>
#include <string>
#include <vector>

namespace fanfare {

/// Checks what the store cannot, the notifier's configuration, and returns the
/// parts that it names. An unknown notifier type is no failure, and names none:
/// another node may have it.
using listener_check = std::function<result<std::vector<std::string>>(const listener&)>;

/// Follows the listeners of the store, whoever changes them, and publishes an
/// index of them. A listener that is broken in the store is reported and stays
/// as its last good version; the others are not concerned.
class librarian final : public actor {
public:
  librarian(alarm_clock& clock, librarian_desk& desk, store_queue& store, matcher_desk& matcher,
            current_index& listeners, delivery_options defaults, listener_check check,
            surroundings& around);

  void wake() override;

private:
  void take(edits_answer& answer);
  void put(const stored_listener& one);
  void erase(const std::string& id);
  result<ready_listener_ptr> make_ready(const stored_listener& one) const;
  result<std::vector<std::string>> check(const listener& one) const;
  void publish(std::uint64_t version);
  void ask();

  alarm_clock& clock_;
  librarian_desk& desk_;
  store_queue& store_;
  matcher_desk& matcher_;
  current_index& listeners_;
  delivery_options defaults_;
  listener_check check_;
  surroundings& around_;
};

} // namespace fanfare
