#include "engine/diagnosis.hpp"

#include "messages/duration_text.hpp"
#include "messages/quote.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace fanfare {
namespace {

using std::chrono::milliseconds;

/// A clock that shows an earlier year was never set, a later one was set wrong.
constexpr int earliest_year = 2024;
constexpr int latest_year = 2099;
/// Nodes say that they live every 5 s, and count as dead after 15 s.
constexpr std::chrono::seconds late_heartbeat{10};

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string{number == 1 ? one : many};
}

int year_now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm broken_down{};
  gmtime_r(&now, &broken_down);
  return broken_down.tm_year + 1900;
}

bool opens_everything(std::string_view network) { return network.ends_with("/0"); }

} // namespace

std::vector<finding> diagnosis::all() {
  found_ = of_.diagnose();
  look_at_clock();
  look_at_nodes();
  look_at_deliveries();
  look_at_listeners();
  look_at_networks();
  return std::move(found_);
}

void diagnosis::add(severity how, std::string subject, std::string what, std::string advice) {
  found_.push_back({how, std::move(subject), std::move(what), std::move(advice)});
}

void diagnosis::look_at_clock() {
  const auto year = year_now();
  if (year < earliest_year || year > latest_year)
    return add(severity::problem, "clock",
               "this machine's clock shows the year " + std::to_string(year),
               "set it, best with NTP: ids and due times of deliveries follow it");
  add(severity::ok, "clock", "this machine's clock shows the year " + std::to_string(year));
}

void diagnosis::look_at_nodes() {
  const auto nodes = of_.live_nodes();
  if (!nodes)
    return add(severity::problem, "nodes", nodes.error().detail, "see what is said of the store");
  if (nodes->empty())
    return add(severity::warning, "nodes", "no node is alive, so nothing is delivered",
               "start one with `fanfare serve`");
  for (const auto& node : *nodes) {
    const auto told =
        quoted(node.name) + " said " + to_text(node.heartbeat_age) + " ago that it lives";
    if (node.heartbeat_age < milliseconds{0})
      add(severity::warning, "node",
          quoted(node.name) + " will have lived in the future: clocks "
                              "differ",
          "set the clocks of all machines, best with NTP");
    else if (node.heartbeat_age > late_heartbeat)
      add(severity::warning, "node", told, "look whether it hangs: its /readyz says what is wrong");
    else
      add(severity::ok, "node", told);
  }
}

void diagnosis::look_at_deliveries() {
  const auto unsettled = of_.events().unsettled();
  const auto parked = of_.parked().parked();
  const auto dead = of_.dead().count();
  if (!unsettled || !parked || !dead) {
    const auto& failed = !unsettled ? unsettled : !parked ? parked : dead;
    return add(severity::problem, "deliveries", failed.error().detail,
               "see what is said of the store");
  }
  add(severity::ok, "journal", counted(*unsettled, "event is", "events are") + " not settled");
  add(severity::ok, "retries",
      counted(*parked, "delivery waits", "deliveries wait") + " for the next attempt");
  if (*dead > 0)
    add(severity::warning, "dead letters",
        counted(*dead, "delivery was", "deliveries were") + " given up on",
        "see why with `fanfare dead list`");
  else
    add(severity::ok, "dead letters", "there are none");
}

void diagnosis::look_at_listeners() {
  const auto broken = of_.broken().all();
  if (!broken)
    return add(severity::problem, "listeners", broken.error().detail,
               "see what is said of the store");
  for (const auto& each : *broken)
    add(severity::warning, "listener",
        quoted(each.id) + " is broken and " +
            (each.last_good.empty() ? "does nothing: " : "its last good version goes on: ") +
            each.reason,
        "put it right with `fanfare event listener update`, or delete it");
  if (broken->empty())
    add(severity::ok, "listeners", "none is in quarantine");
}

void diagnosis::look_at_networks() {
  const auto& open = how_.allow_networks;
  const auto all = std::find_if(open.begin(), open.end(), opens_everything);
  if (all != open.end())
    return add(severity::warning, "networks",
               "[security] allow_networks has " + quoted(*all) +
                   ": whoever makes a listener reaches every address from here",
               "name the networks of your receivers only");
  const bool metadata = std::any_of(open.begin(), open.end(), [](const std::string& each) {
    return each.starts_with("169.254.") || each.starts_with("fe80:");
  });
  if (metadata)
    return add(severity::warning, "networks",
               "[security] allow_networks opens link-local addresses, where clouds hand out "
               "credentials",
               "name the networks of your receivers only");
  add(severity::ok, "networks",
      open.empty()
          ? "only receivers at public addresses are reached"
          : counted(open.size(), "network is", "networks are") + " open beside the public");
}

} // namespace fanfare
