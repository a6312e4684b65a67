#pragma once

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/matcher.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <string>
#include <vector>

namespace fanfare {

/// Claims parked deliveries when they are due and sends them through the lanes
/// of their listeners, as many for each as it has places in its window, and none
/// for those that take none at the moment (`gate_note`).
///
/// Bound: as many claims for each listener as its `concurrency`, or up to 256 where they
/// end soon; 16,384 in all, and the bytes of the desk. What was leased counts for its
/// listener, but not in all.
class retrier final : public actor {
public:
  /// @param care null: none is ever needed.
  retrier(alarm_clock& clock, retrier_desk& desk, store_queue& store,
          const current_index& listeners, const deliverer_directory& deliverers,
          settler_desk& settler, std::vector<std::string> notifier_types, surroundings& around,
          caution* care = nullptr);

  void wake() override;

private:
  void take_freed(const freed_claims& freed);
  void take_gate(const gate_note& note);
  void take_due(const due_answer& answer);
  void take_claimed(claim_answer& answer);
  void count_order(order_count& question);
  enum class claim_fate : std::uint8_t { attempted, buried };
  void send(claimed_delivery& one, claim_fate fate);
  void ask();
  void ask_by(std::chrono::milliseconds from_now);
  void ask_at(std::chrono::steady_clock::time_point when);
  void claim(std::vector<claim_request> wanted);

  // -- how much is claimed, and for whom (retrier_wanted.cpp)
  struct lane_room {
    std::size_t places = 0; ///< In its window.
    std::size_t ahead = 0;  ///< Beyond it, while claims end soon.
  };
  std::size_t room() const;
  std::size_t window_of(const ready_listener& of);
  bool takes_more(const ready_listener& of) const;
  lane_room room_of(const ready_listener& of);
  std::vector<claim_request> wanted_of(const std::vector<due_lane>& lanes);
  void note_next_in_order(const std::string& listener);
  void note_full_lanes(const claim_answer& answer);
  void keep_full(const std::vector<due_lane>& due);
  std::vector<due_lane> full_lanes() const;

  // -- after deaths of nodes in a row (retrier_care.cpp)
  bool is_careful() const;
  void claim_with_care(std::vector<claim_request> wanted);
  bool has_cared_enough(bool is_quiet);
  bool takes_with_care(const claim_answer& answer);

  alarm_clock& clock_;
  retrier_desk& desk_;
  store_queue& store_;
  const current_index& listeners_;
  const deliverer_directory& deliverers_;
  settler_desk& settler_;
  std::vector<std::string> types_;
  surroundings& around_;
  caution* const care_;
};

} // namespace fanfare
