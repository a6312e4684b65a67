#pragma once

#include "fanfare/admin.hpp"
#include "fanfare/options.hpp"

#include "engine/notifier_registry.hpp"
#include "storage/store.hpp"

#include <optional>

namespace fanfare {

/// The admin of a store that somebody has opened.
/// Thread safety: all members may be called from any thread; all block on the store.
class store_admin : public admin {
public:
  /// @param on, ways outlive this object.
  store_admin(store& on, const options& how, const notifier_registry& ways);

  result<std::vector<listener>> listeners() override;
  result<listener> find(std::string_view id_or_name) override;
  /// A name that a listener of the same type has means that listener: it is
  /// replaced as a whole and keeps its id.
  result<std::string> create(const listener_draft& draft) override;
  result<void> update(std::string_view id, const listener_change& change) override;
  result<std::uint64_t> remove(std::string_view id) override;
  result<receipt> publish(std::vector<report> reports) override;
  result<std::vector<dead_letter>> dead_letters(std::size_t limit) override;
  result<store_counts> counts() override;
  std::optional<std::string> why_held(std::string_view notifier_type) override;
  std::vector<std::string> notes(const std::vector<std::string>& event_types) override;

private:
  result<stored_listener> existing(std::string_view id_or_name);
  result<std::optional<stored_listener>> same_name(const listener_draft& draft);
  listener shown(const stored_listener& kept) const;
  std::vector<std::string> secret_fields(std::string_view type) const;
  result<void> check_type(const std::string& type);
  result<stored_listener> checked(const listener& next) const;

  store& on_;
  const notifier_registry& ways_;
  report_limits limits_;
  delivery_options delivery_;
};

} // namespace fanfare
