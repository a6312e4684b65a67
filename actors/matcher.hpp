#pragma once

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/deliverer_directory.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fanfare {

/// Turns events into deliveries, one for each enabled listener that matches, or
/// for each of its parts, and tells the settler beforehand how many those are.
/// What this node does not deliver is held: parked, no attempt used up, for a
/// node that does. The log says so once for each type.
///
/// Bound: the credit for deliveries. Without credit it stops, in the middle of
/// an event if need be, until the settler gives some back. An event that very many
/// listeners match goes on in chunks.
class matcher final : public actor {
public:
  matcher(alarm_clock& clock, matcher_desk& desk, reader_desk& reader, librarian_desk& librarian,
          const current_index& listeners, const deliverer_directory& deliverers,
          settler_desk& settler, cataloguer_desk& cataloguer, surroundings& around);

  void wake() override;

private:
  void note_late_listeners();
  bool listeners_are_current(const event_batch& batch);
  bool match_batch(event_batch& batch);
  bool match_or_bury(const event_ptr& what);
  void match_event(const event_ptr& what);
  void meet(const std::string& type);
  bool send_deliveries(const event_ptr& what);
  bool send_parts(const event_ptr& what, const ready_listener_ptr& to);
  std::shared_ptr<const std::string> order_key_for(const std::string& ordering, const event& what);
  void pass_on_order(event_batch& batch);
  void hold(delivery what);
  void drop(const event_batch& batch);
  void flush();

  alarm_clock& clock_;
  matcher_desk& desk_;
  reader_desk& reader_;
  librarian_desk& librarian_;
  const current_index& listeners_;
  const deliverer_directory& deliverers_;
  settler_desk& settler_;
  cataloguer_desk& cataloguer_;
  surroundings& around_;
  index_ptr index_;
  std::size_t sent_ = 0; ///< Deliveries in this turn.
};

} // namespace fanfare
