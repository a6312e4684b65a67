#include "bench/match/changing_listeners.hpp"

#include "bench/match/loading.hpp"
#include "bench/measurement.hpp"

#include <chrono>
#include <utility>

namespace fanfare::bench {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_changes{1};
constexpr std::chrono::milliseconds between_snapshots{10}; // as in actors/librarian.cpp

double milliseconds(std::chrono::nanoseconds time) {
  return static_cast<double>(time.count()) / 1e6;
}

} // namespace

void merge_desk::order(merge_order what) {
  std::lock_guard guard{mutex_};
  ordered_ = std::move(what);
  changed_.notify_one();
}

std::optional<merged_layers> merge_desk::finished() {
  std::lock_guard guard{mutex_};
  return std::exchange(made_, std::nullopt);
}

void merge_desk::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return ordered_ || closed_; });
    if (closed_)
      return;
    const auto order = *std::exchange(ordered_, std::nullopt);
    lock.unlock();
    auto made = merge(order);
    lock.lock();
    made_ = std::move(made);
  }
}

void merge_desk::close() {
  std::lock_guard guard{mutex_};
  closed_ = true;
  changed_.notify_one();
}

changing_listeners::changing_listeners(std::size_t count) {
  live_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    live_.push_back(made_ready(draws_.draw()));
    listeners_.put(live_.back());
  }
  publish();
}

void changing_listeners::begin() {
  report_ = {};
  ending_ = false;
  desk_.emplace();
  merger_ = std::thread{[this] { report_.merging_ms = cost_of([this] { desk_->work(); }); }};
  changer_ = std::thread{[this] { report_.changing_ms = cost_of([this] { change_for_ever(); }); }};
}

change_report changing_listeners::end() {
  ending_ = true;
  changer_.join();
  desk_->close();
  merger_.join();
  if (const auto made = desk_->finished())
    listeners_.take(*made);
  return std::move(report_);
}

void changing_listeners::change_for_ever() {
  const auto begun = clock::now();
  auto due = begun;
  auto wake = begun;
  std::vector<clock::time_point> waiting;
  while (!ending_) {
    wake += between_snapshots;
    std::this_thread::sleep_until(wake);
    for (const auto now = clock::now(); due <= now; due += between_changes) {
      change_one();
      waiting.push_back(due);
    }
    if (const auto made = desk_->finished())
      listeners_.take(*made);
    publish();
    const auto now = clock::now();
    for (const auto since : waiting)
      report_.live_after.push_back(milliseconds(now - since));
    waiting.clear();
    if (auto order = listeners_.order_merge())
      desk_->order(*std::move(order));
  }
  report_.wall_ms = milliseconds(clock::now() - begun);
  report_.changes = report_.live_after.size();
}

void changing_listeners::change_one() {
  constexpr std::uint32_t kinds = 10;
  const auto kind = which_.below(kinds);
  const auto place =
      kind == 0 ? live_.size() : which_.below(static_cast<std::uint32_t>(live_.size()));
  const auto one = kind == 0 ? draws_.draw() : draws_.draw(place);
  if (kind == 1) {
    listeners_.erase(one.id);
    live_[place] = nullptr;
    return;
  }
  auto [ready, asked] = checked(as_stored(one));
  listeners_.put(ready, std::move(asked));
  if (kind == 0)
    live_.push_back(std::move(ready));
  else
    live_[place] = std::move(ready);
}

void changing_listeners::publish() { current_.store(listeners_.snapshot(version_++)); }

std::vector<ready_listener_ptr> changing_listeners::all() const {
  std::vector<ready_listener_ptr> made;
  for (const auto& each : live_)
    if (each)
      made.push_back(each);
  return made;
}

double changing_listeners::merge_all() const {
  growing_paths paths;
  std::optional<listener_layer> made;
  auto everyone = all();
  return cost_of([&] { made.emplace(std::move(everyone), paths); });
}

} // namespace fanfare::bench
