#pragma once

#include "storage/redis_database.hpp"
#include "storage/redis_owner.hpp"
#include "storage/retries.hpp"

namespace fanfare {

/// Lanes are held to what their listeners say when they come up: one whose
/// listener is gone, by whatever hand, is dropped, one whose listener is
/// disabled or paused is held until it no longer is.
class redis_retries final : public retries {
public:
  /// @param in and `owner` outlive this object.
  redis_retries(redis_database& in, redis_owner& owner) : in_(in), owner_(owner) {}

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

  /// Looks at all held lanes: their listeners may take deliveries again, or be
  /// gone, without anybody there to notice.
  result<void> review_held();

private:
  struct lane_row {
    std::string listener;
    std::chrono::milliseconds in{0};
    bool exists = false;
    bool claimable = false;
    std::string type = {};
  };

  result<std::vector<lane_row>> rows(redis_connection& on, std::chrono::milliseconds horizon,
                                     std::size_t skip, std::size_t most);
  result<std::vector<std::string>> all_lanes();

  // -- redis_claims.cpp
  std::vector<redis_command> claim_calls(const std::vector<claim_request>& wanted,
                                         const std::string& token);
  void take_claimed(const std::string& listener, redis_part answer,
                    std::vector<claimed_delivery>& to);
  static void take_back(std::vector<claimed_delivery>& from, std::size_t first, settlement& to);

  redis_database& in_;
  redis_owner& owner_;
};

} // namespace fanfare
