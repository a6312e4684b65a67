#include "storage/redis_database.hpp"

#include "storage/redis_upgrade.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <random>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t rank_digits = 20;
constexpr std::size_t ms_digits = 12;
constexpr std::uint64_t last_ms = (std::uint64_t{1} << 48) - 1;

std::uint64_t random_installation() {
  std::random_device source;
  return (std::uint64_t{source()} << 32 | source()) & ((std::uint64_t{1} << 40) - 1);
}

/// Both halves of `ms-seq`; none if it is something else.
std::optional<std::pair<std::uint64_t, std::uint64_t>> halves(std::string_view position) {
  std::pair<std::uint64_t, std::uint64_t> both;
  const auto* end = position.data() + position.size();
  const auto ms = std::from_chars(position.data(), end, both.first);
  if (ms.ec != std::errc{} || ms.ptr == end || *ms.ptr != '-')
    return std::nullopt;
  const auto sequence = std::from_chars(ms.ptr + 1, end, both.second);
  if (sequence.ec != std::errc{} || sequence.ptr != end)
    return std::nullopt;
  return both;
}

} // namespace

std::string stream_position(const event_id& id) {
  return std::to_string(id.ms) + "-" + std::to_string(id.sequence);
}

bool is_position(std::string_view text) { return halves(text).has_value(); }

bool is_before(std::string_view a, std::string_view b) {
  return halves(a).value_or(std::pair<std::uint64_t, std::uint64_t>{}) <
         halves(b).value_or(std::pair<std::uint64_t, std::uint64_t>{});
}

std::string rank_of_position(std::string_view position) {
  const auto both = halves(position).value_or(std::pair<std::uint64_t, std::uint64_t>{});
  return event_id{both.first, static_cast<std::uint32_t>(both.second), 0, 0}.text().substr(
      0, rank_digits);
}

std::string position_of_rank(std::string_view rank) {
  std::uint64_t ms = 0;
  std::uint64_t sequence = 0;
  const auto middle = rank.substr(0, ms_digits).size();
  std::from_chars(rank.data(), rank.data() + middle, ms, 16);
  std::from_chars(rank.data() + middle, rank.data() + rank.size(), sequence, 16);
  return std::to_string(ms) + "-" + std::to_string(sequence);
}

redis_database::redis_database(const redis_address& at, store_mode mode, redis_patience how)
    : mode_(mode), address_(at.shown()), writer_(at, how), reader_(at, how) {}

result<void> redis_database::ready() {
  if (ready_)
    return {};
  std::lock_guard guard{mutex_};
  return ready_ ? result<void>{} : find_store();
}

result<void> redis_database::look_again() {
  std::lock_guard guard{mutex_};
  return find_store();
}

result<void> redis_database::find_store() {
  std::vector<redis_command> question;
  if (mode_ == store_mode::existing && !found_before_) {
    question.push_back(redis_command{"HMGET", redis_keys::schema, "version", "installation"});
  } else {
    question.emplace_back(redis_scripts::found_store,
                          std::vector<std::string>{std::string{redis_keys::schema}});
    question.back().add_number(redis_schema_version);
    question.back().add_number(found_before_ ? installation_.load() : random_installation());
  }
  const auto found = writer_.ask(std::move(question.front()));
  if (!found)
    return found.error();
  const auto& seen = *found;
  if (seen[0].is_nil())
    return writer_.failure("there is no fanfare store in this database; check the address, or "
                           "create the store first, e.g. with `fanfare serve`");
  if (seen[0].integer() > redis_schema_version)
    return error{errc::invalid_options,
                 writer_.failure("the store was written by a newer fanfare (schema ").detail +
                     std::string{seen[0].text()} + ", this one knows " +
                     std::to_string(redis_schema_version) + "); upgrade this program"};
  if (seen[0].integer() < redis_schema_version)
    if (auto done = bring_up(writer_, keys_, redis_schema_version); !done)
      return done;
  installation_ = static_cast<std::uint64_t>(seen[1].integer());
  if (seen[2].integer() == 1 && found_before_) {
    // Above what was seen, so that nobody takes the listeners of before for those of now.
    const auto floor = std::to_string(highest_version_ + 1);
    if (auto set = writer_.ask(redis_command{"SET", redis_keys::version, floor, "NX"}); !set)
      return set.error();
    keep_alarm("somebody emptied this Redis, or it came back without its data: events that were "
               "not delivered are lost, and so are the listeners; going on with an empty store");
  }
  found_before_ = true;
  ready_ = true;
  return {};
}

void redis_database::saw_version(std::uint64_t version) {
  auto highest = highest_version_.load();
  while (version > highest && !highest_version_.compare_exchange_weak(highest, version)) {
  }
}

void redis_database::raise_alarm(std::string_view sentence) {
  std::lock_guard guard{mutex_};
  keep_alarm(std::string{sentence});
}

void redis_database::keep_alarm(std::string sentence) {
  if (std::find(alarms_.begin(), alarms_.end(), sentence) == alarms_.end())
    alarms_.push_back(std::move(sentence));
}

std::optional<error> redis_database::take_alarm() {
  std::lock_guard guard{mutex_};
  if (alarms_.empty())
    return std::nullopt;
  auto told = reader_.failure(alarms_.front());
  alarms_.pop_front();
  return told;
}

std::optional<event_id> redis_database::id_of(std::string_view position) const {
  const auto both = halves(position);
  if (!both || both->first > last_ms || both->second > std::numeric_limits<std::uint32_t>::max())
    return std::nullopt;
  return event_id{both->first, static_cast<std::uint32_t>(both->second), 0, installation_};
}

std::optional<std::string> redis_database::position_of(const event_id& id) const {
  if (id.installation != installation_ || id.shard != 0 || id.ms > last_ms)
    return std::nullopt;
  return stream_position(id);
}

} // namespace fanfare
