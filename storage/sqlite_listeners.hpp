#pragma once

#include "storage/listener_store.hpp"
#include "storage/sqlite_database.hpp"

namespace fanfare {

class sqlite_listeners final : public listener_store {
public:
  /// Older changes are forgotten: who is further behind loads all listeners.
  static constexpr std::int64_t changes_kept = 10'000;

  /// @param in outlives this object.
  explicit sqlite_listeners(sqlite_database& in) : in_(in) {}

  result<listener_set> load() override;
  result<listener_edits> edits_since(std::uint64_t version) override;
  result<std::optional<stored_listener>> find(std::string_view id_or_name) override;
  result<void> put(const stored_listener& next,
                   const std::optional<std::string>& expected) override;
  result<std::uint64_t> erase(std::string_view id) override;

private:
  sqlite_database& in_;
};

} // namespace fanfare
