#include "notifiers/amqp_loop.hpp"

#include "messages/engine_thread.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_timeout = 24h;
/// How long a turn may rest when nothing happens; new work and sockets end it at once.
constexpr std::chrono::nanoseconds longest_rest = 10s;

std::function<double()> random_spread() {
  return [random = std::mt19937_64{std::random_device{}()}]() mutable {
    return std::uniform_real_distribution<double>{0.0, 1.0}(random);
  };
}

} // namespace

amqp_loop::amqp_loop(amqp_broker with, amqp_patience patience, amqp_meter& meter)
    : with_(std::move(with)), patience_(patience),
      uplink_(with_, patience_, answers_, meter, suspects_, random_spread()),
      quarantine_(with_, patience_, answers_, suspects_, random_spread()),
      watches_{{uplink_, polled_}, {quarantine_.uplink(), polled_}}, thread_([this] { run(); }) {}

amqp_loop::~amqp_loop() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  polled_.wake();
  thread_.join();
}

void amqp_loop::post(std::vector<attempt> attempts, on_done done) {
  const auto now = clock::now();
  auto together = std::make_shared<amqp_batch>(amqp_batch{std::move(done), {}});
  bool wake = false;
  {
    std::lock_guard guard{mutex_};
    for (auto& what : attempts) {
      const auto timeout = std::min(what.timeout, longest_timeout);
      inbox_.push_back({std::move(what), together, now + timeout, now + timeout * 3 / 4});
    }
    wake = std::exchange(asleep_, false);
  }
  if (wake)
    polled_.wake();
}

void amqp_loop::run() {
  enter_engine_thread("fanfare-amqp");
  while (take_inbox()) {
    uplink_.advance(now_);
    quarantine_.advance(now_);
    answers_.report();
    for (auto& each : watches_)
      each.look();
    rest();
  }
  for (auto& each : watches_)
    each.uplink().close(now_);
}

/// Returns false when the loop is to end.
bool amqp_loop::take_inbox() {
  {
    std::lock_guard guard{mutex_};
    asleep_ = false;
    if (stopping_)
      return false;
    taken_.swap(inbox_);
  }
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
    return quarantine_.add(std::move(work));
  uplink_.add(std::move(work), now_);
}

void amqp_loop::rest() {
  now_ = clock::now();
  const auto due = std::min(uplink_.due(), quarantine_.due());
  std::chrono::nanoseconds at_most = due >= now_ + longest_rest ? longest_rest : due - now_;
  {
    std::lock_guard guard{mutex_};
    if (stopping_ || !inbox_.empty())
      at_most = 0ns;
    else
      asleep_ = true;
  }
  const auto ready = polled_.wait(at_most);
  now_ = clock::now();
  for (auto& each : watches_)
    if (std::find(ready.begin(), ready.end(), &each.uplink()) != ready.end())
      each.uplink().receive(now_);
}

} // namespace fanfare
