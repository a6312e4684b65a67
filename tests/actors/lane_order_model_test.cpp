#include "actors/lane_order.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {
namespace {

/// A lane in order between a journal and a store, both reduced to what order
/// needs, with chance deciding what happens next: deliveries come, end well or
/// fail, are parked, or leased where they are, the store is told late and in any order,
/// others drop what is parked, and now and then all that is in memory is lost.
class ordered_world {
public:
  explicit ordered_world(std::uint32_t seed) : random_(seed) {}

  void run(std::uint64_t events) {
    while (last_ < events || !quiet())
      step(last_ < events);
  }

  /// Each event where it was delivered first.
  const std::map<std::string, std::vector<std::uint64_t>>& delivered() const { return delivered_; }
  std::size_t dropped() const { return dropped_.size(); }
  bool forgot_everything() {
    count();
    return order_.empty();
  }

private:
  struct record {
    bool claimed = false; ///< Or leased.
    bool done = false;    ///< The store has not been told yet.
  };

  std::uint32_t dice(std::uint32_t sides) {
    return std::uniform_int_distribution<std::uint32_t>{0, sides - 1}(random_);
  }

  template <class Table>
  typename Table::iterator any_of(Table& from) {
    auto at = from.begin();
    std::advance(at, dice(static_cast<std::uint32_t>(from.size())));
    return at;
  }

  bool quiet() const {
    return under_way_.empty() && unwritten_.empty() && leases_.empty() && stored_.empty() &&
           order_.waiting() == 0;
  }

  delivery make(std::uint64_t event, delivery_origin from) const {
    auto made = a_delivery(event, to_, from);
    made.order_key = std::make_shared<const std::string>(key_of(event));
    return made;
  }

  std::string key_of(std::uint64_t event) const { return keys_.at(event); }

  void step(bool more) {
    switch (dice(300) == 0 ? 9 + dice(3) : dice(9)) {
    case 0:
      return more ? arrive() : commit();
    case 1:
    case 2:
      return end(dice(3) > 0);
    case 3:
      return dice(20) == 0 ? stall() : end(true);
    case 4:
    case 5:
      return commit();
    case 8:
      return lease();
    case 9:
      return drop();
    case 10:
      return count();
    case 11:
      return start_anew();
    default:
      return claim();
    }
  }

  void arrive() {
    keys_[++last_] = "k" + std::to_string(dice(3));
    journal_.insert(last_);
    place(make(last_, delivery_origin::journal));
  }

  void place(delivery what) {
    const auto id = what.what->id.ms;
    switch (order_.turn_of(what)) {
    case lane_order::turn::now:
      order_.begin(what);
      under_way_.emplace(id, what.from);
      return;
    case lane_order::turn::wait:
      order_.keep(std::move(what));
      return;
    case lane_order::turn::park:
      order_.parked(what);
      park(id, what.from);
    }
  }

  void park(std::uint64_t id, delivery_origin from) {
    leases_.erase(id); // one that was not written down was none
    if (from == delivery_origin::retries)
      stored_.at(id).claimed = false;
    else
      unwritten_.emplace(id, true);
  }

  /// One that goes or waits is parked where it is, so that its event can be settled.
  void lease() {
    const auto note = [this](std::uint64_t id, delivery_origin& from) {
      if (from != delivery_origin::journal || dice(3) > 0)
        return;
      from = delivery_origin::leased;
      leases_.insert(id);
    };
    for (auto& [id, from] : under_way_)
      note(id, from);
    order_.for_each_waiting([&](delivery& each) { note(each.what->id.ms, each.from); });
  }

  void end(bool well) {
    if (under_way_.empty())
      return;
    const auto at = any_of(under_way_);
    const auto [id, from] = *at;
    under_way_.erase(at);
    if (well && seen_.insert(id).second)
      delivered_[key_of(id)].push_back(id);
    if (!well)
      park(id, from);
    else if (from == delivery_origin::journal || leases_.erase(id) > 0)
      journal_.erase(id);
    else
      stored_.at(id).done = true;
    auto next = order_.end(make(id, from), !well);
    for (const auto& each : next.go)
      under_way_.emplace(each.what->id.ms, each.from);
    for (const auto& each : next.park)
      park(each.what->id.ms, each.from);
  }

