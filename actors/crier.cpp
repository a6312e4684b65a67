#include "actors/crier.hpp"

#include "messages/make_room.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 64;
constexpr std::size_t reports_at_once = 64;
constexpr std::chrono::seconds between_deaths{1};
constexpr std::chrono::seconds pause_after_failure{1};
constexpr const char* subject = "events of fanfare's own";

} // namespace

crier::crier(alarm_clock& clock, crier_desk& desk, const current_index& listeners,
             ingest_gate& gate, ingestor_desk& ingestor, surroundings& around)
    : clock_(clock), desk_(desk), listeners_(listeners), gate_(gate), ingestor_(ingestor),
      around_(around) {}

void crier::wake() {
  desk_.bell.answer();
  take_answers();
  work_through_items(desk_.news, desk_.bell, batches_a_turn,
                     [this](const listener_event& what) { take(what); });
  tell_deaths();
  publish();
}

void crier::take_answers() {
  work_through(desk_.answers, desk_.bell, 1, [this](const result<receipt>& how) {
    auto given = std::exchange(desk_.under_way, {});
    if (how)
      return;
    // Those that are durable by now are the first ones.
    const auto stored = static_cast<std::ptrdiff_t>(how.error().stored.size());
    desk_.line.insert(desk_.line.begin(), std::make_move_iterator(given.begin() + stored),
                      std::make_move_iterator(given.end()));
    desk_.again_at = clock_.now() + pause_after_failure;
  });
}

void crier::take(const listener_event& what) {
  if (what.what != listener_event::kind::dead_letter)
    return add(what);
  auto& toll = desk_.deaths[what.listener_id];
  const auto before = toll.told.count;
  toll.told = what;
  toll.told.count += before;
}

void crier::tell_deaths() {
  const auto now = clock_.now();
  for (auto each = desk_.deaths.begin(); each != desk_.deaths.end();) {
    auto& toll = each->second;
    if (now < toll.not_before) {
      clock_.ring_at(toll.not_before);
      ++each;
    } else if (toll.told.count == 0) {
      each = desk_.deaths.erase(each);
    } else {
      add(toll.told);
      toll.told.count = 0;
      toll.not_before = now + between_deaths;
    }
  }
}

void crier::add(const listener_event& what) {
  auto report = report_of(what);
  if (!has_listeners(type_of(what.what), report))
    return;
  if (desk_.line.size() >= most_waiting) {
    desk_.line.pop_front();
    around_.problems.warn(subject, "more than " + std::to_string(most_waiting) +
                                       " wait to be stored: the oldest are dropped");
  }
  desk_.line.push_back(std::move(report));
}

bool crier::has_listeners(std::string_view type, const std::string& report) const {
  const auto index = listeners_.load();
  std::vector<const ready_listener_ptr*> found;
  index->match(type, {report, true}, found);
  return std::any_of(found.begin(), found.end(),
                     [](const auto* each) { return (*each)->what->enabled; });
}

void crier::publish() {
  if (desk_.line.empty())
    around_.problems.lift_warning(subject);
  if (!desk_.under_way.empty() || desk_.line.empty() || !around_.running())
    return;
  if (clock_.now() < desk_.again_at) {
    clock_.ring_at(desk_.again_at);
    return;
  }
  std::size_t bytes = 0;
  const auto count = std::min(desk_.line.size(), reports_at_once);
  for (std::size_t i = 0; i < count; ++i)
    bytes += desk_.line[i].size();
  publish_request request;
  request.bytes = bytes;
  for (std::size_t i = 0; i < count; ++i)
    request.events.push_back({desk_.line[i]});
  make_room(desk_.under_way, count);
  request.reply =
      publish_reply{[&desk = desk_](result<receipt> how) { desk.answers.push(std::move(how)); }};
  if (!gate_.enter(count, bytes)) {
    request.reply.waive();
    desk_.again_at = clock_.now() + pause_after_failure;
    clock_.ring_at(desk_.again_at);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    desk_.under_way.push_back(std::move(desk_.line.front()));
    desk_.line.pop_front();
  }
  ingestor_.publishes.push(std::move(request));
}

} // namespace fanfare
