#include "storage/redis_journal.hpp"

#include <algorithm>
#include <functional>

namespace fanfare {

namespace {

constexpr std::size_t count_of_unknown_size = 64;
constexpr std::string_view beginning = "0-0";

/// The report in an entry's fields, or why there is none.
journal_entry entry_of(const event_id& id, redis_part fields) {
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
    if (fields[i].text() == "b")
      return {id, std::string{fields[i + 1].text()}};
  return {id, {}, "the entry has no field b, which holds the report"};
}

} // namespace

result<journal_batch> redis_journal::read(const std::optional<event_id>& after, read_limit limit) {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto token = owner_.token();
  if (!token)
    return token.error();
  auto from = after ? result<std::string>{stream_position(*after)} : start();
  if (!from)
    return from.error();
  if (after && is_of_a_deleted_stream(*after))
    from = std::string{beginning};
  const auto fresh = are_fresh_after(*from, *token);
  if (!fresh)
    return fresh.error();
  for (;;) {
    const auto count = count_for(limit);
    auto some = read_lot(*from, count, *token);
    if (!some)
      return some.error();
    const auto at_end = some->entries.size() < count;
    if (!*fresh || !some->is_ours)
      if (auto struck = strike_out_kept(*some); !struck)
        return struck.error();
    if (some->entries.empty() && !at_end) {
      *from = some->last;
      continue;
    }
    auto batch = batch_of(*some, limit.bytes);
    batch.at_end = at_end && batch.entries.size() == some->entries.size();
    if (!token->empty())
      note_read(batch, after.has_value());
    return batch;
  }
}

journal_batch redis_journal::batch_of(lot& some, std::size_t most_bytes) {
  journal_batch batch;
  batch.listeners_version = some.version;
  std::size_t bytes = 0;
  for (auto& each : some.entries) {
    bytes += each.body.size();
    if (!batch.entries.empty() && bytes > most_bytes)
      break;
    batch.entries.push_back(std::move(each));
  }
  return batch;
}

/// Whether nobody can have settled what comes next: this node goes on where it was, and has had
/// the shard since before that was appended.
result<bool> redis_journal::are_fresh_after(const std::string& position, const std::string& token) {
  if (token.empty())
    return false;
  {
    std::lock_guard guard{mutex_};
    if (owned_as_ == token)
      return last_ && position == stream_position(*last_) && !is_before(position, owned_from_);
  }
  const auto newest =
      in_.reader().ask(redis_command{"XREVRANGE", in_.keys().events, "+", "-", "COUNT", "1"});
  if (!newest)
    return newest.error();
  std::lock_guard guard{mutex_};
  owned_as_ = token;
  owned_from_ = newest->whole().size() > 0 ? (*newest)[0][0].text() : beginning;
  return false;
}

/// The stream that took the place of a deleted one gives lower ids if the clock was set back.
bool redis_journal::is_of_a_deleted_stream(const event_id& position) {
  std::lock_guard guard{mutex_};
  return last_of_deleted_ && position == *last_of_deleted_ &&
         is_before(newest_, stream_position(position));
}

result<std::string> redis_journal::start() {
  const auto cursor = in_.reader().ask(redis_command{"GET", in_.keys().cursor});
  if (!cursor)
    return cursor.error();
  const auto position = cursor->whole().text();
  return std::string{in_.id_of(position) ? position : beginning};
}

/// How many entries fit, by the size of those read before: XREAD knows no limit of bytes.
std::size_t redis_journal::count_for(read_limit limit) {
  std::lock_guard guard{mutex_};
  const auto fit = usual_size_ == 0 ? count_of_unknown_size
                                    : std::max<std::size_t>(1, limit.bytes / usual_size_);
  return std::clamp<std::size_t>(fit, 1, limit.events);
}

result<redis_journal::lot> redis_journal::read_lot(const std::string& after, std::size_t count,
                                                   const std::string& token) {
  const auto& keys = in_.keys();
  const auto most = std::to_string(count);
  std::vector<redis_command> questions;
  questions.push_back(redis_command{"XREAD", "COUNT", most, "STREAMS", keys.events, after});
  questions.push_back(redis_command{"HLEN", keys.refs});
  questions.push_back(redis_command{"GET", redis_keys::version});
  questions.push_back(redis_command{"GET", keys.owner});
  const auto answers = in_.reader().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  if (auto why = in_.reader().refusal(*answers, {"XREAD", "HLEN", "GET", "GET"}))
    return *why;
  lot some;
  some.is_ours = (*answers)[3].whole().text() == token;
  if (!token.empty() && !some.is_ours) {
    owner_.lost();
    if (auto again = owner_.token(); !again)
      return again.error();
  }
  some.version = static_cast<std::uint64_t>((*answers)[2].whole().integer());
  some.some_are_kept = (*answers)[1].whole().integer() > 0;
  in_.saw_version(some.version);
  if (auto taken = take_entries((*answers)[0][0][1], some); !taken)
    return taken.error();
  return some;
}

result<void> redis_journal::take_entries(redis_part entries, lot& some) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto position = entries[i][0].text();
    const auto id = in_.id_of(position);
    if (!id)
      return in_.reader().failure("the stream " + in_.keys().events +
                                  " has an entry whose id is out of "
                                  "range, " +
                                  std::string{position} +
                                  "; remove it with XDEL, and mend the stream with XSETID");
    some.entries.push_back(entry_of(*id, entries[i][1]));
    some.positions.emplace_back(position);
    bytes += some.entries.back().body.size();
  }
  if (some.entries.empty())
    return {};
  some.last = some.positions.back();
  std::lock_guard guard{mutex_};
  usual_size_ = std::max<std::size_t>(1, bytes / some.entries.size());
  return {};
}

