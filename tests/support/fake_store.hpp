#pragma once

#include "storage/store.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare::test {

/// A store whose answers a test lays out beforehand, and which keeps what it
/// was told. It does not work like a store: the contract suite has real ones.
class fake_store final : public store {
public:
  std::optional<error> down; ///< While set, everything fails with it.

  std::map<event_id, std::string> entries; ///< The journal.
  std::uint64_t mark = 1;
  std::uint64_t version = 0; ///< Of the listeners, as the journal reads it.
  std::vector<write_group> written;
  std::size_t reads = 0;

  std::vector<due_lane> lanes;
  std::vector<claimed_delivery> claimable; ///< The answer to the next claim.
  std::vector<std::vector<claim_request>> claims;

  std::vector<std::string> unclaimed;
  std::size_t unclaimed_queries = 0;
  std::map<std::string, std::vector<waiting_delivery>> overdue; ///< Each is answered once.
  std::vector<std::pair<std::string, std::chrono::milliseconds>> overdue_queries;

  std::map<std::string, stored_listener> kept; ///< Found one by one, and put.
  std::function<void()> at_find;               ///< What others do after each `find`.
  listener_set all;
  listener_edits edits;
  std::size_t edit_queries = 0;
  std::size_t heartbeats = 0;
  std::vector<finding> perils; ///< The answer to `dangers`.
  std::size_t danger_queries = 0;

  std::vector<std::vector<listener_state>> states_put;
  std::vector<listener_state> states_before; ///< The answer to `all`.
  std::map<std::string, quarantined_listener> quarantined;
  std::set<std::string> types_seen;

  journal& events() override { return journal_; }
  retries& parked() override { return retries_; }
  dead_letters& dead() override { return dead_; }
  listener_store& listeners() override { return listeners_; }
  listener_states& states() override { return states_; }
  seen_types& types() override { return types_; }
  quarantine& broken() override { return broken_; }

  result<void> become_node(const node_card&) override { return answer(); }
  result<void> heartbeat() override {
    ++heartbeats;
    return answer();
  }
  result<std::vector<node_card>> live_nodes() override { return answer(std::vector<node_card>{}); }
  std::vector<finding> diagnose() override { return {}; }
  result<std::vector<finding>> dangers() override {
    ++danger_queries;
    return answer(perils);
  }
  result<void> backup(const std::string&, if_there, const on_progress&) override {
    return answer();
  }

private:
  result<void> answer() const { return down ? result<void>{*down} : result<void>{}; }
  template <class T>
  result<T> answer(T value) const {
    return down ? result<T>{*down} : result<T>{std::move(value)};
  }

  struct fake_journal final : journal {
    fake_store& of;
    explicit fake_journal(fake_store& owner) : of(owner) {}

    result<std::vector<event_id>> write(const write_group& group) override {
      if (of.down)
        return *of.down;
      of.written.push_back(group);
      std::vector<event_id> ids;
      for (const auto& each : group.appends) {
        ids.push_back({++last_ms, 0, 0, 7});
        of.entries[ids.back()] = each.body;
      }
      for (const auto& id : group.settles.settled)
        of.entries.erase(id);
      return ids;
    }

    result<journal_batch> read(const std::optional<event_id>& after, read_limit limit) override {
      ++of.reads;
      journal_batch batch;
      batch.listeners_version = of.version;
      std::size_t bytes = 0;
      for (auto at = after ? of.entries.upper_bound(*after) : of.entries.begin();
           at != of.entries.end() && batch.entries.size() < limit.events; ++at) {
        if (bytes > 0 && bytes + at->second.size() > limit.bytes)
          break;
        bytes += at->second.size();
        batch.entries.push_back({at->first, at->second});
      }
      return of.answer(std::move(batch));
    }

    result<std::uint64_t> change_mark() override { return of.answer(of.mark); }
    result<std::uint64_t> unsettled() override {
      return of.answer(std::uint64_t{of.entries.size()});
    }
    result<std::uint64_t> referenced() override { return of.answer(std::uint64_t{0}); }

    std::uint64_t last_ms = 1000;
  };

  struct fake_retries final : retries {
    fake_store& of;
    explicit fake_retries(fake_store& owner) : of(owner) {}

