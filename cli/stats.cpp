#include "cli/stats.hpp"

#include "fanfare/admin.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/document.hpp"
#include "cli/exit_code.hpp"
#include "cli/store_access.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string sentence(const live_node& node) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(node.heartbeat_age);
  return node.name + " (" + joined(node.notifier_types) + "; heartbeat " +
         std::to_string(seconds.count()) + " s ago)";
}

ordered_json document_of(const store_counts& counts) {
  return {{"listeners", counts.listeners},
          {"unsettled", counts.unsettled},
          {"referenced", counts.referenced},
          {"parked", counts.parked},
          {"dead_letters", counts.dead_letters}};
}

void show_as_json(const store_counts& counts, const std::vector<live_node>& nodes, console& to) {
  auto shown = document_of(counts);
  shown["nodes"] = ordered_json::array();
  for (const auto& node : nodes)
    shown["nodes"].push_back({{"name", node.name},
                              {"notifier_types", node.notifier_types},
                              {"heartbeat_age_ms", node.heartbeat_age.count()}});
  to.out << shown.dump(2) << '\n';
}

void show(const store_counts& counts, const std::vector<live_node>& nodes, console& to) {
  nlohmann::json shown = document_of(counts);
  shown["nodes"] = nlohmann::json::array();
  for (const auto& node : nodes)
    shown["nodes"].push_back(sentence(node));
  if (nodes.empty())
    shown["nodes"] = "none is alive";
  to.out << layout_of(shown, to.width);
}

int stats(const arguments& said, console& to) {
  const auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  const auto counts = (*store)->counts();
  if (!counts)
    return fail(to, counts.error());
  const auto nodes = (*store)->nodes();
  if (!nodes)
    return fail(to, nodes.error());
  if (said.has("--json"))
    show_as_json(*counts, *nodes, to);
  else
    show(*counts, *nodes, to);
  return exit_ok;
}

} // namespace

command stats_command() {
  return {.name = "stats",
          .description = "print what the store holds and which nodes are alive",
          .flags = {{"--json", "print JSON, for programs", takes::nothing}},
          .run = stats};
}

} // namespace fanfare
