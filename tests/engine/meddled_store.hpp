#pragma once

#include "storage/store.hpp"

#include <functional>
#include <optional>

namespace fanfare::test {

/// A store that passes everything on, until a test steps in between.
class meddled_store final : public store, private journal, private listener_store {
public:
  explicit meddled_store(std::unique_ptr<store> real) : real_{std::move(real)} {}

  /// Called once, after the next find.
  std::function<void()> after_find;
  /// Called once, after the next load.
  std::function<void()> after_load;
  /// How many writes succeed before all fail. None: all succeed.
  std::optional<int> good_writes;
  /// The sizes of the commits so far, in events.
  std::vector<std::size_t> commits;

  store& real() { return *real_; }

  journal& events() override { return *this; }
  retries& parked() override { return real_->parked(); }
  fanfare::dead_letters& dead() override { return real_->dead(); }
  holdings& stock() override { return real_->stock(); }
  suspects& doubts() override { return real_->doubts(); }
  attempt_log& attempts() override { return real_->attempts(); }
  listener_store& listeners() override { return *this; }
  listener_states& states() override { return real_->states(); }
  seen_types& types() override { return real_->types(); }
  quarantine& broken() override { return real_->broken(); }
  result<void> become_node(const node_card& me) override { return real_->become_node(me); }
  result<void> heartbeat() override { return real_->heartbeat(); }
  result<std::vector<node_card>> live_nodes() override { return real_->live_nodes(); }
  std::vector<finding> diagnose() override { return real_->diagnose(); }
  result<std::vector<finding>> dangers() override { return real_->dangers(); }
  result<void> backup(const std::string& path, if_there then,
                      const on_progress& progress) override {
    return real_->backup(path, then, progress);
  }

private:
  result<std::vector<event_id>> write(const write_group& group) override {
    if (good_writes && (*good_writes)-- <= 0)
      return error{errc::store_unreachable, "the disk is full"};
    commits.push_back(group.appends.size());
    return real_->events().write(group);
  }
  result<journal_batch> read(const std::optional<event_id>& after, read_limit limit) override {
    return real_->events().read(after, limit);
  }
  result<std::optional<stored_event>> find(const event_id& which) override {
    return real_->events().find(which);
  }
  result<std::uint64_t> change_mark() override { return real_->events().change_mark(); }
  result<std::uint64_t> unsettled() override { return real_->events().unsettled(); }
  result<std::uint64_t> referenced() override { return real_->events().referenced(); }

  result<listener_set> load() override {
    auto loaded = real_->listeners().load();
    if (const auto meddle = std::exchange(after_load, {}))
      meddle();
    return loaded;
  }
  result<listener_edits> edits_since(std::uint64_t version) override {
    return real_->listeners().edits_since(version);
  }
  result<std::optional<stored_listener>> find(std::string_view id_or_name) override {
    auto found = real_->listeners().find(id_or_name);
    if (const auto meddle = std::exchange(after_find, {}))
      meddle();
    return found;
  }
  result<void> put(const stored_listener& next,
                   const std::optional<std::string>& expected) override {
    return real_->listeners().put(next, expected);
  }
  result<std::uint64_t> erase(std::string_view id) override { return real_->listeners().erase(id); }

  std::unique_ptr<store> real_;
};

} // namespace fanfare::test
