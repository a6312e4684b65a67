#include "actors/journal_reader.hpp"

#include "actors/journal_look.hpp"
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

constexpr const char* careful_subject = "suspects";

} // namespace

journal_reader::journal_reader(alarm_clock& clock, reader_desk& desk, store_queue& store,
                               matcher_desk& matcher, settler_desk& settler, surroundings& around,
                               caution* care)
    : clock_(clock), desk_(desk), store_(store), matcher_(matcher), settler_(settler),
      around_(around), care_(care) {}

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
  if (std::exchange(answer.is_taken, true)) {
    // Half of it is gone with the actor that died over it: the journal is read again from where
    // it was, for the desk knows nothing of this answer.
    desk_.news = true;
    return;
  }
  around_.problems.clear(subject);
  desk_.seen_mark = answer.mark;
  take_events(answer);
}

void journal_reader::take_events(read_answer& answer) {
  auto& batch = *answer.batch;
  const auto& entries = batch.entries;
  if (!desk_.has_begun)
    desk_.backlog = answer.backlog;
  take_care(answer, batch);
  const auto at_end = batch.at_end;
  auto last = desk_.last;
  if (!at_end)
    desk_.news = true;
  if (!entries.empty()) {
    last = entries.back().id;
    FANFARE_CRASH_POINT("read");
  }
  const auto behind = desk_.backlog - std::min<std::uint64_t>(desk_.backlog, entries.size());
  const auto arrived = entries.size() - (desk_.said_end_of_backlog ? 0 : desk_.backlog - behind);
  event_batch events;
  events.parked = std::move(answer.parked);
  const auto ends = !desk_.said_end_of_backlog && (at_end || behind == 0);
  events.end_of_backlog = ends;
  if (answer.suspicions >= caution::suspicions) {
    bury(entries.front());
    batch.entries.clear();
  }
  if (!entries.empty() || ends || !events.parked.empty())
    pass_on(batch, std::move(events));
  desk_.has_begun = true;
  desk_.last = last;
  desk_.backlog = behind;
  desk_.said_end_of_backlog |= ends;
  count_arrived(arrived);
}

/// What this node publishes counts when that is done, and is read as well.
void journal_reader::count_arrived(std::uint64_t more) {
  auto& count = around_.count;
  desk_.arrived += more;
  const auto own = std::min<std::uint64_t>(desk_.arrived, count.published);
  count.foreign = std::max<std::uint64_t>(count.foreign, desk_.arrived - own);
}

// -- a start after deaths in a row --------------------------------------------------

void journal_reader::take_care(const read_answer& answer, const journal_batch& batch) {
  if (care_ == nullptr || care_->now() > caution::stage::journal)
    return;
  if (answer.deaths > 0) {
    desk_.doubtful = answer.doubtful;
    desk_.careful_until = clock_.now() + caution::most;
    desk_.news = true;
    if (answer.deaths > caution::deaths)
      desk_.pause_until = clock_.now() + caution::calm;
    around_.problems.warn(careful_subject,
                          "nodes died " + std::to_string(answer.deaths) +
                              " times in a row; what they left is worked on a little at a time, "
                              "to find an event that kills");
  }
  desk_.suspected.clear();
  if (answer.careful == caution::stage::journal) {
    desk_.group_until = clock_.now() + caution::patience;
    desk_.doubtful -= std::min<std::uint64_t>(desk_.doubtful, batch.entries.size());
    // That of one that is buried stays: it is still there if this node dies before.
    if (answer.suspicions < caution::suspicions)
      for (const auto& each : batch.entries)
        desk_.suspected.push_back(each.id);
  }
  if (care_->now() != answer.careful)
    care_->enter(answer.careful);
}

/// It is not even looked into: nobody knows what of it kills.
void journal_reader::bury(const journal_entry& killer) {
  around_.problems.say(log_level::error,
                       "event " + killer.id.text() + " is buried: " + poison_reason);
  settler_.unusable.push({{killer.id, {}, {}, poison_reason, {}, 0}});
}

/// Whether what was read before is settled, so that nothing else can kill than what comes now.
bool journal_reader::all_is_quiet() const {
  return desk_.events.whole() && settler_.leased.deliveries.whole();
}

void journal_reader::pass_on(journal_batch& batch, event_batch events) {
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
  if (!events.events.empty() || events.end_of_backlog || !events.parked.empty())
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
  const auto looks = now >= desk_.look_at;
  if (looks)
    desk_.look_at = now + look_every;
  clock_.ring_at(desk_.look_at);
  auto events = desk_.events.left();
  auto bytes = desk_.bytes.left();
  if (events <= 0 || bytes <= 0)
    return;
  const auto careful = care_ ? care_->now() : caution::stage::over;
  if (careful == caution::stage::journal && now < desk_.group_until && !all_is_quiet())
    return;
  if (careful == caution::stage::journal && now >= desk_.careful_until)
    desk_.doubtful = 0;
  read_order order{desk_.last,
                   {std::min(static_cast<std::size_t>(events), events_a_read),
                    std::min(static_cast<std::size_t>(bytes), bytes_a_read)},
                   desk_.news.exchange(false),
                   looks,
                   desk_.seen_mark,
                   careful,
                   desk_.doubtful,
                   desk_.suspected,
                   !desk_.has_begun};
  try {
    store_.run(
        [&desk = desk_, order](store& from) { desk.reads.push(look_into_journal(from, order)); });
  } catch (const std::bad_alloc&) {
    desk_.news = true; // the next one here has to know
    throw;
  }
  desk_.reading = true;
}

} // namespace fanfare
