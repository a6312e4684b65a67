#include "bench/end_to_end/end_to_end.hpp"

#include "fanfare/fanfare.hpp"
#include "fanfare/testing.hpp"

#include "bench/end_to_end/raw_loop.hpp"
#include "bench/sink.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::bench {

namespace {

constexpr const char* question = "end_to_end";
constexpr std::size_t events_a_publish = 256;
constexpr std::size_t publishes_at_once = 16;
constexpr std::size_t report_bytes = 1024;

struct workload {
  std::string name;
  std::size_t fan_out;
  std::size_t events;
  std::size_t concurrency; ///< Of each listener.
};

/// A directory that goes away with everything in it.
class scratch_directory {
public:
  scratch_directory() {
    auto pattern = (std::filesystem::temp_directory_path() / "fanfare-bench-XXXXXX").string();
    path_ = mkdtemp(pattern.data()) != nullptr ? pattern : std::string{};
  }
  ~scratch_directory() { std::filesystem::remove_all(path_); }
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  std::string path() const { return path_; }

private:
  std::string path_;
};

/// A report of Pulp's shape and of exactly 1 KiB.
std::string a_report() {
  auto of_padding = [](std::size_t size) {
    return report::of("repo.sync.finish",
                      R"({"repo_id":"pulp-f16","result":"success","summary":")" +
                          std::string(size, 'x') + R"("})")
        .body;
  };
  return of_padding(report_bytes - of_padding(0).size());
}

std::unique_ptr<engine> start_engine(const workload& load, const std::string& directory,
                                     const sink& to) {
  options how;
  how.store_url = "sqlite:" + directory + "/fanfare.db";
  how.allow_networks = {"127.0.0.0/8"};
  auto started = engine::start(how);
  if (!started) {
    std::fprintf(stderr, "fanfare-bench: %s\n", started.error().detail.c_str());
    return nullptr;
  }
  for (std::size_t i = 0; i < load.fan_out; ++i) {
    listener_draft draft{"http", {"repo.sync.*"}};
    draft.notifier_config = http_config{to.url() + "/" + std::to_string(i)}.json();
    draft.delivery = R"({"concurrency":)" + std::to_string(load.concurrency) + "}";
    auto made = (*started)->administration().create(draft);
    if (!made) {
      std::fprintf(stderr, "fanfare-bench: %s\n", made.error().detail.c_str());
      return nullptr;
    }
  }
  return std::move(*started);
}

/// Publishes all events of the load and returns the sum of the hashes of their
/// ids, or nothing if one was refused.
std::optional<std::uint64_t> publish_all(engine& to, const workload& load,
                                         const std::string& body) {
  std::uint64_t id_sum = 0;
  std::deque<std::future<result<receipt>>> waiting;
  auto take_oldest = [&] {
    auto answer = waiting.front().get();
    waiting.pop_front();
    if (!answer) {
      std::fprintf(stderr, "fanfare-bench: %s\n", answer.error().detail.c_str());
      return false;
    }
    for (const auto& id : answer->ids)
      id_sum += id_hash(id.data(), id.size());
    return true;
  };
  for (std::size_t sent = 0; sent < load.events; sent += events_a_publish) {
    auto count = std::min(events_a_publish, load.events - sent);
    waiting.push_back(to.publish(std::vector<report>(count, report{body, {}})));
    if (waiting.size() >= publishes_at_once && !take_oldest())
      return std::nullopt;
  }
  while (!waiting.empty())
    if (!take_oldest())
      return std::nullopt;
  return id_sum;
}

/// Runs the load through an engine; nothing if a delivery was missing or
/// repeated, or a byte.
std::optional<cost> run_engine(const workload& load, sink& to, const std::string& body) {
  scratch_directory directory;
  auto one = start_engine(load, directory.path(), to);
  if (!one)
    return std::nullopt;
  to.reset();
  stopwatch watch;
  auto id_sum = publish_all(*one, load, body);
  if (!id_sum || !wait_settled(*one, std::chrono::seconds{40}))
    return std::nullopt;
  auto total = watch.elapsed();
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
  std::vector<double> cpu, rate, raw_cpu, raw_rate;
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
    note(*done, cpu, rate);
  }
  const std::string limit = "libcurl multi loop";
  print({question, load.name + ": CPU per delivery", median(cpu), "us", limit, median(raw_cpu)},
        how);
  print({question, load.name + ": deliveries", median(rate), "1/s", limit, median(raw_rate)}, how);
  return true;
}

} // namespace

bool end_to_end(const order& how) {
  sink to;
  std::size_t scale = how.quick ? 1 : 3;
  int rounds = how.quick ? 1 : 3;
  return measure({"sqlite, 1 KiB, fan-out 1", 1, 20'000 * scale, 64}, rounds, to, how) &&
         measure({"sqlite, 1 KiB, fan-out 10", 10, 5'000 * scale, 8}, rounds, to, how);
}

} // namespace fanfare::bench
