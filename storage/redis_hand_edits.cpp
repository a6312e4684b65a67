#include "storage/redis_hand_edits.hpp"

#include "messages/engine_thread.hpp"
#include "storage/redis_lanes.hpp"
#include "storage/redis_listener_json.hpp"

#include <algorithm>
#include <new>

namespace fanfare {

namespace {

constexpr std::chrono::milliseconds look_every{500};
/// After a comparison that fanfare's own changes asked for, Redis is left alone
/// for this many times as long as it took.
constexpr int rest_factor = 99;
constexpr std::size_t most_announced_at_once = 256;
constexpr std::string_view scan_count = "1000";

} // namespace

redis_hand_edits::redis_hand_edits(redis_database& in, redis_patience how)
    : in_(in), watching_(in.reader().address(), how) {}

redis_hand_edits::~redis_hand_edits() {
  {
    std::lock_guard guard{mutex_};
    ending_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void redis_hand_edits::begin() {
  if (thread_.joinable())
    return;
  look();
  late_ = !learned_;
  thread_ = std::thread{[this] { work(); }};
}

void redis_hand_edits::work() {
  enter_engine_thread("fanfare-watch");
  while (pause())
    try {
      look();
    } catch (const std::bad_alloc&) { // as any other failure
      watched_ = false;
    }
}

/// False: it is time to end.
bool redis_hand_edits::pause() {
  std::unique_lock guard{mutex_};
  return !ended_.wait_for(guard, look_every, [this] { return ending_; });
}

/// What fails is tried again at the next look, with another WATCH: then
/// everything is compared.
void redis_hand_edits::look() {
  const auto before = version_;
  const auto touched = was_touched();
  if (!touched) {
    watched_ = false;
    return;
  }
  due_ = due_ || *touched || !learned_;
  const auto by_fanfare = version_ != before && learned_;
  const auto now = std::chrono::steady_clock::now();
  if (!due_ || (by_fanfare && now < not_before_) || (*touched == false && now < not_before_))
    return;
  if (!compare()) {
    watched_ = false;
    return;
  }
  due_ = false;
  not_before_ =
      std::chrono::steady_clock::now() + rest_factor * (std::chrono::steady_clock::now() - now);
}

/// Ends the last WATCH and begins the next one, in one go.
result<bool> redis_hand_edits::was_touched() {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<redis_command> commands;
  commands.push_back(redis_command{"MULTI"});
  commands.push_back(redis_command{"GET", redis_keys::version});
  commands.push_back(redis_command{"EXEC"});
  commands.push_back(redis_command{"WATCH", redis_keys::listeners});
  commands.push_back(redis_command{"GET", redis_keys::version});
  const auto answers = watching_.exchange(std::move(commands));
  if (!answers)
    return answers.error();
  if (auto why = watching_.refusal(*answers, {"MULTI", "GET", "EXEC", "WATCH", "GET"}))
    return *why;
  version_ = (*answers)[4].whole().integer();
  const auto was_watched = std::exchange(watched_, true);
  return !was_watched || (*answers)[2].whole().is_nil();
}

result<void> redis_hand_edits::compare() {
  const auto version = version_;
  fingerprints names;
  auto now = scan(names);
  if (!now)
    return now.error();
  if (!learned_) {
    // Others may have loaded what was there before, and nobody knows what has changed since.
    if (late_)
      if (auto told = watching_.ask(redis_command{"INCR", redis_keys::version}); !told)
        return told.error();
    seen_ = std::move(*now);
    learned_ = true;
    compared_ = version;
    return {};
  }
  const auto all = differences(*now, names);
  if (!all)
    return all.error();
  if (auto told = announce(*all); !told)
    return told;
  // Each raised it by one: that is no change by others.
  version_ += static_cast<std::int64_t>(all->size());
  seen_ = std::move(*now);
  compared_ = version;
  return {};
}

result<std::vector<redis_hand_edits::difference>>
redis_hand_edits::differences(const fingerprints& now, const fingerprints& names) {
  const auto known = known_changes();
  if (!known)
    return known.error();
  std::vector<difference> all;
  const auto add = [&](const std::string& id, std::string_view operation, const std::string& hash) {
    const auto noted = known->find(id);
    if (noted != known->end() && noted->second == hash)
      return;
    const auto name = names.find(id);
    all.push_back({id, operation, hash, name == names.end() ? std::string{} : name->second});
  };
  for (const auto& [id, hash] : now) {
    const auto before = seen_.find(id);
    if (before == seen_.end() || before->second != hash)
      add(id, "put", hash);
  }
  for (const auto& [id, hash] : seen_)
    if (now.count(id) == 0)
      add(id, "del", {});
  return all;
}

result<redis_hand_edits::fingerprints>
redis_hand_edits::scan(std::unordered_map<std::string, std::string>& names) {
  fingerprints found;
  std::string cursor = "0";
  do {
    const auto some =
        watching_.ask(redis_command{"HSCAN", redis_keys::listeners, cursor, "COUNT", scan_count});
    if (!some)
      return some.error();
    cursor = (*some)[0].text();
    const auto pairs = (*some)[1];
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
      const std::string id{pairs[i].text()};
      auto hash = fingerprint(pairs[i + 1].text());
      const auto before = seen_.find(id);
      if (before == seen_.end() || before->second != hash)
        names[id] = stored_listener_of(id, pairs[i + 1].text()).name;
      found.insert_or_assign(id, std::move(hash));
    }
  } while (cursor != "0");
  return found;
}

/// What fanfare itself has changed since the last comparison, by the last state
/// of each; the fingerprint of what was deleted is empty.
result<redis_hand_edits::fingerprints> redis_hand_edits::known_changes() {
  const auto after = "(" + std::to_string(compared_) + "-0";
  const auto changes = watching_.ask(redis_command{"XRANGE", redis_keys::changes, after, "+"});
  if (!changes)
    return changes.error();
  fingerprints known;
  for (std::size_t i = 0; i < changes->whole().size(); ++i) {
    const auto fields = (*changes)[i][1];
    known.insert_or_assign(std::string{fields[1].text()}, std::string{fields[7].text()});
  }
  return known;
}

result<void> redis_hand_edits::announce(const std::vector<difference>& all) {
  for (std::size_t first = 0; first < all.size(); first += most_announced_at_once) {
    const auto end = std::min(all.size(), first + most_announced_at_once);
    std::vector<redis_command> commands;
    commands.emplace_back(redis_scripts::note_listeners, redis_keys::of_listeners());
    for (auto i = first; i < end; ++i)
      commands.front().add(all[i].id).add(all[i].operation).add(all[i].hash).add(all[i].name);
    // It may have been enabled or resumed: then what was held for it is due again.
    for (auto i = first; i < end; ++i)
      commands.push_back(resume_lane(in_, all[i].id));
    const auto answers = watching_.exchange(std::move(commands));
    if (!answers)
      return answers.error();
    if (auto why = watching_.refusal(*answers, {redis_scripts::note_listeners.name}))
      return *why;
  }
  return {};
}

} // namespace fanfare
