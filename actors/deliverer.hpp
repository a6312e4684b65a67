#pragma once

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace fanfare {

/// Sends what its lanes hold through one notifier, as far as each lane's window
/// goes, and passes on how it ended.
///
/// Bound: a lane has at most `concurrency` attempts under way; its queues are
/// bounded by the credit of the matcher and the claims of the retrier.
class deliverer final : public actor {
public:
  /// @param desk is shared with the notifier's answers, which may come late.
  deliverer(alarm_clock& clock, std::shared_ptr<deliverer_desk> desk, std::shared_ptr<notifier> out,
            const current_index& listeners, settler_desk& settler, surroundings& around);

  void wake() override;

private:
  void take_outcomes();
  void take_work();
  void send();
  void fill_window(lane& from, std::vector<attempt>& batch);
  void hand_over(std::vector<attempt> batch);
  void refresh(lane& which);
  void withdraw();
  void end(delivery what, ending how, std::string detail = {});
  void report();
  void measure(const delivery& what, verdict how);

  alarm_clock& clock_;
  std::shared_ptr<deliverer_desk> desk_;
  std::shared_ptr<notifier> out_;
  const current_index& listeners_;
  settler_desk& settler_;
  surroundings& around_;
  on_done done_;
  alarm_clock::time_point now_; ///< When this turn began.
  std::optional<std::chrono::milliseconds>
      today_; ///< The same in Unix time, once it was asked for.
  index_ptr index_;
};

} // namespace fanfare
