#include "cli/listener_view.hpp"

#include <string>
#include <unordered_map>

namespace fanfare {

namespace {

/// What is known of listeners beside themselves, by id.
struct known_of_listeners {
  std::unordered_map<std::string, listener_state> states;
  std::unordered_map<std::string, listener_finding> findings;

  static result<known_of_listeners> of(admin& store) {
    auto states = store.states();
    if (!states)
      return states.error();
    auto findings = store.check_listeners();
    if (!findings)
      return findings.error();
    known_of_listeners known;
    for (auto& each : *states)
      known.states.emplace(each.listener_id, std::move(each));
    for (auto& each : *findings)
      known.findings.emplace(each.id, std::move(each));
    return known;
  }

  listener_view view(listener what) const {
    const auto state = states.find(what.id);
    const auto found = findings.find(what.id);
    return {std::move(what), state == states.end() ? listener_state{} : state->second,
            found == findings.end() ? listener_finding{} : found->second};
  }
};

} // namespace

result<std::vector<listener_view>> views_of_all(admin& store) {
  auto all = store.listeners();
  if (!all)
    return all.error();
  const auto known = known_of_listeners::of(store);
  if (!known)
    return known.error();
  std::vector<listener_view> views;
  for (auto& each : *all)
    views.push_back(known->view(std::move(each)));
  return views;
}

result<listener_view> view_of(admin& store, std::string_view id_or_name) {
  auto found = store.find(id_or_name);
  if (!found)
    return found.error();
  const auto known = known_of_listeners::of(store);
  if (!known)
    return known.error();
  return known->view(*std::move(found));
}

std::string_view name_of(listener_finding::in_use version) {
  switch (version) {
  case listener_finding::in_use::as_it_is:
    return "as_it_is";
  case listener_finding::in_use::last_good:
    return "last_good";
  case listener_finding::in_use::nothing:
    return "none";
  }
  return "none";
}

} // namespace fanfare
