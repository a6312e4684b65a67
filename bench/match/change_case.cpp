#include "bench/match/cases.hpp"
#include "bench/match/changing_listeners.hpp"
#include "bench/match/fanfare_workload.hpp"
#include "bench/match/matching.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

namespace fanfare::bench {

namespace {

using clock = std::chrono::steady_clock;

/// What events cost one by one, in us.
struct latencies {
  std::vector<double> cpu;
  std::vector<double> wall;
};

double microseconds(std::chrono::nanoseconds time) {
  return static_cast<double>(time.count()) / 1e3;
}

/// Matches events, each against the snapshot that is valid then, while `going` says so.
latencies match_while(const std::function<bool()>& going, const current_index& listeners,
                      const std::vector<typed_event>& events) {
  latencies made;
  std::vector<const ready_listener_ptr*> found;
  for (std::size_t i = 0; going(); i = (i + 1) % events.size()) {
    const auto& event = events[i];
    const auto wall = clock::now();
    const auto cpu = thread_cpu_time();
    const auto index = listeners.load();
    found.clear();
    index->match(event.type, {event.json, true}, found);
    made.cpu.push_back(microseconds(thread_cpu_time() - cpu));
    made.wall.push_back(microseconds(clock::now() - wall));
  }
  return made;
}

std::function<bool()> for_so_long(std::chrono::milliseconds time) {
  return [until = clock::now() + time] { return clock::now() < until; };
}

void show(const std::string& when, const latencies& these, const latencies& quiet,
          const order& how) {
  for (const auto& [name, share] : {std::pair{"p50", 0.5}, std::pair{"p99", 0.99}}) {
    print({match_question, std::string{"an event "} + when + ", " + name + " CPU",
           percentile(these.cpu, share), "us", "quiet", percentile(quiet.cpu, share)},
          how);
    print({match_question, std::string{"an event "} + when + ", " + name + " by the clock",
           percentile(these.wall, share), "us", "quiet", percentile(quiet.wall, share)},
          how);
  }
}

void show(const change_report& what, double merging_all, std::size_t listeners, const order& how) {
  print({match_question, "changes", static_cast<double>(what.changes) * 1e3 / what.wall_ms, "1/s"},
        how);
  for (const auto& [name, share] :
       {std::pair{"p50", 0.5}, std::pair{"p99", 0.99}, std::pair{"most", 1.0}})
    print({match_question, std::string{"a change is live, "} + name,
           percentile(what.live_after, share), "ms"},
          how);
  // All layers become one when what is newer or gone is a fourth of them, which
  // takes longer than a run: what that costs is reckoned, not met.
  constexpr double layers_growth = 4;
  constexpr double newer_or_gone_by_a_change = 1.8; // a changed one is both
  const auto until_all =
      static_cast<double>(listeners) / layers_growth / newer_or_gone_by_a_change; // ms
  const auto everything = merging_all / until_all;
  const auto share = (what.changing_ms + what.merging_ms) / what.wall_ms;
  const auto of_a_core = [&how](const std::string& what_for, double cores) {
    print({match_question, "changes, of a core" + what_for, cores * 100, "%"}, how);
  };
  of_a_core("", share + everything);
  of_a_core(": taking in and publishing", what.changing_ms / what.wall_ms);
  of_a_core(": merging layers", what.merging_ms / what.wall_ms);
  of_a_core(": merging all now and then", everything);
}

} // namespace

bool measure_changes(const order& how) {
  const std::size_t count = how.quick ? 50'000 : 1'000'000;
  const auto time = std::chrono::milliseconds{how.quick ? 1'000 : is_named(how) ? 8'000 : 4'000};
  const auto events = fanfare_events(1'000);
  changing_listeners listeners{count};
  match_while(for_so_long(time / 8), listeners.current(), events);
  const auto quiet = match_while(for_so_long(time / 2), listeners.current(), events);

  listeners.begin();
  const auto meanwhile = match_while(for_so_long(time), listeners.current(), events);
  const auto report = listeners.end();

  std::atomic<bool> merged{false};
  double merging_all = 0;
  std::thread merger{[&] {
    merging_all = listeners.merge_all();
    merged = true;
  }};
  const auto merging = match_while([&merged] { return !merged; }, listeners.current(), events);
  merger.join();

  show("quiet", quiet, quiet, how);
  show("during changes", meanwhile, quiet, how);
  show("while all are merged", merging, quiet, how);
  show(report, merging_all, count, how);
  return finds_the_right_ones(*listeners.current().load(), listeners.all(), events) ||
         fail("listeners that change");
}

} // namespace fanfare::bench
