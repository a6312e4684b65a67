#include "bench/isolation/isolation.hpp"

#include "fanfare/admin.hpp"

#include "bench/child.hpp"
#include "bench/isolation/sick_receivers.hpp"
#include "bench/memory.hpp"
#include "bench/redis_server.hpp"
#include "bench/sink.hpp"
#include "bench/steady_load.hpp"
#include "bench/workload.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

namespace fanfare::bench {

namespace {

using namespace std::chrono_literals;

constexpr const char* question = "isolation";
constexpr std::size_t listeners = 1'000;
constexpr std::size_t hanging = 10;
constexpr std::size_t sick = hanging + 2; ///< One blackholed, one tarpitting.
constexpr std::size_t healthy = listeners - sick;
/// Each event is for one group of the healthy, and for all of the sick.
constexpr std::size_t groups = 76;
static_assert(healthy % groups == 0);
constexpr double events_a_second = 200;

struct plan {
  std::chrono::milliseconds warm_up;
  std::chrono::milliseconds measured;
  int pairs;
};

enum class state : std::uint8_t { all_healthy, some_sick };

/// Where the deliveries go.
struct receivers {
  sink of_healthy;
  sink of_others; ///< Of those that are sick in every other run.
  sick_receivers of_sick;

  std::string url_of(std::size_t listener, state now) const {
    using kind = sick_receivers::kind;
    const auto path = "/" + std::to_string(listener);
    if (listener >= sick)
      return of_healthy.url() + path;
    if (now == state::all_healthy)
      return of_others.url() + path;
    return of_sick.url(listener < hanging    ? kind::hanging
                       : listener == hanging ? kind::blackhole
                                             : kind::tarpit) +
           path;
  }
};

std::string import_of_all(const receivers& to, state now) {
  std::string array;
  for (std::size_t i = 0; i < listeners; ++i) {
    char id[25];
    std::snprintf(id, sizeof id, "%024zu", i);
    const auto types =
        i < sick ? std::string{"load.#"} : "load.group" + std::to_string((i - sick) % groups);
    array += (array.empty() ? "[" : ",") + std::string{R"({"id":")"} + id +
             R"(","notifier_type_id":"http","event_types":[")" + types +
             R"("],"notifier_config":{"url":")" + to.url_of(i, now) +
             R"("},"delivery":{"timeout":"1s"}})";
  }
  return array + "]";
}

bool fill_store(const std::string& url, const receivers& to, state now) {
  options how;
  how.store_url = url;
  auto store = admin::open(how);
  if (!store) {
    std::fprintf(stderr, "fanfare-bench: %s\n", store.error().detail.c_str());
    return false;
  }
  const auto done = (*store)->import_listeners(import_of_all(to, now));
  if (!done)
    std::fprintf(stderr, "fanfare-bench: %s\n", done.error().detail.c_str());
  return static_cast<bool>(done);
}

/// Stores that hold the listeners, once and for all runs.
class store_source {
public:
  store_source(std::string kind, const receivers& to) : kind_(std::move(kind)), to_(to) {}

  /// Calls `use` with the URL of a store of its own that has the listeners.
  template <class Use>
  auto with_store(state now, const Use& use) -> decltype(use(std::string{})) {
    if (kind_ == "redis") {
      const redis_server redis{"everysec"};
      if (!fill_store(redis.url(), to_, now))
        return std::nullopt;
      return use(redis.url());
    }
    const auto model = models_.path() + (now == state::some_sick ? "/sick.db" : "/healthy.db");
    if (!std::filesystem::exists(model) && !fill_store("sqlite:" + model, to_, now))
      return std::nullopt;
    const scratch_directory place;
    std::filesystem::copy(model, place.path() + "/fanfare.db");
    return use("sqlite:" + place.path() + "/fanfare.db");
  }

private:
  const std::string kind_;
  const receivers& to_;
  scratch_directory models_;
};

struct run_figures {
  double p99_ms = 0;
  double rate = 0;      ///< Deliveries to the healthy ones a second.
  double growth_mb = 0; ///< Of memory, at its peak.
};

bool waits_for(std::uint64_t requests, const sink& at) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (at.counts().requests < requests && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(2ms);
  std::this_thread::sleep_for(20ms); // for what would be one too many
  return at.counts().requests == requests;
}

