#pragma once

#include "fanfare/admin.hpp"
#include "fanfare/options.hpp"

#include "engine/notifier_registry.hpp"
#include "storage/store.hpp"

#include <optional>

namespace fanfare {

struct imported_listener;

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
  result<std::uint64_t> drop_waiting(std::string_view id) override;
  result<std::vector<listener_state>> states() override;
  result<std::vector<listener_finding>> check_listeners() override;
  result<std::string> export_listeners(secrets what) override;
  result<import_counts> import_listeners(std::string_view array) override;
  result<receipt> publish(std::vector<report> reports) override;
  result<std::vector<dead_letter>> dead_letters(std::size_t limit,
                                                const dead_filter& which) override;
  result<buried_report> find_dead_letter(std::string_view id) override;
  result<replay_counts> count_dead_letters(const dead_filter& which) override;
  result<replay_counts> replay_dead_letters(const dead_filter& which,
                                            std::chrono::microseconds apart = {}) override;
  result<std::uint64_t> drop_dead_letters(const dead_filter& which) override;
  result<store_counts> counts() override;
  std::optional<std::string> why_held(std::string_view notifier_type) override;
  std::vector<std::string> notes(const std::vector<std::string>& event_types) override;
  result<std::vector<known_event_type>> event_types() override;
  result<explained_report> explain(const report& what, std::string_view only) override;
  result<std::vector<live_node>> nodes() override;
  std::vector<finding> diagnose() override;
  result<void> backup(const std::string& path, if_there then, const on_progress& progress) override;
  result<event_story> story(std::string_view id) override;
  result<std::vector<recent_attempt>> recent_attempts(std::size_t limit,
                                                      const attempt_filter& which) override;
  result<std::vector<recent_attempt>> attempts_since(std::string_view after, std::size_t limit,
                                                     const attempt_filter& which) override;
  result<std::string> last_attempt() override;

private:
  result<stored_listener> existing(std::string_view id_or_name);
  result<std::optional<stored_listener>> same_name(const listener_draft& draft);
  listener shown(const stored_listener& kept) const;
  listener without_secrets(listener what) const;
  std::vector<std::string> secret_fields(std::string_view type) const;
  result<void> check_type(const std::string& type);
  result<stored_listener> checked(listener next) const;
  result<stored_listener> completed(const imported_listener& item);
  result<void> check_kept(const stored_listener& kept) const;
  const quarantined_listener* set_aside(const stored_listener& kept,
                                        const std::vector<quarantined_listener>& all) const;
  std::vector<std::string> warnings_about(const stored_listener& kept) const;
  result<void> tell_deliveries(const event_id& which, event_story& into);

  store& on_;
  const notifier_registry& ways_;
  const options how_;
};

} // namespace fanfare
