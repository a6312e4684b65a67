#pragma once

#include "actors/actor.hpp"
#include "actors/interfaces.hpp"
#include "actors/journal_backlog.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <functional>
#include <map>
#include <string>

namespace fanfare {

/// Says every 3 s in the store that this node lives, and after a failure again
/// after 1 s. It does so by way of the storage thread: a node whose storage
/// hangs does not live. By way of the other storage thread, where no publisher
/// waits, it asks as often how much the journal holds, and every 30 s what may
/// lose events. As often it asks the notifiers what keeps them from delivering.
class herald final : public actor {
public:
  /// Returns what keeps notifiers from delivering, by their type; must not block.
  using ask_notifiers = std::function<std::map<std::string, std::string>()>;

  herald(alarm_clock& clock, herald_desk& desk, store_queue& writer, store_queue& reader,
         journal_backlog& journal, ask_notifiers problems, surroundings& around);

  void wake() override;

private:
  void take_heard(const result<void>& answer);
  void take_condition(const condition_answer& answer);
  void warn_of(const std::vector<finding>& dangers);
  void speak();
  void ask();
  void look_at_notifiers();

  alarm_clock& clock_;
  herald_desk& desk_;
  store_queue& writer_;
  store_queue& reader_;
  journal_backlog& journal_;
  ask_notifiers problems_;
  surroundings& around_;
};

} // namespace fanfare
