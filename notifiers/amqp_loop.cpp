#include "notifiers/amqp_loop.hpp"

#include "messages/crash_point.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

/// How long a turn may rest when nothing happens; new work and sockets end it at once.
constexpr std::chrono::nanoseconds longest_rest = 10s;

std::function<double()> random_spread() {
  return [random = std::mt19937_64{std::random_device{}()}]() mutable {
    return std::uniform_real_distribution<double>{0.0, 1.0}(random);
  };
}

} // namespace

amqp_loop::amqp_loop(amqp_broker with, amqp_patience patience, amqp_meter& meter,
                     thread_watch watch)
    : with_(std::move(with)), patience_(patience), meter_(meter),
      inbox_([this] { polled_.wake(); }), thread_(
                                              "fanfare-amqp", [this] { run(); }, std::move(watch)) {
}

amqp_loop::~amqp_loop() {
  inbox_.close();
  thread_.stop();
}

amqp_loop::ways::ways(amqp_loop& of)
    : uplink(of.with_, of.patience_, of.answers_, of.meter_, of.suspects_, random_spread()),
      quarantine(of.with_, of.patience_, of.answers_, of.meter_.counts(), of.suspects_,
                 random_spread()),
      watches{{uplink, of.polled_}, {quarantine.uplink(), of.polled_}} {}

void amqp_loop::run() {
  begin_anew();
  while (take_inbox()) {
    FANFARE_CRASH_POINT("amqp-turn");
    out_->uplink.advance(now_);
    out_->quarantine.advance(now_);
    answers_.report();
    for (auto& each : out_->watches)
      each.look();
    rest();
  }
  for (auto& each : out_->watches)
    each.uplink().close(now_);
}

/// Whatever a turn that threw has left is in no state to go on with. What it
/// had answered is reported, and what it had not is handed back.
void amqp_loop::begin_anew() {
  answers_.report();
  taken_.clear();
  out_.reset();
  meter_.is_disconnected(); // what it told of is gone
  out_.emplace(*this);
}

/// Returns false when the loop is to end.
bool amqp_loop::take_inbox() {
  if (!inbox_.take(taken_))
    return false;
  now_ = clock::now();
  for (auto& work : taken_)
    admit(std::move(work));
  taken_.clear();
  return true;
}

void amqp_loop::admit(amqp_job work) {
  auto known = targets_.find(work.what.to);
  if (!known)
    return answers_.give(work, verdict::retry, "not sent: " + known.error().detail);
  work.to = std::move(*known);
  if (suspects_.holds(work.what.what->id))
    return out_->quarantine.add(std::move(work));
  out_->uplink.add(std::move(work), now_);
}

void amqp_loop::rest() {
  now_ = clock::now();
  const auto due = std::min(out_->uplink.due(), out_->quarantine.due());
  const std::chrono::nanoseconds at_most = due >= now_ + longest_rest ? longest_rest : due - now_;
  const auto ready = polled_.wait(inbox_.may_rest() ? at_most : 0ns);
  now_ = clock::now();
  for (auto& each : out_->watches)
    if (std::find(ready.begin(), ready.end(), &each.uplink()) != ready.end())
      each.uplink().receive(now_);
}

} // namespace fanfare
