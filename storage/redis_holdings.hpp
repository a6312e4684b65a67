#pragma once

#include "storage/holdings.hpp"
#include "storage/redis_database.hpp"

namespace fanfare {

/// The bytes are estimated from fifty of the reports, those of one listener from sixteen
/// of what is parked and of what is dead. The oldest of a lane are
/// looked for by walking over it, as it stands in the order of due times.
class redis_holdings final : public holdings {
public:
  /// @param in outlives this object.
  explicit redis_holdings(redis_database& in) : in_(in) {}

  result<std::vector<holding>> all() override;
  result<std::uint64_t> bytes() override;
  result<report_sizes> sizes_of(std::string_view listener) override;
  result<std::uint64_t> drop_parked(std::string_view listener, std::size_t most) override;
  result<std::uint64_t> drop_dead(std::string_view listener, std::size_t most,
                                  std::chrono::milliseconds age) override;

private:
  result<void> count_parked(std::vector<holding>& into);
  result<void> count_dead(std::vector<holding>& into);
  result<std::vector<std::string>> oldest_parked(const std::string& listener, std::size_t most);

  redis_database& in_;
};

} // namespace fanfare