/// Takes out the events that are settled and kept for a parked or dead delivery.
result<void> redis_journal::strike_out_kept(lot& from) {
  if (!from.some_are_kept || from.entries.empty())
    return {};
  redis_command question{"HMGET", in_.keys().refs};
  for (const auto& position : from.positions)
    question.add(position);
  const auto kept = in_.reader().ask(std::move(question));
  if (!kept)
    return kept.error();
  std::size_t left = 0;
  for (std::size_t i = 0; i < from.entries.size(); ++i) {
    if (!(*kept)[i].is_nil())
      continue;
    if (left != i)
      from.entries[left] = std::move(from.entries[i]);
    ++left;
  }
  from.entries.resize(left);
  return {};
}

/// Whoever reads from the beginning may only look at the oldest, and has read on before.
void redis_journal::note_read(const journal_batch& batch, bool reads_on) {
  if (batch.entries.empty())
    return;
  std::lock_guard guard{mutex_};
  if (!reads_on && last_ && !(*last_ < batch.entries.back().id))
    return;
  for (const auto& each : batch.entries)
    open_.insert(open_.end(), each.id);
  last_ = batch.entries.back().id;
}

result<std::optional<stored_event>> redis_journal::find(const event_id& which) {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto position = in_.position_of(which);
  if (!position)
    return std::optional<stored_event>{};
  std::vector<redis_command> questions;
  questions.push_back(redis_command{"XRANGE", in_.keys().events, *position, *position});
  questions.push_back(redis_command{"HEXISTS", in_.keys().refs, *position});
  const auto answers = in_.reader().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  if (auto why = in_.reader().refusal(*answers, {"XRANGE", "HEXISTS"}))
    return *why;
  if ((*answers)[0].whole().size() == 0)
    return std::optional<stored_event>{};
  return std::optional{stored_event{entry_of(which, (*answers)[0][0][1]).body,
                                    (*answers)[1].whole().integer() == 1}};
}

result<std::uint64_t> redis_journal::change_mark() {
  if (auto there = in_.ready(); !there)
    return there.error();
  if (auto alarm = in_.take_alarm())
    return *alarm;
  const std::uint64_t acknowledged = acknowledged_;
  std::vector<redis_command> questions;
  questions.emplace_back(redis_scripts::mark, std::vector<std::string>{in_.keys().events});
  questions.push_back(redis_command{"GET", redis_keys::version});
  const auto answers = in_.reader().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  if (auto why = in_.reader().refusal(*answers, {redis_scripts::mark.name, "GET"}))
    return *why;
  const std::string last{(*answers)[0][0].text()};
  const auto added = (*answers)[0][1].integer();
  auto replaced = false;
  {
    std::lock_guard guard{mutex_};
    // So many it must be, if it is the stream that it was.
    replaced = added < added_ + static_cast<std::int64_t>(acknowledged -
                                                          std::min(acknowledged, sent_at_look_));
    added_ = added;
    sent_at_look_ = sent_;
    newest_ = last;
    if (replaced)
      last_of_deleted_ = last_;
  }
  if (replaced)
    if (auto noted = note_loss(in_.keys().events); !noted)
      return noted.error();
  return std::hash<std::string>{}(last + "|" + std::to_string(added) + "|" +
                                  std::string{(*answers)[1].whole().text()});
}

/// Somebody deleted the stream: what refers to its events refers to nothing.
result<void> redis_journal::note_loss(const std::string& what) {
  std::string cursor = "0";
  do {
    const auto some =
        in_.reader().ask(redis_command{"HSCAN", in_.keys().refs, cursor, "COUNT", "256"});
    if (!some)
      return some.error();
    cursor = (*some)[0].text();
    redis_command forget{redis_scripts::forget_lost, {in_.keys().events, in_.keys().refs}};
    for (std::size_t i = 0; i < (*some)[1].size(); i += 2)
      forget.add((*some)[1][i].text());
    if (auto done = in_.reader().ask(std::move(forget)); !done)
      return done.error();
  } while (cursor != "0");
  in_.raise_alarm("somebody deleted the stream " + what +
                  ": events in it that were not delivered are lost; going on with a new one");
  return {};
}

result<std::uint64_t> redis_journal::unsettled() {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<redis_command> questions;
  questions.push_back(redis_command{"XLEN", in_.keys().events});
  questions.push_back(redis_command{"HLEN", in_.keys().refs});
  const auto answers = in_.reader().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  if (auto why = in_.reader().refusal(*answers, {"XLEN", "HLEN"}))
    return *why;
  const auto left = (*answers)[0].whole().integer() - (*answers)[1].whole().integer();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(left, 0));
}

result<std::uint64_t> redis_journal::referenced() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto kept = in_.reader().ask(redis_command{"HLEN", in_.keys().refs});
  if (!kept)
    return kept.error();
  return static_cast<std::uint64_t>(kept->whole().integer());
}

} // namespace fanfare