  /// Everything in memory is parked.
  void stall() {
    for (const auto& each : order_.take_waiting()) {
      order_.parked(each);
      park(each.what->id.ms, each.from);
    }
    while (!under_way_.empty())
      end(false);
  }

  void commit() {
    if (!leases_.empty() && dice(3) == 0) {
      const auto at = any_of(leases_);
      stored_.emplace(*at, record{true});
      journal_.erase(*at);
      leases_.erase(at);
    } else if (!unwritten_.empty() && dice(2) == 0) {
      const auto at = any_of(unwritten_);
      stored_.insert_or_assign(at->first, record{});
      journal_.erase(at->first);
      order_.confirm(key_of(at->first), id_of(at->first));
      unwritten_.erase(at);
    } else {
      const auto at = std::find_if(stored_.begin(), stored_.end(),
                                   [](const auto& each) { return each.second.done; });
      if (at != stored_.end())
        stored_.erase(at);
    }
  }

  /// Others drop one, and the lane is not told.
  void drop() {
    if (stored_.empty())
      return;
    const auto at = any_of(stored_);
    if (at->second.claimed || at->second.done)
      return;
    if (seen_.count(at->first) == 0)
      dropped_.insert(at->first);
    stored_.erase(at);
  }

  void count() {
    const auto number = order_.begin_count();
    if (!number)
      return;
    const auto parked = stored_by_key();
    for (auto n = dice(3); n > 0; --n)
      commit();
    order_.end_count(*number, {parked.begin(), parked.end()});
  }

  std::map<std::string, std::uint64_t> stored_by_key() const {
    std::map<std::string, std::uint64_t> parked;
    for (const auto& [id, what] : stored_)
      ++parked[key_of(id)];
    return parked;
  }

  /// As after a crash: what is claimed is due again, and what is not committed is in the journal.
  void start_anew() {
    order_ = {};
    under_way_.clear();
    unwritten_.clear();
    leases_.clear();
    for (auto& [id, what] : stored_)
      what = {};
    for (const auto& [key, parked] : stored_by_key())
      order_.add_parked(key, parked);
    for (const auto id : journal_)
      place(make(id, delivery_origin::journal));
  }

  /// The store hands out the earliest of a key, if it is there.
  void claim() {
    std::set<std::string> seen;
    for (auto& [id, what] : stored_)
      if (seen.insert(key_of(id)).second && !what.claimed && !what.done && dice(2) == 0) {
        what.claimed = true;
        place(make(id, delivery_origin::retries));
        return;
      }
  }

  std::mt19937 random_;
  lane_order order_;
  ready_listener_ptr to_ = a_listener("a");
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::string> keys_;
  std::set<std::uint64_t> journal_; ///< Not settled there.
  std::map<std::uint64_t, delivery_origin> under_way_;
  std::map<std::uint64_t, bool> unwritten_;
  std::set<std::uint64_t> leases_; ///< Not yet written down.
  std::map<std::uint64_t, record> stored_;
  std::map<std::string, std::vector<std::uint64_t>> delivered_;
  std::set<std::uint64_t> seen_;
  std::set<std::uint64_t> dropped_;
};

TEST(LaneOrderModel, delivers_all_events_of_each_key_once_and_in_order_whatever_happens) {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    ordered_world world{seed};

    world.run(200);

    std::size_t sum = 0;
    for (const auto& [key, events] : world.delivered()) {
      sum += events.size();
      EXPECT_TRUE(std::is_sorted(events.begin(), events.end())) << key << " with seed " << seed;
    }
    EXPECT_EQ(sum + world.dropped(), 200u) << "with seed " << seed;
    EXPECT_TRUE(world.forgot_everything()) << "with seed " << seed;
  }
}

} // namespace
} // namespace fanfare::test
