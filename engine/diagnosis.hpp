#pragma once

#include "fanfare/options.hpp"
#include "fanfare/upkeep.hpp"

#include "storage/store.hpp"

#include <vector>

namespace fanfare {

/// Looks for what keeps a store's events from their receivers, beside what the
/// store finds out about itself.
class diagnosis {
public:
  diagnosis(store& of, const options& how) : of_{of}, how_{how} {}

  std::vector<finding> all();

private:
  void look_at_clock();
  void look_at_nodes();
  void look_at_deliveries();
  void look_at_listeners();
  void look_at_networks();
  void add(severity how, std::string subject, std::string what, std::string advice = {});

  store& of_;
  const options& how_;
  std::vector<finding> found_;
};

} // namespace fanfare
