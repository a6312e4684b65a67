#include "notifiers/amqp_exchanges.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

/// Exchanges are forgotten that nobody sent to for so long.
constexpr auto longest_disuse = 10min;
/// Brokers grant so many sessions at least.
constexpr std::size_t most_exchanges = 1'000;

} // namespace

void amqp_exchanges::add(const std::string& exchange, amqp_job work, clock::time_point now) {
  if (auto* const to = called(exchange))
    return to->add(std::move(work), now);
  at_.answers.give(work, verdict::unsent,
                   "not sent: " + std::to_string(known_.size()) + " exchanges are in use");
}

amqp_exchange* amqp_exchanges::called(const std::string& name) {
  if (const auto found = known_.find(name); found != known_.end())
    return found->second.get();
  // One session is for the management.
  const auto granted = std::max<std::size_t>(at_.connection.max_sessions(), 2) - 1;
  const auto most = std::min(most_exchanges, granted);
  if (known_.size() >= most)
    forget_unused();
  if (known_.size() >= most)
    return nullptr;
  return known_.emplace(name, std::make_unique<amqp_exchange>(name, at_)).first->second.get();
}

/// Forgets the one that was longest not used, if any is idle.
void amqp_exchanges::forget_unused() {
  auto oldest = known_.end();
  for (auto one = known_.begin(); one != known_.end(); ++one)
    if (one->second->is_idle() &&
        (oldest == known_.end() || one->second->used() < oldest->second->used()))
      oldest = one;
  if (oldest != known_.end())
    known_.erase(oldest);
}

void amqp_exchanges::take_declarations(clock::time_point now) {
  if (at_.declarer == nullptr)
    return;
  for (const auto& each : at_.declarer->take_answers(now))
    if (const auto found = known_.find(each.exchange); found != known_.end())
      found->second->declared(each, now);
}

void amqp_exchanges::use_room(clock::time_point now) {
  for (auto left = at_.load.waiting(); left > 0; --left)
    if (auto* const next = at_.load.call_next())
      next->may_send(now);
  at_.load.end_turn();
}

void amqp_exchanges::look(clock::time_point now) {
  for (auto one = known_.begin(); one != known_.end();) {
    auto& exchange = *one->second;
    exchange.expire(now);
    const bool unused = exchange.is_idle() && now - exchange.used() > longest_disuse;
    one = unused ? known_.erase(one) : std::next(one);
  }
  tell_credit(now);
}

void amqp_exchanges::tell_credit(clock::time_point now) {
  std::set<std::string> without;
  for (const auto& [name, exchange] : known_)
    if (exchange->lacks_credit(now))
      without.insert(name);
  lack_credit_ = !without.empty();
  at_.meter.lacks_credit(std::move(without));
}

void amqp_exchanges::lose_all(amqp_loss how, const std::string& why) {
  const auto with =
      at_.load.messages() == 1 ? amqp_suspects::company::alone : amqp_suspects::company::others;
  for (const auto& [name, exchange] : known_)
    exchange->lose(how, with, why);
}

bool amqp_exchanges::is_idle() const {
  return std::all_of(known_.begin(), known_.end(),
                     [](const auto& each) { return each.second->is_idle(); });
}

bool amqp_exchanges::are_met_with_silence(clock::time_point now) const {
  return std::any_of(known_.begin(), known_.end(),
                     [now](const auto& each) { return each.second->is_met_with_silence(now); });
}

} // namespace fanfare
