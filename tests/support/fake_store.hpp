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
  std::size_t marks_asked = 0;

  std::vector<due_lane> lanes;
  std::vector<claimed_delivery> claimable; ///< The answer to the next claim.
  std::vector<ordered_key> ordered;        ///< What is parked in order.
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

  /// What was dropped for a listener because it had too much.
  struct drop {
    std::string listener;
    std::string what;
    std::size_t most = 0;
    std::chrono::milliseconds age{0};

    bool operator==(const drop&) const = default;
  };
  std::uint32_t unclean_exits = 0; ///< In a row, before this start.
  std::map<event_id, std::uint32_t> suspected;
  std::vector<event_id> suspicions; ///< In the order in which they came up.

  std::vector<std::vector<recent_attempt>> attempts_put;
  std::size_t attempts_kept = 0;

  std::vector<holding> held; ///< What is kept for each listener.
  std::uint64_t kept_bytes = 0;
  std::map<std::string, report_sizes> sizes; ///< Of whom it is not said: all are of one size.
  std::size_t holdings_asked = 0;
  std::vector<drop> dropped;

  std::vector<std::vector<listener_state>> states_put;
  std::vector<listener_state> states_before; ///< The answer to `all`.
  std::map<std::string, quarantined_listener> quarantined;
  std::set<std::string> types_seen;

  journal& events() override { return journal_; }
  retries& parked() override { return retries_; }
  dead_letters& dead() override { return dead_; }
  holdings& stock() override { return holdings_; }
  suspects& doubts() override { return suspects_; }
  attempt_log& attempts() override { return attempts_; }
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
      batch.at_end = batch.entries.empty() || batch.entries.back().id == of.entries.rbegin()->first;
      return of.answer(std::move(batch));
    }

    result<std::optional<stored_event>> find(const event_id&) override {
      return of.answer(std::optional<stored_event>{});
    }
    result<std::uint64_t> change_mark() override {
      ++of.marks_asked;
      return of.answer(of.mark);
    }
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
    result<std::vector<ordered_key>> ordered_keys(std::string_view only) override {
      auto some = of.ordered;
      std::erase_if(some,
                    [only](const auto& each) { return !only.empty() && each.listener != only; });
      return of.answer(std::move(some));
    }
    result<std::uint64_t> parked() override { return of.answer(std::uint64_t{0}); }
    result<std::vector<waiting_report>> of_event(const event_id&) override {
      return of.answer(std::vector<waiting_report>{});
    }
    result<std::vector<std::string>> unclaimed(const std::vector<std::string>&) override {
      ++of.unclaimed_queries;
      return of.answer(of.unclaimed);
    }
    result<std::vector<waiting_delivery>>
    overdue(std::string_view listener, std::chrono::milliseconds by, std::size_t most) override {
      of.overdue_queries.emplace_back(listener, by);
      auto& late = of.overdue[std::string{listener}];
      auto some = late;
      some.resize(std::min(some.size(), most));
      late.erase(late.begin(), late.begin() + static_cast<std::ptrdiff_t>(some.size()));
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
    result<dead_step> replay(const dead_filter&, std::size_t, std::string_view, replay_pace,
                             const parked_limits&) override {
      return of.answer(dead_step{});
    }
    result<dead_step> drop(const dead_filter&, std::size_t, std::string_view) override {
      return of.answer(dead_step{});
    }
    result<std::uint64_t> count() override { return of.answer(std::uint64_t{0}); }
    result<dead_tally> count(const dead_filter&) override { return of.answer(dead_tally{}); }
  };

  struct fake_holdings final : holdings {
    fake_store& of;
    explicit fake_holdings(fake_store& owner) : of(owner) {}
    result<std::vector<holding>> all() override {
      ++of.holdings_asked;
      return of.answer(of.held);
    }
    result<std::uint64_t> bytes() override { return of.answer(of.kept_bytes); }
    result<report_sizes> sizes_of(std::string_view listener) override {
      std::uint64_t count = 0;
      for (const auto& each : of.held)
        count += each.parked + each.dead;
      const auto mean = of.kept_bytes / std::max<std::uint64_t>(count, 1);
      const auto known = of.sizes.find(std::string{listener});
      return of.answer(known == of.sizes.end() ? report_sizes{mean, mean} : known->second);
    }
    result<std::uint64_t> drop_parked(std::string_view listener, std::size_t most) override {
      of.dropped.push_back({std::string{listener}, "parked", most});
      return of.answer(std::uint64_t{most});
    }
    result<std::uint64_t> drop_dead(std::string_view listener, std::size_t most,
                                    std::chrono::milliseconds age) override {
      of.dropped.push_back({std::string{listener}, "dead", most, age});
      return of.answer(std::uint64_t{most});
    }
  };

  struct fake_suspects final : suspects {
    fake_store& of;
    explicit fake_suspects(fake_store& owner) : of(owner) {}
    result<std::uint32_t> begin() override { return of.answer(of.unclean_exits); }
    result<void> end() override {
      of.suspected.clear();
      return of.answer();
    }
    result<suspicion> suspect(const std::vector<event_id>& next,
                              const std::vector<event_id>& cleared) override {
      if (of.down)
        return *of.down;
      for (const auto& each : cleared)
        of.suspected.erase(each);
      std::size_t together = 1;
      if (of.suspected.count(next.front()) == 0)
        while (together < next.size() && of.suspected.count(next[together]) == 0)
          ++together;
      for (std::size_t i = 0; i < together; ++i) {
        of.suspicions.push_back(next[i]);
        of.suspected[next[i]] += together == 1 ? 1 : 0;
      }
      return suspicion{together, of.suspected[next.front()]};
    }
    result<void> clear(const std::vector<event_id>& which) override {
      for (const auto& each : which)
        of.suspected.erase(each);
      return of.answer();
    }
  };

  struct fake_attempts final : attempt_log {
    fake_store& of;
    explicit fake_attempts(fake_store& owner) : of(owner) {}
    result<void> put(const std::vector<recent_attempt>& some, std::size_t most) override {
      if (of.down)
        return *of.down;
      of.attempts_put.push_back(some);
      of.attempts_kept = most;
      return {};
    }
    result<std::vector<recent_attempt>> newest(const attempt_filter&, std::size_t) override {
      return of.answer(std::vector<recent_attempt>{});
    }
    result<std::vector<recent_attempt>> since(std::string_view, const attempt_filter&,
                                              std::size_t) override {
      return of.answer(std::vector<recent_attempt>{});
    }
    result<std::string> last() override { return of.answer(std::string{}); }
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
  fake_holdings holdings_{*this};
  fake_suspects suspects_{*this};
  fake_attempts attempts_{*this};
  fake_listeners listeners_{*this};
  fake_states states_{*this};
  fake_types types_{*this};
  fake_quarantine broken_{*this};
};

} // namespace fanfare::test
