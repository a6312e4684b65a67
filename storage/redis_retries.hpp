#pragma once

#include "storage/redis_database.hpp"
#include "storage/redis_owner.hpp"
#include "storage/retries.hpp"

namespace fanfare {

/// Lanes are held to what their listeners say when they come up: one whose
/// listener is gone, by whatever hand, is dropped, one whose listener is
/// disabled is held until it is enabled.
class redis_retries final : public retries {
public:
  /// @param in and `owner` outlive this object.
  redis_retries(redis_database& in, redis_owner& owner) : in_(in), owner_(owner) {}

  result<std::vector<due_lane>> due(const std::vector<std::string>& types,
                                    std::chrono::milliseconds horizon, std::size_t most) override;
  result<std::vector<claimed_delivery>> claim(const std::vector<claim_request>& wanted) override;
  result<std::vector<ordered_key>> ordered_keys() override;
  result<std::uint64_t> parked() override;

  /// Looks at all held lanes: their listeners may have been enabled, or be
  /// gone, without anybody there to notice.
  result<void> review_held();

private:
  struct lane_row {
    std::string listener;
    std::chrono::milliseconds in{0};
    bool exists = false;
    bool enabled = false;
    std::string type = {};
  };

  result<std::vector<lane_row>> rows(std::chrono::milliseconds horizon, std::size_t skip,
                                     std::size_t most);
  result<void> look_up(std::vector<lane_row>& lanes);
  result<std::vector<std::string>> all_lanes();
  result<std::vector<claimed_delivery>> send_claims(const std::vector<claim_request>& wanted,
                                                    const std::string& token);

  redis_database& in_;
  redis_owner& owner_;
};

} // namespace fanfare
