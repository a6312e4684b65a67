#include "engine/diagnosis.hpp"

#include "messages/duration_text.hpp"
#include "messages/quote.hpp"
#include "notifiers/amqp_greeting.hpp"
#include "notifiers/smtp_greeting.hpp"

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
constexpr std::chrono::seconds mail_patience{10};

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
  look_at_mail();
  look_at_broker();
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
  if (!listeners_)
    return add(severity::problem, "listeners", listeners_.error().detail,
               "see what is said of the store");
  std::size_t broken = 0;
  for (const auto& each : *listeners_) {
    for (const auto& warning : each.warnings)
      add(severity::warning, "listener", quoted(each.id) + ": " + warning,
          "see `fanfare event listener show --listener-id " + each.id + "`");
    if (each.problem.empty())
      continue;
    ++broken;
    const bool goes_on = each.version == listener_finding::in_use::last_good;
    add(severity::warning, "listener",
        quoted(each.id) + " is broken and " +
            (goes_on ? "its last good version goes on: " : "does nothing: ") + each.problem,
        "put it right with `fanfare event listener update`, or delete it");
  }
  if (broken == 0)
    add(severity::ok, "listeners",
        listeners_->empty() ? "there are none yet"
                            : counted(listeners_->size(), "is valid", "are valid"));
}

void diagnosis::look_at_mail() {
  if (!how_.email.enabled)
    return add(severity::ok, "mail", "[email] enabled is false: mails are held, none is sent");
  const auto server = smtp_server::with(how_.email);
  if (!server)
    return add(severity::problem, "mail", server.error().detail, "put [email] right");
  if (auto fault = greeting_fault(*server, mail_patience))
    return add(severity::problem, "mail", server->shown + ": " + *fault,
               "see whether the mail server runs, and [email] host, port, tls and username");
  if (how_.email.tls == smtp_security::none && !how_.email.username.empty())
    return add(severity::warning, "mail",
               server->shown + " answers, but the password goes there unencrypted",
               R"(set [email] tls to "starttls" or "tls")");
  add(severity::ok, "mail", server->shown + " answers and would take mails");
}

void diagnosis::look_at_broker() {
  const auto broker = amqp_broker::with(how_.messaging);
  if (!broker)
    return add(severity::problem, "broker", broker.error().detail, "put [messaging] right");
  if (broker->addresses.empty())
    return add(severity::ok, "broker",
               "[messaging] url is empty: what is due to amqp listeners is held");
  std::string fine;
  std::string faults;
  for (const auto& each : greet(*broker)) {
    auto& said = each.is_fine ? fine : faults;
    said += (said.empty() ? "" : "; ") + each.said;
  }
  const auto* const remedy =
      "see whether the broker runs, and [messaging] url, username, tls and sasl";
  if (fine.empty())
    return add(severity::problem, "broker", faults, remedy);
  if (!faults.empty())
    return add(severity::warning, "broker", faults + "; but " + fine, remedy);
  const auto is_readable = [](const amqp_address& at) {
    return at.login == amqp_login::plain && !at.uses_tls;
  };
  if (std::any_of(broker->addresses.begin(), broker->addresses.end(), is_readable))
    return add(severity::warning, "broker", fine + "; the password can be read on the way to it",
               "write amqps:// in [messaging] url, if the broker speaks TLS");
  add(severity::ok, "broker", fine + ", and lets us in");
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
