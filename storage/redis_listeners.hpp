#pragma once

#include "storage/listener_store.hpp"
#include "storage/redis_database.hpp"

namespace fanfare {

/// Listeners in a hash that admins may also edit by hand. What was made by hand
/// is listed after what was made through fanfare, until a node has noticed it.
class redis_listeners final : public listener_store {
public:
  /// @param in outlives this object.
  explicit redis_listeners(redis_database& in) : in_(in) {}

  result<listener_set> load() override;
  result<listener_edits> edits_since(std::uint64_t version) override;
  result<std::optional<stored_listener>> find(std::string_view id_or_name) override;
  result<void> put(const stored_listener& next,
                   const std::optional<std::string>& expected) override;
  result<std::uint64_t> erase(std::string_view id) override;

private:
  result<std::optional<stored_listener>> find_by_id(std::string_view id);
  result<std::optional<stored_listener>> find_by_name(std::string_view name);
  result<bool> some_were_made_by_hand();
  result<std::vector<stored_listener>> scan();
  result<void> sort_by_age(std::vector<stored_listener>& all);
  result<void> fill_in(listener_edits& found);

  redis_database& in_;
};

} // namespace fanfare
