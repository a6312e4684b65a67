#pragma once

#include "fanfare/listener_state.hpp"
#include "fanfare/options.hpp"
#include "fanfare/upkeep.hpp"

#include "storage/store.hpp"

#include <utility>
#include <vector>

namespace fanfare {

/// Looks for what keeps a store's events from their receivers, beside what the
/// store finds out about itself. Asks the mail server and the broker, if there are any.
class diagnosis {
public:
  /// @param listeners what a check of them found; both others outlive this object.
  diagnosis(store& of, const options& how, result<std::vector<listener_finding>> listeners)
      : of_{of}, how_{how}, listeners_{std::move(listeners)} {}

  std::vector<finding> all();

private:
  void look_at_clock();
  void look_at_nodes();
  void look_at_deliveries();
  void look_at_listeners();
  void look_at_mail();
  void look_at_broker();
  void look_at_networks();
  void add(severity how, std::string subject, std::string what, std::string advice = {});

  store& of_;
  const options& how_;
  const result<std::vector<listener_finding>> listeners_;
  std::vector<finding> found_;
};

} // namespace fanfare
