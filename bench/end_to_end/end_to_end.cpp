#include "bench/end_to_end/end_to_end.hpp"

#include "fanfare/fanfare.hpp"
#include "fanfare/testing.hpp"

#include "bench/end_to_end/raw_loop.hpp"
#include "bench/redis_server.hpp"
#include "bench/sink.hpp"
#include "bench/workload.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::bench {

namespace {

constexpr const char* question = "end_to_end";

enum class store_kind : std::uint8_t { sqlite, redis };

struct workload {
  store_kind on;
  std::size_t fan_out;
  std::size_t events;
  std::size_t concurrency; ///< Of each listener.

  std::string name() const {
    return (on == store_kind::sqlite ? "sqlite" : "redis everysec") +
           std::string{", 1 KiB, fan-out "} + std::to_string(fan_out);
  }
};

/// What a run used; Redis is a process of its own.
struct run_cost {
  cost engine;
  std::chrono::nanoseconds redis{0};
};

bool add_listeners(engine& to, const workload& load, const sink& at) {
  for (std::size_t i = 0; i < load.fan_out; ++i) {
    listener_draft draft{"http", {"repo.sync.*"}};
    draft.notifier_config = http_config{at.url() + "/" + std::to_string(i)}.json();
    draft.delivery = R"({"concurrency":)" + std::to_string(load.concurrency) + "}";
    auto made = to.administration().create(draft);
    if (!made) {
      std::fprintf(stderr, "fanfare-bench: %s\n", made.error().detail.c_str());
      return false;
    }
  }
  return true;
}

/// Runs the load through an engine; nothing if a delivery was missing or
/// repeated, or a byte.
std::optional<run_cost> run_engine(const workload& load, sink& to, const std::string& body) {
  scratch_directory directory;
  std::optional<redis_server> redis;
  if (load.on == store_kind::redis)
    redis.emplace("everysec");
  auto one = start_engine(redis ? redis->url() : "sqlite:" + directory.path() + "/fanfare.db");
  if (!one || !add_listeners(*one, load, to))
    return std::nullopt;
  to.reset();
  const auto redis_before = redis ? redis->cpu() : std::chrono::nanoseconds{0};
  stopwatch watch;
  auto id_sum = publish_all(*one, load.events, body);
  if (!id_sum || !wait_settled(*one, std::chrono::seconds{40}))
    return std::nullopt;
  const run_cost total{watch.elapsed(),
                       redis ? redis->cpu() - redis_before : std::chrono::nanoseconds{0}};
  auto seen = to.counts();
  auto deliveries = load.events * load.fan_out;
  if (seen.requests != deliveries || seen.body_bytes != deliveries * body.size() ||
      seen.id_sum != *id_sum * load.fan_out) {
    std::fprintf(stderr, "fanfare-bench: %llu requests arrived, %zu were due\n",
                 static_cast<unsigned long long>(seen.requests), deliveries);
    return std::nullopt;
  }
  return total;
}

bool measure(const workload& load, int rounds, sink& to, const order& how) {
  auto body = a_report();
  auto deliveries = static_cast<double>(load.events * load.fan_out);
  std::vector<double> cpu, rate, raw_cpu, raw_rate, redis_cpu;
  for (int i = 0; i < rounds; ++i) {
    auto note = [deliveries](const cost& of, auto& into_cpu, auto& into_rate) {
      into_cpu.push_back(static_cast<double>(of.cpu.count()) / 1e3 / deliveries);
      into_rate.push_back(deliveries / (static_cast<double>(of.wall.count()) / 1e9));
    };
    note(raw_loop(to.url() + "/raw", body, load.events * load.fan_out,
                  load.fan_out * load.concurrency),
         raw_cpu, raw_rate);
    auto done = run_engine(load, to, body);
    if (!done)
      return false;
    note(done->engine, cpu, rate);
    redis_cpu.push_back(static_cast<double>(done->redis.count()) / 1e3 / deliveries);
  }
  const std::string limit = "libcurl multi loop";
  print({question, load.name() + ": CPU per delivery", median(cpu), "us", limit, median(raw_cpu)},
        how);
  print({question, load.name() + ": deliveries", median(rate), "1/s", limit, median(raw_rate)},
        how);
  if (load.on == store_kind::redis)
    print({question, load.name() + ": CPU of redis-server per delivery", median(redis_cpu), "us",
           limit, median(raw_cpu)},
          how);
  return true;
}

} // namespace

bool end_to_end(const order& how) {
  sink to;
  std::size_t scale = how.quick ? 1 : 3;
  int rounds = how.quick ? 1 : 3;
  for (const auto on : {store_kind::sqlite, store_kind::redis})
    for (const auto& load : {workload{on, 1, 20'000 * scale, 64}, {on, 10, 5'000 * scale, 8}})
      if (!measure(load, rounds, to, how))
        return false;
  return true;
}

} // namespace fanfare::bench
