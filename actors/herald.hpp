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
/// lose events. Every second it asks the notifiers what keeps them from delivering.
class herald final : public actor {
public:
  /// Tells which notifiers deliver nothing at the moment, by type, and why.
  using outage_report = std::function<std::map<std::string, std::string>()>;

  herald(alarm_clock& clock, herald_desk& desk, store_queue& writer, store_queue& reader,
         journal_backlog& journal, outage_report outages, surroundings& around);

  void wake() override;

private:
  void take_heard(const result<void>& answer);
  void take_condition(const condition_answer& answer);
  void warn_of(const std::vector<finding>& dangers);
  void watch_notifiers();
  void speak();
  void ask();

  alarm_clock& clock_;
  herald_desk& desk_;
  store_queue& writer_;
  store_queue& reader_;
  journal_backlog& journal_;
  outage_report outages_;
  surroundings& around_;
};

} // namespace fanfare
