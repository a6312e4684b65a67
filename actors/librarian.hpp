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

/// Who has checked the configuration of a listener's notifier.
enum class checked_by : std::uint8_t {
  its_notifier,
  nobody, ///< This node does not know the type: another one may have it.
};

/// What a check of a notifier's configuration found.
struct checked_config {
  checked_by whom = checked_by::nobody;
  std::vector<std::string> parts = {}; ///< That the notifier says it names.
};

/// Checks what the store cannot: the notifier's configuration.
using listener_check = std::function<result<checked_config>(const listener&)>;

/// Follows the listeners of the store, whoever changes them, and publishes an
/// index of them. A listener that is broken in the store is put in quarantine
/// there with the reason, and stays as its last good version, also for the next
/// start; the others are not concerned.
class librarian final : public actor {
public:
  librarian(alarm_clock& clock, librarian_desk& desk, store_queue& reads, store_queue& writes,
            merger_desk& merger, matcher_desk& matcher, crier_desk& crier, current_index& listeners,
            delivery_options defaults, listener_check check, surroundings& around);

  void wake() override;

private:
  struct finding {
    ready_listener_ptr ready;
    filter asked;
    checked_by whom;
  };

  void take(edits_answer& answer);
  void take_all(edits_answer& answer);
  void put(const stored_listener& one);
  void set_aside(const stored_listener& one, const error& why);
  void erase(const std::string& id);
  result<finding> examine(std::string_view id, std::string_view json) const;
  result<checked_config> check(const listener& one) const;
  void publish_in_time();
  void publish();
  void ask();
  void note(const std::string& id, quarantine_note what);
  void tell_quarantined(const std::string& id, const std::string& reason);
  void lift(const std::string& id);
  void take_noted(const result<void>& how);
  void write_notes();

  alarm_clock& clock_;
  librarian_desk& desk_;
  store_queue& reads_;
  store_queue& writes_;
  merger_desk& merger_;
  matcher_desk& matcher_;
  crier_desk& crier_;
  current_index& listeners_;
  delivery_options defaults_;
  listener_check check_;
  surroundings& around_;
};

} // namespace fanfare
