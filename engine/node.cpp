#include "engine/node.hpp"

#include "actors/ingestor.hpp"
#include "engine/outcome_file.hpp"
#include "messages/crash_point.hpp"

#include <algorithm>
#include <exception>
#include <future>
#include <thread>
#include <utility>

namespace fanfare {

result<loaded_listeners> loaded_listeners::of(store& in) {
  // The quarantine first: whom it names and the listeners do not is gone.
  auto quarantined = in.broken().all();
  if (!quarantined)
    return quarantined.error();
  auto all = in.listeners().load();
  if (!all)
    return all.error();
  return loaded_listeners{std::move(*all), std::move(*quarantined)};
}

node::node(const options& how, std::unique_ptr<surroundings> around, std::unique_ptr<store> durable,
           std::unique_ptr<notifier_registry> notifiers, std::optional<loaded_listeners> listeners)
    : shared_(std::move(around)), around_(*shared_), callbacks_([this](const std::string& cause) {
        around_.problems.say(log_level::error, "a callback of the host threw: " + cause);
      }),
      store_(std::move(durable)), backlog_(how.max_unsettled_events, around_.count),
      notifiers_(std::move(notifiers)), gate_(how.ingest_events, how.ingest_bytes, backlog_),
      reader_(how.window_events, how.window_bytes), matcher_(how.window_deliveries),
      settler_(how.window_deliveries, how.window_bytes),
      retrier_(how.window_bytes), site_{index_,
                                        settler_,
                                        retrier_,
                                        {reader_.events, reader_.bytes, matcher_.deliveries},
                                        deliverers_,
                                        &std::chrono::system_clock::now,
                                        around_,
                                        chronicler_},
      writes_(std::make_unique<store_thread>(*store_, "fanfare-store", meter_commits(),
                                             around_.watch())),
      reads_(std::make_unique<store_thread>(*store_, "fanfare-reads", store_thread::on_commit{},
                                            around_.watch())) {
  if (listeners)
    librarian_.answers.push(
        {0, listener_edits{}, std::move(listeners->all), std::move(listeners->quarantined)});
  gauges_.open(*reads_);
  open_outcomes(how);
  site_.outcomes = outcomes_.get();
  site_.recorder = how.kept_attempts > 0 ? &recorder_ : nullptr;
  auto all = posts(how);
  actors_ = std::make_unique<actor_runtime>(threads_of(how), std::move(all), around_);
}

/// Claims beyond the window are in memory too, and an event may stay open a second longer
/// than its other deliveries: four times as much as can be under way is enough.
void node::open_outcomes(const options& how) {
  constexpr const char* subject = "memory over a crash";
  const auto path = outcome_file(how, store_->place());
  if (!path)
    return around_.problems.warn(subject, path.error().detail);
  if (path->empty())
    return;
  auto opened = outcome_ring::open(*path, store_->place().installation,
                                   4 * (how.window_deliveries + retrier_desk::most_claims));
  outcomes_ = std::move(opened.ring);
  if (!opened.warning.empty())
    around_.problems.warn(subject, opened.warning);
}

store_thread::on_commit node::meter_commits() {
  return [this](std::chrono::microseconds took) { commits_.record(took); };
}

node::~node() { stop(std::chrono::seconds{10}); }

std::map<std::string, std::string> node::outages() const {
  std::map<std::string, std::string> found;
  for (const auto& type : notifiers_->delivered_types()) {
    try {
      if (auto why = notifiers_->find(type)->outage())
        found.emplace(type, *std::move(why));
    } catch (const std::exception& what) { // it may be the host's
      found.emplace(type, std::string{"it threw when it was asked for an outage: "} + what.what());
    }
  }
  return found;
}

result<void> node::publish(std::vector<new_event> events, std::size_t bytes, publish_reply reply) {
  if (auto entered = gate_.enter(events.size(), bytes); !entered) {
    reply.waive();
    return entered;
  }
  ingestor_.publishes.push({std::move(events), bytes, std::move(reply)});
  return {};
}

void node::stop(std::chrono::milliseconds patience) {
  if (!actors_)
    return;
  auto start = std::chrono::steady_clock::now();
  auto wait_until = [](auto deadline, auto done) {
    while (!done() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
  };
  gate_.close();
  FANFARE_CRASH_POINT("stop");
  around_.now = phase::draining;
  ring_all();
  wait_until(start + patience * 4 / 5, [this] { return nothing_under_way(); });
  around_.now = phase::abandoning;
  ring_all();
  wait_until(start + patience, [this] { return idle(); });
  const auto all_is_stored = idle();
  FANFARE_CRASH_POINT("hand-over");
  actors_.reset();
  gauges_.close();
  reads_.reset();
  answer_publishers();
  writes_.reset();
  // If it fails, the next node takes this one for dead, and is careful the time after.
  static_cast<void>(store_->doubts().end());
  if (outcomes_ && all_is_stored && outcomes_are_stored())
    outcomes_->discard();
  FANFARE_CRASH_POINT("handed-over");
}

/// What ended before this node began may not have been met again by now.
bool node::outcomes_are_stored() const {
  if (outcomes_->recalled() == 0)
    return true;
  const auto unsettled = store_->events().unsettled();
  const auto parked = store_->parked().parked();
  return unsettled && parked && *unsettled == 0 && *parked == 0;
}

/// The store may have been too slow, or locked. What it is writing, it writes.
void node::answer_publishers() {
  std::promise<void> written;
  writes_->run([&written](store&) { written.set_value(); });
  written.get_future().wait();
  ingestor{ingestor_, gate_, *writes_, reader_, around_}.close();
}

bool node::idle() const {
  return gate_.empty() && reader_.events.whole() && matcher_.deliveries.whole() &&
         retrier_.open == 0 && settler_.leased.deliveries.whole();
}

bool node::nothing_under_way() const {
  return gate_.empty() && std::all_of(deliverers_.begin(), deliverers_.end(),
                                      [](const auto& desk) { return desk->attempts == 0; });
}

void node::ring_all() {
  for (auto* each : {&ingestor_.bell, &reader_.bell, &matcher_.bell, &settler_.bell, &retrier_.bell,
                     &chronicler_.bell})
    each->ring();
  for (const auto& desk : deliverers_)
    desk->bell.ring();
}

} // namespace fanfare
