#include "actors/journal_reader.hpp"

#include "actors/journaled_event.hpp"
#include "messages/crash_point.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t events_a_read = 512;
constexpr std::size_t bytes_a_read = 8 * 1024 * 1024;
/// How soon events are noticed that other processes wrote.
constexpr std::chrono::milliseconds look_every{50};
constexpr std::chrono::seconds pause_after_failure{1};
constexpr const char* subject = "journal";

struct read_order {
  std::optional<event_id> after;
  read_limit limit;
  bool news;
  std::uint64_t seen_mark;
};

/// Reads, unless nothing can have changed since the last time.
read_answer look(journal& events, const read_order& order) {
  read_answer answer{order.seen_mark, journal_batch{}};
  auto mark = events.change_mark();
  if (!mark) {
    answer.batch = mark.error();
    return answer;
  }
  answer.mark = *mark;
  if (order.news || *mark != order.seen_mark)
    answer.batch = events.read(order.after, order.limit);
  return answer;
}

} // namespace

journal_reader::journal_reader(alarm_clock& clock, reader_desk& desk, store_queue& store,
                               matcher_desk& matcher, settler_desk& settler, surroundings& around)
    : clock_(clock), desk_(desk), store_(store), matcher_(matcher), settler_(settler),
      around_(around) {}

void journal_reader::wake() {
  desk_.bell.answer();
  work_through(desk_.reads, desk_.bell, 1, [this](read_answer& answer) { take(answer); });
  if (around_.running())
    read();
}

void journal_reader::take(read_answer& answer) {
  desk_.reading = false;
  if (!around_.running())
    return;
  if (!answer.batch) {
    around_.problems.raise(subject, answer.batch.error().detail);
    desk_.news = true;
    desk_.pause_until = clock_.now() + pause_after_failure;
    return;
  }
  around_.problems.clear(subject);
  desk_.seen_mark = answer.mark;
  auto& entries = answer.batch->entries;
  if (entries.empty())
    return;
  FANFARE_CRASH_POINT("read");
  desk_.last = entries.back().id;
  // The end of the journal shows in an empty read only: a short one may have met its limit of
  // bytes.
  desk_.news = true;
  pass_on(*answer.batch);
}

void journal_reader::pass_on(journal_batch& batch) {
  event_batch events;
  events.listeners_version = batch.listeners_version;
  std::vector<dead_delivery> unusable;
  std::int64_t bytes = 0;
  for (auto& entry : batch.entries) {
    auto id = entry.id;
    auto fault = std::move(entry.fault);
    auto what = fault.empty() ? read_event(std::move(entry))
                              : result<event_ptr>{error{errc::invalid_report, std::move(fault)}};
    if (!what) {
      unusable.push_back({id, {}, {}, "not a report: " + what.error().detail, {}, 0});
      continue;
    }
    bytes += static_cast<std::int64_t>((*what)->body.size());
    events.events.push_back(std::move(*what));
  }
  desk_.events.take(static_cast<std::int64_t>(events.events.size()));
  desk_.bytes.take(bytes);
  if (!unusable.empty())
    settler_.unusable.push(std::move(unusable));
  if (!events.events.empty())
    matcher_.batches.push(std::move(events));
}

void journal_reader::read() {
  if (desk_.reading)
    return;
  auto now = clock_.now();
  auto not_before = desk_.news ? desk_.pause_until : std::max(desk_.pause_until, desk_.look_at);
  if (now < not_before) {
    clock_.ring_at(not_before);
    return;
  }
  desk_.look_at = now + look_every;
  clock_.ring_at(desk_.look_at);
  auto events = desk_.events.left();
  auto bytes = desk_.bytes.left();
  if (events <= 0 || bytes <= 0)
    return;
  read_order order{desk_.last,
                   {std::min(static_cast<std::size_t>(events), events_a_read),
                    std::min(static_cast<std::size_t>(bytes), bytes_a_read)},
                   desk_.news.exchange(false),
                   desk_.seen_mark};
  try {
    store_.run(
        [&desk = desk_, order](store& from) { desk.reads.push(look(from.events(), order)); });
  } catch (const std::bad_alloc&) {
    desk_.news = true; // the next one here has to know
    throw;
  }
  desk_.reading = true;
}

} // namespace fanfare
