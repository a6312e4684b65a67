#include "actors/deliverer.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 64;
constexpr std::size_t attempts_a_send = 1024;

ending ending_of(verdict how) {
  switch (how) {
  case verdict::delivered:
    return ending::delivered;
  case verdict::retry:
    return ending::retry;
  case verdict::rejected:
    return ending::rejected;
  case verdict::gone:
    return ending::gone;
  case verdict::unsent:
    return ending::unsent;
  }
  return ending::retry;
}

tally& tally_of(ending how, delivery_meter& in) {
  switch (how) {
  case ending::delivered:
    return in.delivered;
  case ending::retry:
    return in.retried;
  case ending::rejected:
  case ending::gone:
    return in.rejected;
  case ending::unsent:
  case ending::withdrawn:
    return in.withdrawn;
  case ending::abandoned:
    return in.abandoned;
  case ending::dropped:
    return in.dropped;
  }
  return in.dropped;
}

std::chrono::milliseconds unix_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

/// A part that is not named by the listener as it is now. An empty one was
/// made where the parts were not known, and is the notifier's to make sense of.
bool has_no_more(const ready_listener& now, const std::string& part) {
  return !part.empty() && std::find(now.parts.begin(), now.parts.end(), part) == now.parts.end();
}

} // namespace

deliverer::deliverer(alarm_clock& clock, std::shared_ptr<deliverer_desk> desk,
                     std::shared_ptr<notifier> out, const current_index& listeners,
                     settler_desk& settler, surroundings& around)
    : clock_(clock), desk_(std::move(desk)), out_(std::move(out)), listeners_(listeners),
      settler_(settler), around_(around) {
  // A notifier of the host's may answer after the engine is gone.
  done_ = [weak = std::weak_ptr{desk_}](std::vector<outcome> answers) {
    if (auto alive = weak.lock())
      alive->outcomes.push(std::move(answers));
  };
}

void deliverer::wake() {
  desk_->bell.answer();
  now_ = clock_.now();
  today_.reset();
  take_outcomes();
  take_work();
  // Before it looks whether the engine stops: a stop must not miss what is being handed over.
  desk_->attempts.store(desk_->under_way.size() + 1);
  if (around_.running())
    send();
  else
    withdraw();
  desk_->attempts.store(desk_->under_way.size());
  report();
}

void deliverer::take_outcomes() {
  work_through_items(desk_->outcomes, desk_->bell, batches_a_turn, [this](outcome& answer) {
    auto what = desk_->under_way.redeem(answer.ticket);
    if (!what)
      return;
    const auto& id = what->to->what->id;
    if (auto* of = desk_->lanes.find(id)) {
      of->release(what->from);
      desk_->lanes.list(*of);
    }
    measure(*what, answer.how);
    end(std::move(*what), ending_of(answer.how), std::move(answer.detail));
  });
}

void deliverer::measure(const delivery& what, verdict how) {
  auto& meter = desk_->meter;
  meter.attempts.record(std::chrono::duration_cast<std::chrono::microseconds>(now_ - what.begun));
  if (how != verdict::delivered)
    return;
  if (!today_)
    today_ = unix_now();
  meter.latencies.record(*today_ -
                         std::chrono::milliseconds{static_cast<std::int64_t>(what.what->id.ms)});
}

void deliverer::take_work() {
  work_through_items(desk_->work, desk_->bell, batches_a_turn,
                     [this](delivery& each) { desk_->lanes.add(std::move(each)); });
}

void deliverer::send() {
  index_ = listeners_.load();
  std::vector<attempt> batch;
  while (auto* next = desk_->lanes.next_listed()) {
    refresh(*next);
    fill_window(*next, batch);
    desk_->lanes.forget_if_idle(next->listener->what->id);
    if (batch.size() >= attempts_a_send)
      hand_over(std::exchange(batch, {}));
  }
  index_.reset();
  if (!batch.empty())
    hand_over(std::move(batch));
}

/// A notifier that throws has failed for these attempts, not for the engine.
void deliverer::hand_over(std::vector<attempt> batch) {
  // What a receiver has is never more than the count says.
  desk_->attempts.store(desk_->under_way.size());
  std::vector<outcome> failed;
  failed.reserve(batch.size());
  for (const auto& each : batch)
    failed.push_back({each.ticket, verdict::retry, {}});
  std::string why;
  try {
    out_->send(std::move(batch), done_);
    return;
  } catch (const std::exception& what) {
    why = what.what();
  } catch (...) {
    why = "unknown exception";
  }
  for (auto& each : failed)
    each.detail = "the notifier threw: " + why;
  desk_->outcomes.push(std::move(failed));
}

void deliverer::fill_window(lane& from, std::vector<attempt>& batch) {
  while (auto next = from.next()) {
    next->to = from.listener;
    if (!from.listener->what->enabled) {
      from.release(next->from);
      end(std::move(*next), ending::withdrawn);
      continue;
    }
    if (has_no_more(*from.listener, next->part)) {
      from.release(next->from);
      end(std::move(*next), ending::dropped);
      continue;
    }
    next->begun = now_;
    attempt one;
    one.what = next->what;
    one.to = from.listener->what;
    one.part = next->part;
    one.number = next->attempts + 1;
    one.timeout = from.listener->pace.timeout;
    one.ticket = desk_->under_way.issue(std::move(*next));
    batch.push_back(std::move(one));
  }
}

/// Brings the lane's listener up to date: each attempt uses it as it is then.
void deliverer::refresh(lane& which) {
  if (which.index_version == index_->version())
    return;
  if (auto now = index_->find(which.listener->what->id)) {
    which.listener = std::move(now);
    which.index_version = index_->version();
    return;
  }
  // Its version stays behind, so that what comes late is dropped as well.
  for (auto* queue : {&which.fresh, &which.due}) {
    for (auto& each : *queue)
      end(std::move(each), ending::dropped);
    queue->clear();
  }
}

void deliverer::withdraw() {
  for (auto& each : desk_->lanes.withdraw_all())
    end(std::move(each), ending::withdrawn);
  if (around_.abandoning())
    for (auto& each : desk_->under_way.redeem_all())
      end(std::move(each), ending::abandoned, "the engine stopped before the receiver answered");
}

void deliverer::end(delivery what, ending how, std::string detail) {
  tally_of(how, desk_->meter).add();
  desk_->ended.push_back({std::move(what), how, std::move(detail)});
}

void deliverer::report() {
  if (!desk_->ended.empty())
    settler_.finished.push(std::exchange(desk_->ended, {}));
}

} // namespace fanfare
