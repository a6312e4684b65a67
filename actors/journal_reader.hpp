#pragma once

#include "actors/actor.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <cstdint>

namespace fanfare {

/// Reads events that are not settled, whoever wrote them, and sends them to the
/// matcher with the version that the listeners had.
///
/// After deaths of nodes in a row it reads a few events at a time, each time when those
/// before are settled, until what they left is done (caution.hpp).
///
/// Bound: the window, in events and in bytes. Credit comes back when events are settled.
class journal_reader final : public actor {
public:
  /// @param care null: none is ever needed.
  journal_reader(alarm_clock& clock, reader_desk& desk, store_queue& store, matcher_desk& matcher,
                 settler_desk& settler, surroundings& around, caution* care = nullptr);

  void wake() override;

private:
  void take(read_answer& answer);
  void take_events(read_answer& answer);
  void count_arrived(std::uint64_t more);
  void pass_on(journal_batch& batch, event_batch events);
  void read();
  void take_care(const read_answer& answer, const journal_batch& batch);
  void bury(const journal_entry& killer);
  bool all_is_quiet() const;

  alarm_clock& clock_;
  reader_desk& desk_;
  store_queue& store_;
  matcher_desk& matcher_;
  settler_desk& settler_;
  surroundings& around_;
  caution* const care_;
};

} // namespace fanfare
