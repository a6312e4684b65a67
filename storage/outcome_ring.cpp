#include "storage/outcome_ring.hpp"

#include "storage/mapped_file.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

namespace fanfare {

namespace {

constexpr std::uint64_t magic = 0x3153474e49524646; // "FFRINGS1"
constexpr std::uint64_t outcome_bits = 3;

std::uint64_t mixed(std::uint64_t sum, std::uint64_t word) {
  sum = (sum ^ word) * 0x9e3779b97f4a7c15U;
  return sum ^ (sum >> 29);
}

/// Eight bytes at a time: it is asked for each delivery.
std::uint64_t mixed(std::uint64_t sum, std::string_view text) {
  sum = mixed(sum, text.size());
  for (; text.size() >= sizeof sum; text.remove_prefix(sizeof sum)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    sum = mixed(sum, word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, text.data(), text.size());
  return mixed(sum, rest);
}

} // namespace

// -- the file ----------------------------------------------------------------------

struct outcome_ring::header {
  std::uint64_t magic = 0;
  std::uint64_t capacity = 0;
  std::uint64_t installation = 0; ///< 0: not known when it was made.
  std::uint64_t sum = 0;          ///< Of the three above.
  std::uint64_t next = 0;         ///< How many outcomes were ever noted; no more than a hint.
  std::uint64_t unused[3] = {};

  std::uint64_t right_sum() const { return mixed(mixed(mixed(0, magic), capacity), installation); }
};

namespace {

constexpr std::uint64_t most_capacity = std::uint64_t{1} << 26;

/// What was wrong with a file that will be begun anew.
std::string damage(const std::string& path) {
  return path + " is damaged and was begun anew: what was delivered just before the last crash "
                "may be delivered again";
}

std::string foreign(const std::string& path) {
  return path + " is of another store; delete it, or name another directory in [node] state_dir. "
                "Until then a crash repeats deliveries that were just made";
}

std::string without(const error& why) {
  return why.detail + "; without that file a crash repeats deliveries that were just made ([node] "
                      "state_dir says where it is)";
}

} // namespace

outcome_ring::opened outcome_ring::open(const std::string& path,
                                        std::optional<std::uint64_t> installation,
                                        std::size_t capacity) {
  static_assert(sizeof(header) == header_bytes);
  auto file = mapped_file::open(path);
  if (!file)
    return {nullptr, without(file.error())};
  header found;
  std::string warning;
  if ((*file)->size() >= sizeof found)
    if (auto read = (*file)->read(&found, sizeof found); !read)
      return {nullptr, without(read.error())};
  const bool sound = found.magic == magic && found.sum == found.right_sum() && found.capacity > 0 &&
                     found.capacity <= most_capacity &&
                     (*file)->size() >= sizeof found + found.capacity * sizeof(record);
  if (sound && found.installation != 0 && installation && found.installation != *installation)
    return {nullptr, foreign(path)};
  if (!sound && (*file)->size() > 0) {
    warning = damage(path);
    found = {};
    if (auto done = (*file)->clear(); !done)
      return {nullptr, without(done.error())};
  } else if (!sound) {
    found = {};
  }
  auto ring = map(*std::move(file), found, installation.value_or(found.installation), capacity);
  if (!ring)
    return {nullptr, without(ring.error())};
  return {*std::move(ring), std::move(warning)};
}

/// Brings a file to its size. What it held stays where it is.
result<std::unique_ptr<outcome_ring>> outcome_ring::map(std::unique_ptr<mapped_file> file,
                                                        header wanted, std::uint64_t installation,
                                                        std::size_t capacity) {
  const auto is_new = wanted.capacity == 0;
  if (wanted.capacity < capacity) {
    wanted.next = wanted.capacity;
    wanted.capacity = capacity;
  }
  wanted.magic = magic;
  wanted.installation = installation;
  wanted.sum = wanted.right_sum();
  auto room = file->reserve(sizeof wanted + wanted.capacity * sizeof(record));
  if (room)
    room = file->map();
  if (!room) {
    if (is_new)
      file->remove();
    return room.error();
  }
  std::memcpy(file->bytes(), &wanted, sizeof wanted);
  return std::unique_ptr<outcome_ring>{new outcome_ring{std::move(file)}};
}

outcome_ring::outcome_ring(std::unique_ptr<mapped_file> in)
    : file_(std::move(in)), header_(static_cast<header*>(file_->bytes())),
      slots_(static_cast<record*>(static_cast<void*>(header_ + 1))), capacity_(header_->capacity) {
  for (std::uint64_t i = 0; i < capacity_; ++i)
    if ((slots_[i].digest & outcome_bits) != 0)
      past_.push_back(slots_[i]);
  past_.shrink_to_fit();
  std::sort(past_.begin(), past_.end(), [](const record& a, const record& b) {
    return std::tie(a.when, a.digest) < std::tie(b.when, b.digest);
  });
}

outcome_ring::~outcome_ring() = default;

void outcome_ring::discard() { file_->remove(); }

// -- noting ------------------------------------------------------------------------

outcome_ring::record outcome_ring::record_of(const event_id& event, std::string_view listener,
                                             std::string_view part) {
  auto sum = mixed(std::uint64_t{event.shard} << 48 ^ event.installation, event.ms);
  sum = mixed(mixed(mixed(sum, event.sequence), listener), part);
  return {event.ms << 16 | (event.sequence & 0xffff), sum & ~outcome_bits};
}

void outcome_ring::note(const event_id& event, std::string_view listener, std::string_view part,
                        final_outcome how) noexcept {
  const auto what = record_of(event, listener, part);
  const auto turn = std::atomic_ref{header_->next}.fetch_add(1, std::memory_order_relaxed);
  auto& slot = slots_[turn % capacity_];
  // Killed between the two it is the outcome of nothing.
  std::atomic_ref{slot.digest}.store(what.digest | static_cast<std::uint64_t>(how),
                                     std::memory_order_relaxed);
  std::atomic_ref{slot.when}.store(what.when, std::memory_order_relaxed);
}

std::optional<final_outcome> outcome_ring::recall(const event_id& event, std::string_view listener,
                                                  std::string_view part) const noexcept {
  // Most events are younger than any that a process before this one can have seen.
  if (past_.empty() || (event.ms << 16) > past_.back().when)
    return std::nullopt;
  const auto what = record_of(event, listener, part);
  const auto found =
      std::lower_bound(past_.begin(), past_.end(), what, [](const record& a, const record& b) {
        return std::tie(a.when, a.digest) < std::tie(b.when, b.digest);
      });
  if (found == past_.end() || found->when != what.when ||
      (found->digest & ~outcome_bits) != what.digest)
    return std::nullopt;
  return static_cast<final_outcome>(found->digest & outcome_bits);
}

} // namespace fanfare
