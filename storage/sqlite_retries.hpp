#pragma once

#include "storage/retries.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_retries final : public retries {
public:
  /// @param in outlives this object.
  explicit sqlite_retries(sqlite_database& in) : in_(in) {}

  result<std::vector<due_lane>> due(const std::vector<std::string>& types,
                                    std::chrono::milliseconds horizon, std::size_t most) override;
  result<std::vector<claimed_delivery>> claim(const std::vector<claim_request>& wanted) override;
  result<std::vector<ordered_key>> ordered_keys(std::string_view only) override;
  result<std::vector<waiting_report>> of_event(const event_id& which) override;
  result<std::uint64_t> parked() override;
  result<std::vector<std::string>> unclaimed(const std::vector<std::string>& types) override;
  result<std::vector<waiting_delivery>>
  overdue(std::string_view listener, std::chrono::milliseconds by, std::size_t most) override;
  result<std::uint64_t> drop(std::string_view listener) override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
