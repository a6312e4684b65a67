#include "engine/store_gauges.hpp"

#include "storage/store.hpp"

#include <algorithm>

namespace fanfare {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds valid_for{1};

milliseconds age_of(const event_id& id) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto age = std::chrono::duration_cast<milliseconds>(now) -
                   milliseconds{static_cast<std::int64_t>(id.ms)};
  return std::max(age, milliseconds{0});
}

result<store_reading> reading_of(store& from) {
  const result<std::uint64_t> numbers[] = {from.events().unsettled(), from.events().referenced(),
                                           from.parked().parked(), from.dead().count()};
  for (const auto& number : numbers)
    if (!number)
      return number.error();
  store_reading got{{0, *numbers[0], *numbers[1], *numbers[2], *numbers[3]}};
  if (got.counts.unsettled == 0)
    return got;
  const auto oldest = from.events().read(std::nullopt, {1, 1});
  if (!oldest)
    return oldest.error();
  if (!oldest->entries.empty())
    got.oldest_age = age_of(oldest->entries.front().id);
  return got;
}

} // namespace

void store_gauges::open(store_queue& reader) {
  std::lock_guard guard{mutex_};
  reader_ = &reader;
}

void store_gauges::close() {
  std::lock_guard guard{mutex_};
  reader_ = nullptr;
}

store_gauges::answer store_gauges::read(milliseconds patience) {
  std::unique_lock guard{mutex_};
  const auto now = std::chrono::steady_clock::now();
  if (!reader_ || asking_ || now - asked_ < valid_for)
    return last_;
  asking_ = true;
  asked_ = now;
  reader_->run([this](store& from) { take(reading_of(from)); });
  if (!answered_.wait_for(guard, patience, [this] { return !asking_; }))
    last_.up = false;
  return last_;
}

void store_gauges::take(result<store_reading> got) {
  std::lock_guard guard{mutex_};
  asking_ = false;
  last_.up = static_cast<bool>(got);
  if (got)
    last_.last = *got;
  answered_.notify_all();
}

} // namespace fanfare
