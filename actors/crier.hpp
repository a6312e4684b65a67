#pragma once

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/ingest_gate.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"

#include <string>

namespace fanfare {

/// Publishes what the engine has to say of listeners as events of its own, the
/// way that producers' events go. What nobody listens to is not published. Of
/// dead letters it tells at most once a second for each listener, with how many.
///
/// Bound: `most_waiting` reports; beyond them the oldest is dropped, which is a warning.
class crier final : public actor {
public:
  static constexpr std::size_t most_waiting = 10'000;

  crier(alarm_clock& clock, crier_desk& desk, const current_index& listeners, ingest_gate& gate,
        ingestor_desk& ingestor, surroundings& around);

  void wake() override;

private:
  void take_answers();
  void take(const listener_event& what);
  void tell_deaths();
  void add(const listener_event& what);
  bool has_listeners(std::string_view type, const std::string& report) const;
  void publish();

  alarm_clock& clock_;
  crier_desk& desk_;
  const current_index& listeners_;
  ingest_gate& gate_;
  ingestor_desk& ingestor_;
  surroundings& around_;
};

} // namespace fanfare