    result<std::vector<due_lane>> due(const std::vector<std::string>&, std::chrono::milliseconds,
                                      std::size_t most) override {
      auto some = of.lanes;
      some.resize(std::min(some.size(), most));
      return of.answer(std::move(some));
    }
    result<std::vector<claimed_delivery>> claim(const std::vector<claim_request>& wanted) override {
      of.claims.push_back(wanted);
      return of.answer(std::exchange(of.claimable, {}));
    }
    result<std::vector<ordered_key>> ordered_keys() override {
      return of.answer(std::vector<ordered_key>{});
    }
    result<std::uint64_t> parked() override { return of.answer(std::uint64_t{0}); }
    result<std::vector<std::string>> unclaimed(const std::vector<std::string>&) override {
      ++of.unclaimed_queries;
      return of.answer(of.unclaimed);
    }
    result<std::vector<waiting_delivery>>
    overdue(std::string_view listener, std::chrono::milliseconds by, std::size_t most) override {
      of.overdue_queries.emplace_back(listener, by);
      auto& all = of.overdue[std::string{listener}];
      auto some = all;
      some.resize(std::min(some.size(), most));
      all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(some.size()));
      return of.answer(std::move(some));
    }
    result<std::uint64_t> drop(std::string_view) override { return of.answer(std::uint64_t{0}); }
  };

  struct fake_dead_letters final : dead_letters {
    fake_store& of;
    explicit fake_dead_letters(fake_store& owner) : of(owner) {}
    result<std::vector<dead_letter>> list(const dead_filter&, std::size_t,
                                          std::string_view) override {
      return of.answer(std::vector<dead_letter>{});
    }
    result<std::optional<buried_report>> find(std::string_view) override {
      return of.answer(std::optional<buried_report>{});
    }
    result<dead_step> replay(const dead_filter&, std::size_t, std::string_view) override {
      return of.answer(dead_step{});
    }
    result<dead_step> drop(const dead_filter&, std::size_t, std::string_view) override {
      return of.answer(dead_step{});
    }
    result<std::uint64_t> count() override { return of.answer(std::uint64_t{0}); }
  };

  struct fake_listeners final : listener_store {
    fake_store& of;
    explicit fake_listeners(fake_store& owner) : of(owner) {}
    result<listener_set> load() override { return of.answer(of.all); }
    result<listener_edits> edits_since(std::uint64_t) override {
      ++of.edit_queries;
      return of.answer(of.edits);
    }
    result<std::optional<stored_listener>> find(std::string_view id) override {
      const auto found = of.kept.find(std::string{id});
      auto answer = found == of.kept.end() ? std::nullopt : std::optional{found->second};
      if (of.at_find)
        of.at_find();
      return of.answer(std::move(answer));
    }
    result<void> put(const stored_listener& next,
                     const std::optional<std::string>& expected) override {
      if (of.down)
        return *of.down;
      const auto found = of.kept.find(next.id);
      if (found == of.kept.end() || found->second.json != expected)
        return error{errc::conflict, "somebody else changed it"};
      found->second = next;
      ++of.edits.version;
      return {};
    }
    result<std::uint64_t> erase(std::string_view) override { return of.answer(std::uint64_t{0}); }
  };

  struct fake_states final : listener_states {
    fake_store& of;
    explicit fake_states(fake_store& owner) : of(owner) {}
    result<void> put(const std::vector<listener_state>& states) override {
      if (!of.down)
        of.states_put.push_back(states);
      return of.answer();
    }
    result<std::vector<listener_state>> all() override { return of.answer(of.states_before); }
  };

  struct fake_types final : seen_types {
    fake_store& of;
    explicit fake_types(fake_store& owner) : of(owner) {}
    result<void> add(const std::vector<std::string>& names) override {
      if (!of.down)
        of.types_seen.insert(names.begin(), names.end());
      return of.answer();
    }
    result<std::vector<std::string>> all() override {
      return of.answer(std::vector<std::string>{of.types_seen.begin(), of.types_seen.end()});
    }
  };

  struct fake_quarantine final : quarantine {
    fake_store& of;
    explicit fake_quarantine(fake_store& owner) : of(owner) {}
    result<void> put(std::string_view id, std::string_view reason,
                     std::string_view last_good) override {
      if (!of.down)
        of.quarantined[std::string{id}] = {
            std::string{id}, std::string{reason}, {}, std::string{last_good}};
      return of.answer();
    }
    result<std::vector<quarantined_listener>> all() override {
      std::vector<quarantined_listener> found;
      for (const auto& [id, one] : of.quarantined)
        found.push_back(one);
      return of.answer(std::move(found));
    }
    result<void> lift(std::string_view id) override {
      if (!of.down)
        of.quarantined.erase(std::string{id});
      return of.answer();
    }
  };

  fake_journal journal_{*this};
  fake_retries retries_{*this};
  fake_dead_letters dead_{*this};
  fake_listeners listeners_{*this};
  fake_states states_{*this};
  fake_types types_{*this};
  fake_quarantine broken_{*this};
};

} // namespace fanfare::test
