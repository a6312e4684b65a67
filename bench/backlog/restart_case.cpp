#include "fanfare/admin.hpp"
#include "fanfare/testing.hpp"

#include "bench/backlog/cases.hpp"
#include "bench/child.hpp"
#include "bench/sink.hpp"
#include "bench/workload.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

namespace fanfare::bench {

namespace {

constexpr std::size_t listeners = 10;
constexpr std::size_t events_a_publish = 10'000;

struct figures {
  double parked_percent = 0; ///< Deliveries that were ever parked.
  double rate = 0;           ///< Deliveries a second, from the start of the node on.
};

bool complain(const std::string& what) {
  std::fprintf(stderr, "fanfare-bench: %s\n", what.c_str());
  return false;
}

/// Fills the journal as a program does that is no node.
bool fill(const std::string& url, std::size_t events, const sink& to) {
  options how;
  how.store_url = url;
  how.allow_networks = {"127.0.0.0/8"};
  const auto store = admin::open(how);
  if (!store)
    return complain(store.error().detail);
  for (std::size_t i = 0; i < listeners; ++i) {
    listener_draft draft{"http", {"repo.sync.*"}};
    draft.filter = R"({"payload":{"turn":[)" + std::to_string(i) + "]}}";
    draft.notifier_config = http_config{to.url() + "/" + std::to_string(i)}.json();
    if (const auto made = (*store)->create(draft); !made)
      return complain(made.error().detail);
  }
  const std::string padding(900, 'x');
  for (std::size_t done = 0; done < events;) {
    std::vector<report> reports;
    for (const auto end = std::min(events, done + events_a_publish); done < end; ++done)
      reports.push_back(report::of("repo.sync.finish", R"({"turn":)" +
                                                           std::to_string(done % listeners) +
                                                           R"(,"summary":")" + padding + R"("})"));
    if (const auto stored = (*store)->publish(std::move(reports)); !stored)
      return complain(stored.error().detail);
  }
  return true;
}

/// Returns how many deliveries left the memory of the engine, by how they did.
std::map<std::string, double> deliveries_of(engine& of) {
  std::map<std::string, double> sums;
  for (const auto& family : of.metrics())
    if (family.name == "fanfare_deliveries_total")
      for (const auto& sample : family.samples)
        for (const auto& label : sample.labels)
          if (label.name == "outcome")
            sums[label.value] += sample.value;
  return sums;
}

std::optional<figures> run(const std::string& url, std::size_t events, sink& to) {
  const stopwatch watch;
  auto one = start_engine(url);
  if (!one || !wait_settled(*one, std::chrono::seconds{60}))
    return std::nullopt;
  const auto took = watch.elapsed();
  while (one->administration().counts()->parked > 0)
    if (watch.elapsed().wall > std::chrono::seconds{90})
      return std::nullopt;
  if (to.counts().requests != events) {
    complain(std::to_string(to.counts().requests) + " requests came, " + std::to_string(events) +
             " were due");
    return std::nullopt;
  }
  auto all = deliveries_of(*one);
  const auto parked = all["withdrawn"] + all["leased"] + all["retry"] + all["abandoned"];
  return figures{100 * parked / static_cast<double>(events),
                 static_cast<double>(events) / (static_cast<double>(took.wall.count()) / 1e9)};
}

} // namespace

bool measure_restart(const order& how) {
  sink to;
  const scratch_directory place;
  const auto url = "sqlite:" + place.path() + "/fanfare.db";
  const std::size_t events = how.quick ? 20'000 : 200'000;
  if (!fill(url, events, to))
    return false;
  const auto got = in_child([&] { return run(url, events, to); });
  if (!got)
    return false;
  const auto name = "restart with " + std::to_string(events) + ": ";
  print({backlog_question, name + "ever parked", got->parked_percent, "%", "goal", 1}, how);
  print({backlog_question, name + "delivered", got->rate, "1/s"}, how);
  return true;
}

} // namespace fanfare::bench
