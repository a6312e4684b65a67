#include "storage/sqlite_database.hpp"

#include "storage/sqlite_schema.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr int sequence_bits = 20;
constexpr std::uint32_t last_sequence = (1U << sequence_bits) - 1;
constexpr std::uint64_t last_ms = (std::uint64_t{1} << (63 - sequence_bits)) - 1;

/// WAL with FULL: a commit is on the disk when it returns. A log that had to grow is cut
/// to 32 MiB when it begins anew.
result<void> make_durable(sqlite_connection& on) {
  for (const auto* sql : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                          "PRAGMA journal_size_limit = 33554432"})
    if (!on.run(sql))
      return on.failure();
  return {};
}

} // namespace

unix_clock system_unix_clock() {
  return [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
  };
}

std::int64_t first_position(std::int64_t ms) { return ms << sequence_bits; }

std::int64_t position_up_to(const event_id& id) {
  const auto ms = std::min(id.ms, last_ms);
  const auto sequence = id.ms > last_ms ? last_sequence : std::min(id.sequence, last_sequence);
  return static_cast<std::int64_t>(ms << sequence_bits | sequence);
}

event_id sqlite_database::id_of(std::int64_t position) const {
  const auto bits = static_cast<std::uint64_t>(position);
  return {bits >> sequence_bits, static_cast<std::uint32_t>(bits & last_sequence), 0,
          installation_};
}

std::optional<std::int64_t> sqlite_database::position_of(const event_id& id) const {
  const auto position = position_up_to(id);
  if (id_of(position) != id)
    return std::nullopt;
  return position;
}

result<std::unique_ptr<sqlite_database>>
sqlite_database::open(const std::string& path, store_mode mode, sqlite_options how) {
  std::unique_ptr<sqlite_database> opened{new sqlite_database};
  opened->clock_ = std::move(how.clock);
  const auto file = mode == store_mode::create ? sqlite_file::may_be_made : sqlite_file::must_exist;
  if (auto done = opened->open_connections(path, file, how.patience); !done)
    return done.error();
  return opened;
}

result<void> sqlite_database::open_connections(const std::string& path, sqlite_file how,
                                               std::chrono::milliseconds patience) {
  const auto in_memory = path == ":memory:";
  auto writer = sqlite_connection::open(path, how, patience);
  if (!writer)
    return writer.error();
  writer_ = *std::move(writer);
  auto installation = prepare_schema(*writer_, in_memory ? sqlite_file::may_be_made : how);
  if (!installation)
    return installation.error();
  installation_ = *installation;
  if (in_memory)
    return {};

  if (auto durable = make_durable(*writer_); !durable)
    return durable;
  auto reader = sqlite_connection::open(path, sqlite_file::must_exist, patience);
  if (!reader)
    return reader.error();
  reader_ = *std::move(reader);
  if (!reader_->run("PRAGMA query_only = ON"))
    return reader_->failure();
  return {};
}

} // namespace fanfare
