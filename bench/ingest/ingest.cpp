#include "bench/ingest/ingest.hpp"

#include "fanfare/testing.hpp"

#include "bench/ingest/raw_stores.hpp"
#include "bench/redis_server.hpp"
#include "bench/workload.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::bench {

namespace {

constexpr const char* question = "ingest";

/// What an engine did with one load.
struct run_cost {
  cost durable; ///< Until every publisher had its receipt.
  cost settled; ///< Until every event had been read, matched with nothing, and settled.
};

std::optional<run_cost> run_engine(const std::string& store_url, std::size_t events) {
  const auto body = a_report();
  auto one = start_engine(store_url);
  if (!one)
    return std::nullopt;
  run_cost total;
  stopwatch watch;
  if (!publish_all(*one, events, body))
    return std::nullopt;
  total.durable = watch.elapsed();
  if (!wait_settled(*one, std::chrono::seconds{40}))
    return std::nullopt;
  total.settled = watch.elapsed();
  return total;
}

struct series {
  std::vector<double> cpu;  ///< us an event
  std::vector<double> rate; ///< events a second

  void add(const cost& of, std::size_t events) {
    const auto count = static_cast<double>(events);
    cpu.push_back(static_cast<double>(of.cpu.count()) / 1e3 / count);
    rate.push_back(count / (static_cast<double>(of.wall.count()) / 1e9));
  }
};

/// A store, and what it is measured against: each run has a store of its own.
struct contest {
  std::string name;
  std::string limit_name;
  std::function<std::optional<run_cost>(std::size_t events)> engine;
  std::function<cost(std::size_t events)> limit;
};

bool measure(const contest& one, std::size_t events, int rounds, const order& how) {
  series durable, settled, limit;
  for (int i = 0; i < rounds; ++i) {
    limit.add(one.limit(events), events);
    auto done = one.engine(events);
    if (!done)
      return false;
    durable.add(done->durable, events);
    settled.add(done->settled, events);
  }
  auto show = [&](const std::string& what, const series& of) {
    print({question, one.name + ": " + what, median(of.rate), "1/s", one.limit_name,
           median(limit.rate)},
          how);
    print({question, one.name + ": " + what + ", CPU per event", median(of.cpu), "us",
           one.limit_name, median(limit.cpu)},
          how);
  };
  show("durable", durable);
  show("durable, read and settled", settled);
  return true;
}

contest on_sqlite() {
  return {"sqlite, 1 KiB", "raw SQLite, 256 a commit",
          [](std::size_t events) {
            scratch_directory in;
            return run_engine("sqlite:" + in.path() + "/fanfare.db", events);
          },
          [](std::size_t events) {
            scratch_directory in;
            return raw_sqlite(in.path() + "/raw.db", a_report(), events);
          }};
}

contest on_redis(const std::string& fsync, raw_redis_way limit) {
  return {"redis " + fsync + ", 1 KiB",
          limit == raw_redis_way::pipeline ? "raw pipelined XADD, 256 at once"
                                           : "raw MULTI of 256 XADDs",
          [fsync](std::size_t events) {
            redis_server in{fsync};
            return run_engine(in.url(), events);
          },
          [fsync, limit](std::size_t events) {
            redis_server in{fsync};
            return raw_redis(in.socket_path(), a_report(), events, limit);
          }};
}

} // namespace

bool ingest(const order& how) {
  const std::size_t events = how.quick ? 50'000 : 100'000;
  const int rounds = how.quick ? 1 : 3;
  for (const auto& one : {on_sqlite(), on_redis("everysec", raw_redis_way::pipeline),
                          on_redis("everysec", raw_redis_way::transaction),
                          on_redis("always", raw_redis_way::transaction)})
    if (!measure(one, events, rounds, how))
      return false;
  return true;
}

} // namespace fanfare::bench
