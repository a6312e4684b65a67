#include "storage/redis_journal.hpp"

#include "storage/redis_settling.hpp"

#include <algorithm>
#include <iterator>

namespace fanfare {

namespace {

constexpr std::chrono::seconds cursor_every{1};

/// Appends in one go are one transaction: with `appendfsync always` Redis then
/// syncs once, and not once for each 16 KiB that it reads.
void add_appends(const std::vector<new_event>& events, const std::string& stream,
                 std::vector<redis_command>& to) {
  if (events.size() > 1)
    to.push_back(redis_command{"MULTI"});
  for (const auto& each : events) {
    to.push_back(redis_command{"XADD", stream, "*", "b", each.body});
    if (!each.key.empty())
      to.back().add("k").add(each.key);
  }
  if (events.size() > 1)
    to.push_back(redis_command{"EXEC"});
}

} // namespace

// -- writing --------------------------------------------------------------------

result<std::vector<event_id>> redis_journal::write(const write_group& group) {
  if (group.appends.empty() && group.settles.empty())
    return std::vector<event_id>{};
  if (auto there = in_.ready(); !there)
    return there.error();
  auto written = append_and_settle(group);
  if (written)
    note_settled(group.settles);
  return written;
}

result<std::vector<event_id>> redis_journal::append_and_settle(const write_group& group) {
  auto token = owner_.token();
  if (!token)
    return token.error();
  std::size_t settles = 0;
  const auto answers = send(group, *token, settles);
  if (!answers)
    return answers.error();
  auto ids = ids_in(*answers, group.appends.size());
  if (!ids)
    return ids;
  for (auto i = answers->size() - settles; i < answers->size(); ++i) {
    const auto answer = (*answers)[i].whole();
    if (!answer.is_error())
      continue;
    if (!is_fenced(answer))
      return in_.writer().refusal(answer, redis_scripts::settle.name);
    // The lease ran out, as after a stop of Redis: with a new one all calls are repeated.
    owner_.lost();
    token = owner_.token();
    if (!token)
      return token.error();
    const auto again = send({{}, group.settles}, *token, settles);
    if (!again)
      return again.error();
    if (auto why = in_.writer().refusal(*again, {redis_scripts::settle.name}))
      return *why;
    return ids;
  }
  return ids;
}

result<std::vector<redis_answer>>
redis_journal::send(const write_group& group, const std::string& token, std::size_t& settles) {
  const auto there = existing(group.settles);
  if (!there)
    return there.error();
  const auto settles_any = !group.settles.settled.empty() || !group.settles.retries.empty();
  const auto cursor = token.empty() || !settles_any ? std::string{} : cursor_to_write();
  std::vector<redis_command> commands;
  add_appends(group.appends, in_.keys().events, commands);
  sent_ += group.appends.size();
  auto calls = settle_calls(group.settles, *there, in_, token, cursor);
  settles = calls.size();
  std::move(calls.begin(), calls.end(), std::back_inserter(commands));
  if (commands.empty())
    return std::vector<redis_answer>{};
  return in_.writer().exchange(std::move(commands));
}

/// The listeners are in another slot than the shard, so the script cannot ask for them.
result<std::unordered_set<std::string>> redis_journal::existing(const settlement& what) {
  std::unordered_set<std::string> there;
  const auto wanted = parked_for(what);
  if (wanted.empty())
    return there;
  std::vector<redis_command> questions;
  questions.reserve(wanted.size());
  for (const auto& listener : wanted)
    questions.push_back(redis_command{"HEXISTS", redis_keys::listeners, listener});
  const auto answers = in_.writer().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  if (auto why = in_.writer().refusal(*answers, {"HEXISTS"}))
    return *why;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if ((*answers)[i].whole().integer() == 1)
      there.emplace(wanted[i]);
  return there;
}

result<std::vector<event_id>> redis_journal::ids_in(const std::vector<redis_answer>& answers,
                                                    std::size_t appends) {
  std::vector<event_id> ids;
  if (appends == 0)
    return ids;
  const auto many = appends > 1;
  // In a transaction the first refusal is the reason, EXEC's only says that there was one.
  for (std::size_t i = 0; i < (many ? appends + 2 : 1); ++i)
    if (const auto answer = answers[i].whole(); answer.is_error())
      return in_.writer().refusal(answer, "XADD");
  for (std::size_t i = 0; i < appends; ++i) {
    const auto said = many ? answers[appends + 1][i] : answers[0].whole();
    if (said.is_error())
      return in_.writer().refusal(said, "XADD");
    const auto id = in_.id_of(said.text());
    if (!id)
      return in_.writer().failure(
          "the stream " + in_.keys().events + " gives ids that are out of range (" +
          std::string{said.text()} +
          "), because somebody wrote such an id by hand; delete the stream when it is empty");
    ids.push_back(*id);
  }
  acknowledged_ += appends;
  return ids;
}

/// Returns the position up to which all is settled, about once a second: it only spares the next
/// start the reading of what is kept. What is being settled does not count yet: it may be refused.
std::string redis_journal::cursor_to_write() {
  std::lock_guard guard{mutex_};
  const auto now = std::chrono::steady_clock::now();
  if (!last_ || now < cursor_at_)
    return {};
  cursor_at_ = now + cursor_every;
  if (open_.empty())
    return stream_position(*last_);
  auto before = *open_.begin();
  if (before.sequence > 0)
    --before.sequence;
  else
    before = {before.ms - 1, ~std::uint32_t{0}, 0, before.installation};
  return stream_position(before);
}

void redis_journal::note_settled(const settlement& what) {
  std::lock_guard guard{mutex_};
  for (const auto& id : what.settled)
    open_.erase(id);
}

} // namespace fanfare
