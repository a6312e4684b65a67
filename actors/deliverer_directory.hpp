#pragma once

#include "fanfare/listener.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fanfare {

struct deliverer_desk;

/// Finds the deliverer of a listener.
class deliverer_directory {
public:
  /// @param of_type the desks of one notifier type, at least one.
  void add(std::string notifier_type, std::vector<std::shared_ptr<deliverer_desk>> of_type);

  /// Notes why this node does not deliver a type that it knows: a sentence.
  void hold(std::string notifier_type, std::string why);

  /// Returns the desk with the listener's lane; null if this node does not have
  /// the notifier type.
  deliverer_desk* find(const listener& of) const;

  /// Shows every desk to `look`, which takes a `deliverer_desk&`.
  template <class Look>
  void for_each(Look look) const {
    for (const auto& [type, desks] : desks_)
      for (const auto& each : desks)
        look(*each);
  }

  /// Says why `find` returns null for this type.
  std::string why_held(const std::string& notifier_type) const;

private:
  std::map<std::string, std::vector<std::shared_ptr<deliverer_desk>>, std::less<>> desks_;
  std::map<std::string, std::string> held_;
};

} // namespace fanfare
