#include "actors/deliverer_directory.hpp"

#include <utility>

namespace fanfare {

void deliverer_directory::add(std::string notifier_type,
                              std::vector<std::shared_ptr<deliverer_desk>> of_type) {
  desks_.emplace(std::move(notifier_type), std::move(of_type));
}

void deliverer_directory::hold(std::string notifier_type, std::string why) {
  held_.emplace(std::move(notifier_type), std::move(why));
}

std::string deliverer_directory::why_held(const std::string& notifier_type) const {
  const auto known = held_.find(notifier_type);
  return known == held_.end() ? "this node has no such notifier" : known->second;
}

deliverer_desk* deliverer_directory::find(const listener& of) const {
  auto found = desks_.find(of.notifier_type);
  if (found == desks_.end())
    return nullptr;
  const auto& desks = found->second;
  return desks[std::hash<std::string>{}(of.id) % desks.size()].get();
}

} // namespace fanfare
