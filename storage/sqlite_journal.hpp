#pragma once

#include "storage/journal.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_journal final : public journal {
public:
  /// @param in outlives this object.
  explicit sqlite_journal(sqlite_database& in) : in_(in) {}

  result<std::vector<event_id>> write(const write_group& group) override;
  result<journal_batch> read(const std::optional<event_id>& after, read_limit limit) override;
  result<std::optional<stored_event>> find(const event_id& which) override;
  result<std::uint64_t> change_mark() override;
  result<std::uint64_t> unsettled() override;
  result<std::uint64_t> referenced() override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
