#include "bench/backlog/cases.hpp"
#include "bench/child.hpp"
#include "bench/memory.hpp"
#include "bench/redis_server.hpp"
#include "bench/sink.hpp"
#include "bench/steady_load.hpp"
#include "bench/workload.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

namespace fanfare::bench {

namespace {

using namespace std::chrono_literals;

constexpr double fresh_a_second = 200;
constexpr std::size_t steps = 4; ///< In which the backlog grows; memory is looked at after each.

struct plan {
  std::size_t events;
  std::chrono::milliseconds before; ///< How long fresh events are timed without a backlog.
};

/// What a run found out.
struct figures {
  double growth_mb = 0;      ///< Of memory, from the first step to the last.
  double bytes_a_parked = 0; ///< Of the store, for each delivery that waits.
  double p99_before_ms = 0;
  double p99_draining_ms = 0;
  double drained_a_second = 0;
};

/// A store of either kind, and how large it is.
class measured_store {
public:
  explicit measured_store(const std::string& kind) {
    if (kind == "redis")
      redis_.emplace("everysec");
  }

  std::string url() const { return redis_ ? redis_->url() : "sqlite:" + file(); }

  double bytes() const {
    if (redis_)
      return static_cast<double>(redis_->used_memory());
    double sum = 0;
    for (const auto* part : {"", "-wal"})
      if (std::filesystem::exists(file() + part))
        sum += static_cast<double>(std::filesystem::file_size(file() + part));
    return sum;
  }

private:
  std::string file() const { return place_.path() + "/fanfare.db"; }

  scratch_directory place_;
  std::optional<redis_server> redis_;
};

bool holds_within(std::chrono::seconds patience, const std::function<bool()>& what) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!what()) {
    if (std::chrono::steady_clock::now() > deadline)
      return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

bool complain(const char* what) {
  std::fprintf(stderr, "fanfare-bench: %s\n", what);
  return false;
}

class down_run {
public:
  down_run(const plan& how, const measured_store& store, sink& well, sink& down)
      : how_(how), store_(store), well_(well), down_(down) {}

  std::optional<figures> measure() {
    one_ = start_engine(store_.url());
    if (!one_ || !listen() || !time_before() || !pile_up() || !drain())
      return std::nullopt;
    return got_;
  }

private:
  bool listen() {
    const auto add = [this](const sink& at, std::vector<std::string> types,
                            const std::string& delivery) {
      listener_draft draft{"http", std::move(types)};
      draft.notifier_config = http_config{at.url() + "/"}.json();
      draft.delivery = delivery;
      const auto made = one_->administration().create(draft);
      return made || complain(made.error().detail.c_str());
    };
    return add(well_, {"repo.sync.#", "fresh.#"}, R"({"concurrency":64})") &&
           add(down_, {"repo.sync.#"},
               R"({"concurrency":64,"first_delay":"200ms","max_delay":"1s","max_attempts":1000,)"
               R"("parked_max":1000000})");
  }

  /// Publishes fresh events and returns their p99; nothing if not all came.
  std::optional<double> time_fresh(const std::function<bool()>& goes_on) {
    const auto before = well_.counts().requests;
    const auto load = publish_steadily(
        *one_, fresh_a_second, [](std::uint64_t) { return "fresh.event"; }, goes_on);
    fresh_ += load.published;
    if (load.refused > 0 ||
        !holds_within(10s, [&] { return well_.counts().requests >= before + load.published; })) {
      complain("a fresh event was refused, or did not come");
      return std::nullopt;
    }
    return percentile(well_.latencies(), 0.99);
  }

  bool time_before() {
    if (!time_fresh(for_so_long(how_.before / 4)))
      return false;
    well_.reset();
    fresh_ = 0;
    const auto p99 = time_fresh(for_so_long(how_.before));
    got_.p99_before_ms = p99.value_or(0);
    return p99.has_value();
  }

  std::uint64_t parked() const {
    const auto now = one_->administration().counts();
    return now && now->unsettled == 0 ? now->parked : 0;
  }

  bool pile_up() {
    const auto body = a_report();
    const auto empty = store_.bytes();
    double first = 0;
    for (std::size_t step = 1; step <= steps; ++step) {
      const auto sum = publish_all(*one_, how_.events / steps, body);
      if (!sum)
        return false;
      ids_ += *sum;
      const auto due = how_.events / steps * step;
      if (!holds_within(30s, [&] { return parked() == due; }))
        return complain("not every delivery to the receiver that is down was parked");
      const auto now = static_cast<double>(resident_bytes());
      first = step == 1 ? now : first;
      got_.growth_mb = (now - first) / 1e6;
    }
    got_.bytes_a_parked = (store_.bytes() - empty) / static_cast<double>(how_.events);
    return true;
  }

  bool drain() {
    if (!holds_within(10s, [this] { return well_.counts().requests == fresh_ + how_.events; }))
      return complain("the healthy receiver did not get each event once");
    well_.reset();
    fresh_ = 0;
    down_.rise();
    const stopwatch watch;
    const auto deadline = std::chrono::steady_clock::now() + 120s;
    const auto p99 = time_fresh([&] {
      return down_.counts().requests < how_.events && std::chrono::steady_clock::now() < deadline;
    });
    got_.p99_draining_ms = p99.value_or(0);
    got_.drained_a_second = static_cast<double>(how_.events) /
                            (static_cast<double>(watch.elapsed().wall.count()) / 1e9);
    if (!p99 || !holds_within(10s, [this] { return is_empty(); }))
      return complain("the store is not empty in the end");
    const auto came = down_.counts();
    if (came.requests != how_.events || came.id_sum != ids_)
      return complain("the receiver that was down did not get each event once");
    return true;
  }

  bool is_empty() const {
    const auto now = one_->administration().counts();
    return now && now->unsettled + now->parked + now->referenced + now->dead_letters == 0;
  }

  const plan& how_;
  const measured_store& store_;
  sink& well_;
  sink& down_;
  std::unique_ptr<engine> one_;
  std::uint64_t fresh_ = 0; ///< Events since the healthy sink was reset.
  std::uint64_t ids_ = 0;   ///< The sum that the sink that is down is to have in the end.
  figures got_;
};

} // namespace

bool measure_down_receiver(const std::string& store, const order& how) {
  sink well;
  sink down{sink_state::down};
  const measured_store on{store};
  const plan as = how.quick ? plan{10'000, 1'000ms} : plan{100'000, 20'000ms};
  const auto got = in_child([&] { return down_run{as, on, well, down}.measure(); });
  if (!got)
    return false;
  const auto name = store + ", down for " + std::to_string(as.events) + ": ";
  const auto show = [&](const char* what, double value, const char* unit, const char* limit = "",
                        double limit_value = 0) {
    print({backlog_question, name + what, value, unit, limit, limit_value}, how);
  };
  show("memory growth", got->growth_mb, "MB");
  show("store, each parked delivery", got->bytes_a_parked, "B", "the report alone", 1024);
  show("drained", got->drained_a_second, "1/s");
  show("p99 of others meanwhile", got->p99_draining_ms, "ms", "before", got->p99_before_ms);
  show("the same, times that before", got->p99_draining_ms / got->p99_before_ms, "x", "goal", 1.5);
  return true;
}

} // namespace fanfare::bench