std::optional<run_figures> measure_run(const std::string& url, state now, const plan& how,
                                       receivers& to) {
  auto one = start_engine(url);
  if (!one)
    return std::nullopt;
  const auto type_of = [](std::uint64_t n) { return "load.group" + std::to_string(n % groups); };
  const auto publish = [&](std::chrono::milliseconds duration) -> std::optional<double> {
    to.of_healthy.reset();
    to.of_others.reset();
    const stopwatch watch;
    const auto load = publish_steadily(*one, events_a_second, type_of, for_so_long(duration));
    const auto due = load.published * healthy / groups;
    const bool whole = waits_for(due, to.of_healthy);
    if (load.refused > 0 || !whole) {
      std::fprintf(stderr, "fanfare-bench: %llu publishes refused, %llu of %llu deliveries came\n",
                   static_cast<unsigned long long>(load.refused),
                   static_cast<unsigned long long>(to.of_healthy.counts().requests),
                   static_cast<unsigned long long>(due));
      return std::nullopt;
    }
    if (now == state::all_healthy && !waits_for(load.published * sick, to.of_others))
      return std::nullopt;
    return static_cast<double>(due) / (static_cast<double>(watch.elapsed().wall.count()) / 1e9);
  };
  forget_peak();
  const auto before = resident_bytes();
  if (!publish(how.warm_up))
    return std::nullopt;
  const auto rate = publish(how.measured);
  if (!rate)
    return std::nullopt;
  const auto growth = static_cast<double>(peak_resident_bytes() - before);
  return run_figures{percentile(to.of_healthy.latencies(), 0.99), *rate, growth / 1e6};
}

/// Every connection of a thousand listeners is a file of this process and of a sink.
void allow_many_files() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

struct series {
  std::vector<double> p99, rate, growth;

  void add(const run_figures& one) {
    p99.push_back(one.p99_ms);
    rate.push_back(one.rate);
    growth.push_back(one.growth_mb);
  }
};

void print_all(const std::string& kind, const series& well, const series& ill, const order& how) {
  const auto goal = [&](const char* what, double value, const char* unit, double limit) {
    print({question, kind + ": " + what, value, unit, "goal", limit}, how);
  };
  std::vector<double> slower, faster;
  for (std::size_t i = 0; i < well.p99.size(); ++i) {
    slower.push_back(ill.p99[i] / well.p99[i]);
    faster.push_back(ill.rate[i] / well.rate[i]);
  }
  print({question, kind + ": p99 of the healthy, 12 sick", median(ill.p99), "ms", "all healthy",
         median(well.p99)},
        how);
  goal("p99, times that of all healthy", median(slower), "x", 1.2);
  print({question, kind + ": rate of the healthy, 12 sick", median(ill.rate), "1/s", "all healthy",
         median(well.rate)},
        how);
  goal("rate, times that of all healthy", median(faster), "x", 1.0);
  print({question, kind + ": memory growth, all healthy", median(well.growth), "MB"}, how);
  goal("memory growth, 12 sick", median(ill.growth), "MB", 50);
}

bool measure(const std::string& kind, const plan& as, receivers& to, const order& how) {
  store_source stores{kind, to};
  series well, ill;
  for (int pair = 0; pair < as.pairs; ++pair)
    for (const auto now : {state::all_healthy, state::some_sick}) {
      const auto got = stores.with_store(now, [&](const std::string& url) {
        return in_child([&] { return measure_run(url, now, as, to); });
      });
      if (!got)
        return false;
      (now == state::some_sick ? ill : well).add(*got);
    }
  print_all(kind, well, ill, how);
  return true;
}

} // namespace

std::vector<std::string> isolation_case_names() { return {"sqlite", "redis"}; }

bool isolation(const order& how) {
  allow_many_files();
  receivers to;
  const plan as = how.quick ? plan{700ms, 1'000ms, 2} : plan{1'000ms, 2'000ms, 5};
  const auto kinds = how.cases.empty() ? std::vector<std::string>{"sqlite"} : how.cases;
  return std::all_of(kinds.begin(), kinds.end(),
                     [&](const std::string& kind) { return measure(kind, as, to, how); });
}

} // namespace fanfare::bench
