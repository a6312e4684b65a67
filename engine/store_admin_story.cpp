#include "engine/store_admin.hpp"
#include "messages/quote.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace fanfare {
namespace {

/// Of one event: listeners times parts times attempts.
constexpr std::size_t most_of_one_event = 10'000;

/// Deliveries by listener and part.
using deliveries = std::map<std::pair<std::string, std::string>, delivery_story>;

delivery_story& of(deliveries& all, const std::string& listener, const std::string& part) {
  auto& one = all[{listener, part}];
  one.listener_id = listener;
  one.part = part;
  return one;
}

bool has_any_of(const deliveries& all, const std::string& listener) {
  const auto first = all.lower_bound({listener, {}});
  return first != all.end() && first->first.first == listener;
}

void add_attempts(deliveries& to, const std::vector<recent_attempt>& oldest_first, bool settled) {
  for (const auto& each : oldest_first) {
    auto& one = of(to, each.listener_id, each.part);
    one.attempts = std::max(one.attempts, each.number);
    if (each.outcome == "delivered") {
      one.state = delivery_state::delivered;
      one.reason.clear();
    } else if (one.state != delivery_state::delivered) {
      one.state = settled ? delivery_state::ended : delivery_state::open;
      one.reason = each.detail;
    }
  }
}

/// Nothing has been told yet of those that no node has taken up.
void add_matches(deliveries& to, const explained_report& what) {
  for (const auto& each : what.listeners)
    if (each.why == match_reason::matched && !has_any_of(to, each.listener_id))
      of(to, each.listener_id, {});
}

void add_waiting(deliveries& to, const std::vector<waiting_report>& some) {
  for (const auto& each : some) {
    auto& one = of(to, each.listener_id, each.part);
    one.state = delivery_state::waiting;
    one.attempts = each.attempts;
    one.due_at = each.due_at;
    one.reason = each.last_error;
  }
}

void add_dead(deliveries& to, const std::vector<dead_letter>& some) {
  for (const auto& each : some) {
    auto& one = of(to, each.listener_id, each.part);
    one.state = delivery_state::dead;
    one.attempts = each.attempts;
    one.due_at = {};
    one.reason = each.reason + (each.last_answer.empty() ? "" : ": " + each.last_answer);
    one.dead_letter_id = each.id;
  }
}

} // namespace

result<event_story> store_admin::story(std::string_view id) {
  const auto which = event_id::parse(id);
  if (!which)
    return error{errc::not_found, quoted(id) +
                                      " is no event's id: these are 34 hex digits, as publish "
                                      "returns them"};
  const auto kept = on_.events().find(*which);
  if (!kept)
    return kept.error();
  auto attempts = on_.attempts().newest({.event_id = which->text()}, most_of_one_event);
  if (!attempts)
    return attempts.error();
  std::reverse(attempts->begin(), attempts->end());
  event_story made;
  made.event_id = which->text();
  made.published_at = std::chrono::system_clock::time_point{std::chrono::milliseconds{which->ms}};
  made.settled = !*kept || (*kept)->settled;
  made.attempts = *std::move(attempts);
  if (*kept)
    made.body = (*kept)->body;
  if (auto told = tell_deliveries(*which, made); !told)
    return told.error();
  if (!made.body && made.deliveries.empty())
    return error{errc::not_found,
                 "nothing is known of event " + made.event_id +
                     ": either this store never had it, or all of it was delivered and is not "
                     "among the recent attempts any more"};
  return made;
}

/// What waits is looked for before what is dead: a delivery goes that way.
result<void> store_admin::tell_deliveries(const event_id& which, event_story& into) {
  deliveries all;
  add_attempts(all, into.attempts, into.settled);
  if (!into.attempts.empty())
    into.event_type = into.attempts.front().event_type;
  if (into.body) {
    // One that is no report matches nobody.
    if (const auto what = explain({*into.body, {}}, {})) {
      into.event_type = what->event_type;
      if (!into.settled)
        add_matches(all, *what);
    }
  }
  const auto waiting = on_.parked().of_event(which);
  if (!waiting)
    return waiting.error();
  add_waiting(all, *waiting);
  const auto dead = on_.dead().list({.event_id = which.text()}, most_of_one_event);
  if (!dead)
    return dead.error();
  add_dead(all, *dead);
  const auto listeners = on_.listeners().load();
  if (!listeners)
    return listeners.error();
  std::map<std::string_view, std::string_view> names;
  for (const auto& each : listeners->all)
    names.emplace(each.id, each.name);
  for (auto& each : all) {
    if (const auto name = names.find(each.second.listener_id); name != names.end())
      each.second.listener_name = name->second;
    into.deliveries.push_back(std::move(each.second));
  }
  return {};
}

result<std::vector<recent_attempt>> store_admin::recent_attempts(std::size_t limit,
                                                                 const attempt_filter& which) {
  return on_.attempts().newest(which, limit);
}

result<std::vector<recent_attempt>> store_admin::attempts_since(std::string_view after,
                                                                std::size_t limit,
                                                                const attempt_filter& which) {
  return on_.attempts().since(after, which, limit);
}

result<std::string> store_admin::last_attempt() { return on_.attempts().last(); }

} // namespace fanfare
