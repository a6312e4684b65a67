#pragma once

#include "actors/deliverer.hpp"
#include "actors/ingestor.hpp"
#include "actors/journal_reader.hpp"
#include "actors/matcher.hpp"
#include "actors/retrier.hpp"
#include "actors/settler.hpp"
#include "tests/support/fake_notifier.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

/// How wide the windows of an `engine_floor` are.
struct floor_plan {
  std::size_t window_events = 64;
  std::size_t window_deliveries = 40;
};

/// All actors of the flow at their desks, wired as in the engine, between a
/// fake store and a fake notifier, on virtual time.
struct engine_floor : workplace {
  mishaps of_reader;
  mishaps of_matcher;
  mishaps of_deliverer;
  mishaps of_settler;
  /// Puts something around the actors of a post, by its name.
  std::function<actor_factory(const std::string& name, actor_factory)> staged;
  std::function<void()> at_jitter; ///< What happens in the settler's next throw of the dice.

  std::shared_ptr<fake_notifier> out = std::make_shared<fake_notifier>();
  journal_backlog backlog{1'000'000, around.count};
  ingest_gate gate{65'536, 1 << 26, backlog};
  current_index listeners_now;
  deliverer_directory deliverers;
  librarian_desk librarian;
  ingestor_desk publishing;
  reader_desk reading;
  matcher_desk matching;
  std::shared_ptr<deliverer_desk> delivering = std::make_shared<deliverer_desk>();
  settler_desk settling;
  cataloguer_desk cataloguing;
  retrier_desk retrying;
  chronicler_desk chronicling;
  std::vector<result<receipt>> answers;
  std::vector<std::shared_ptr<deliverer_desk>> desks{delivering};
  delivery_site site{
      listeners_now, settling, retrying, {reading.events, reading.bytes, matching.deliveries},
      desks,         &today,   around,   chronicling};
  virtual_time time;

  explicit engine_floor(floor_plan plan = {})
      : reading(plan.window_events, 1 << 26), matching(plan.window_deliveries) {
    deliverers.add("http", {delivering});
  }

  ~engine_floor() { around.now = phase::abandoning; }

  /// Opens with these listeners.
  void open(std::vector<ready_listener_ptr> all) {
    listeners_now.store(an_index(1, std::move(all)));
    store.version = 1;
    std::vector<post> posts{ingestor_post(),  reader_post(),  matcher_post(),
                            deliverer_post(), settler_post(), retrier_post()};
    if (staged)
      for (auto& each : posts)
        each.make = staged(each.name, std::move(each.make));
    time.employ(std::move(posts), around);
  }

  void publish(std::size_t count) {
    publish_request request;
    for (std::size_t i = 0; i < count; ++i)
      request.events.push_back({a_report(), {}});
    request.reply =
        publish_reply{[this](result<receipt> answer) { answers.push_back(std::move(answer)); }};
    if (gate.enter(count, 0))
      publishing.publishes.push(std::move(request));
    time.run();
  }

  void enter(phase next) {
    around.now = next;
    for (auto* bell : {&reading.bell, &matching.bell, &delivering->bell, &settling.bell})
      bell->ring();
    time.run();
  }

  bool credit_is_whole() const {
    return reading.events.whole() && reading.bytes.whole() && matching.deliveries.whole();
  }

  /// Returns how often each event was attempted for each listener.
  std::map<std::pair<event_id, std::string>, int> attempts() const {
    std::map<std::pair<event_id, std::string>, int> times;
    for (const auto& each : out->attempts)
      ++times[{each.what->id, each.to->id}];
    return times;
  }

private:
  post ingestor_post() {
    return {"ingestor", &publishing.bell, [this](alarm_clock&) {
              return std::make_unique<ingestor>(publishing, gate, queue, reading, around);
            }};
  }
  post reader_post() {
    return {"reader", &reading.bell,
            stumbling(
                [this](alarm_clock& clock) {
                  return std::make_unique<journal_reader>(clock, reading, queue, matching, settling,
                                                          around);
                },
                of_reader)};
  }
  post matcher_post() {
    return {"matcher", &matching.bell,
            stumbling(
                [this](alarm_clock& clock) {
                  return std::make_unique<matcher>(clock, matching, reading, librarian,
                                                   listeners_now, deliverers, settling, cataloguing,
                                                   around);
                },
                of_matcher)};
  }
  post deliverer_post() {
    return {"deliverer", &delivering->bell,
            stumbling(
                [this](alarm_clock& clock) {
                  return std::make_unique<deliverer>(clock, delivering, out, site,
                                                     [] { return 0.0; });
                },
                of_deliverer)};
  }
  post settler_post() {
    auto spread = [this] {
      if (auto happens = std::exchange(at_jitter, nullptr))
        happens();
      return 0.5;
    };
    return {"settler", &settling.bell,
            stumbling(
                [this, spread](alarm_clock& clock) {
                  return std::make_unique<settler>(clock, settling, queue, reading, matching,
                                                   retrying, chronicling, deliverers, &today,
                                                   spread, around);
                },
                of_settler)};
  }
  post retrier_post() {
    return {"retrier", &retrying.bell, [this](alarm_clock& clock) {
              return std::make_unique<retrier>(clock, retrying, queue, listeners_now, deliverers,
                                               settling, std::vector<std::string>{"http"}, around);
            }};
  }
};

} // namespace fanfare::test
