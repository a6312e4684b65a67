#include "tests/contract/store_contract.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <tuple>

namespace fanfare::test {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

class OrderContract : public store_contract {
protected:
  OrderContract() {
    make_listener("l1");
    make_listener("l2");
  }

  /// Settles an event with one ordered delivery parked.
  void park_in_order(const event_id& id, const std::string& key,
                     std::chrono::milliseconds delay = now, const std::string& listener = "l1") {
    settle({.settled = {id}, .parks = {{id, listener, "", delay, 0, "", key}}});
  }

  strings claimed_bodies(const std::string& listener = "l1",
                         std::chrono::milliseconds lease = much_later) {
    strings bodies;
    for (const auto& each : claim(listener, lease))
      bodies.push_back(each.event.body);
    std::sort(bodies.begin(), bodies.end());
    return bodies;
  }

  retry_outcome delivered(const event_id& id) { return {.event = id, .listener = "l1"}; }
  retry_outcome again(const event_id& id, std::chrono::milliseconds delay) {
    auto outcome = delivered(id);
    outcome.park = parked_delivery{id, "l1", "", delay, 1, "503"};
    return outcome;
  }
  retry_outcome buried(const event_id& id) {
    auto outcome = delivered(id);
    outcome.bury = dead_delivery{id, "l1", "", "rejected", "400", 1};
    return outcome;
  }
};
class DurableOrderContract : public OrderContract {};

INSTANTIATE_TEST_SUITE_P(Stores, OrderContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableOrderContract, testing::ValuesIn(durable_store_kinds()),
                         name_of);

TEST_P(OrderContract, of_equal_keys_only_the_earliest_event_is_handed_out) {
  const auto ids = append({"1", "2", "3"});
  park_in_order(ids[0], "k");
  park_in_order(ids[1], "k");
  park_in_order(ids[2], "other");

  EXPECT_EQ(claimed_bodies(), (strings{"1", "3"}));
  EXPECT_EQ(must(parked().parked()), 3u);
}

TEST_P(OrderContract, a_claim_says_what_it_was_parked_with) {
  for (const auto* key : {"k", "a|b", "100%", "%7C", "|", "with space \x01 and \xff"})
    park_in_order(append_one(key), key);
  park("l1", now, "");

  const auto claimed = claim("l1");

  EXPECT_EQ(claimed.size(), 7u);
  for (const auto& each : claimed)
    EXPECT_EQ(each.order_key, each.event.body);
}

TEST_P(OrderContract, the_next_is_due_at_once_when_the_first_is_done) {
  const auto ids = append({"1", "2"});
  park_in_order(ids[0], "k");
  park_in_order(ids[1], "k", much_later);
  claim("l1");

  finish(delivered(ids[0]));

  EXPECT_EQ(due_within(now), strings{"l1"});
  EXPECT_EQ(claimed_bodies(), strings{"2"});
}

TEST_P(OrderContract, the_next_is_due_when_the_first_is_dead) {
  const auto ids = append({"1", "2"});
  park_in_order(ids[0], "k");
  park_in_order(ids[1], "k");

  finish(buried(ids[0]));

  EXPECT_EQ(claimed_bodies(), strings{"2"});
}

TEST_P(OrderContract, those_behind_go_on_waiting_when_the_first_is_parked_anew) {
  const auto ids = append({"1", "2"});
  park_in_order(ids[0], "k");
  park_in_order(ids[1], "k");
  claim("l1");

  finish(again(ids[0], much_later));
  EXPECT_TRUE(claimed_bodies().empty());

  finish(again(ids[0], now));
  EXPECT_EQ(claimed_bodies(), strings{"1"});
}

TEST_P(OrderContract, an_earlier_event_that_comes_later_takes_the_lead) {
  const auto ids = append({"1", "2", "3"});
  park_in_order(ids[2], "k");
  park_in_order(ids[1], "k");
  park_in_order(ids[0], "k");

  EXPECT_EQ(claimed_bodies("l1", 0ms), strings{"1"});
  finish(again(ids[2], now));
  EXPECT_EQ(claimed_bodies(), strings{"1"});
  finish(delivered(ids[0]));
  EXPECT_EQ(claimed_bodies(), strings{"2"});
}

TEST_P(OrderContract, what_is_done_behind_the_first_leaves_it_as_it_is) {
  const auto ids = append({"1", "2", "3"});
  park_in_order(ids[0], "k", much_later);
  park_in_order(ids[1], "k");
  park_in_order(ids[2], "k");

  finish(delivered(ids[1]));

  EXPECT_TRUE(claimed_bodies().empty());
}

TEST_P(OrderContract, all_parts_of_an_event_are_due_and_the_next_waits_for_the_last) {
  const auto ids = append({"1", "2"});
  settle({.settled = ids,
          .parks = {{ids[0], "l1", "a@x", now, 0, "", "k"},
                    {ids[0], "l1", "b@x|y", now, 0, "", "k"},
                    {ids[1], "l1", "a@x", now, 0, "", "k"}}});
  auto part = delivered(ids[0]);

  EXPECT_EQ(claimed_bodies(), (strings{"1", "1"}));
  part.part = "a@x";
  finish(part);
  EXPECT_TRUE(claimed_bodies().empty());
  part.part = "b@x|y";
  finish(part);
  EXPECT_EQ(claimed_bodies(), strings{"2"});
}

TEST_P(OrderContract, listeners_have_orders_of_their_own) {
  const auto ids = append({"1", "2"});
  park_in_order(ids[0], "k", much_later, "l1");
  park_in_order(ids[1], "k", now, "l2");

  EXPECT_EQ(claimed_bodies("l2"), strings{"2"});
}

TEST_P(OrderContract, a_replayed_dead_letter_waits_for_nobody_and_nobody_for_it) {
  const auto ids = append({"1", "2"});
  park_in_order(ids[0], "k");
  park_in_order(ids[1], "k");
  finish(buried(ids[0]));
  must(open().dead().replay({}, 10));

  const auto claimed = claim("l1");

  ASSERT_EQ(claimed.size(), 2u);
  for (const auto& each : claimed)
    EXPECT_EQ(each.order_key, each.event.body == "1" ? "" : "k");
}

TEST_P(OrderContract, keys_are_listed_with_what_is_parked_under_each) {
  const auto ids = append({"1", "2", "3", "4"});
  park_in_order(ids[0], "b", now, "l2");
  park_in_order(ids[1], "a|%");
  park_in_order(ids[2], "a|%");
  park_in_order(ids[3], "");
  claim("l1");

  const auto keys = must(parked().ordered_keys());

  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(std::tie(keys[0].listener, keys[0].key), std::make_tuple("l1", "a|%"));
  EXPECT_EQ(keys[0].parked, 2u);
  EXPECT_EQ(std::tie(keys[1].listener, keys[1].key), std::make_tuple("l2", "b"));
  const auto of_one = must(parked().ordered_keys("l2"));
  ASSERT_EQ(of_one.size(), 1u);
  EXPECT_EQ(of_one[0].key, "b");
  EXPECT_TRUE(must(parked().ordered_keys("nobody")).empty());
}

TEST_P(OrderContract, nothing_of_an_order_is_left_when_all_is_done_or_the_listener_is_deleted) {
  const auto ids = append({"1", "2", "3"});
  park_in_order(ids[0], "k", now, "l2");
  park_in_order(ids[1], "k", now, "l2");
  park_in_order(ids[2], "k");

  EXPECT_EQ(must(listeners().erase("l2")), 2u);
  finish(delivered(ids[2]));

  EXPECT_TRUE(must(parked().ordered_keys()).empty());
  expect_empty();
}

TEST_P(OrderContract, writing_parks_twice_is_as_writing_them_once) {
  const auto ids = append({"1", "2"});
  for (int i = 0; i < 2; ++i) {
    park_in_order(ids[0], "k");
    park_in_order(ids[1], "k");
  }

  EXPECT_EQ(claimed_bodies(), strings{"1"});
  finish(delivered(ids[0]));
  finish(delivered(ids[1]));
  expect_empty();
}

TEST_P(DurableOrderContract, outlives_a_restart) {
  const auto ids = append({"1", "2"});
  park_in_order(ids[0], "k");
  park_in_order(ids[1], "k");
  reopen();

  EXPECT_EQ(claimed_bodies(), strings{"1"});
  finish(delivered(ids[0]));
  EXPECT_EQ(claimed_bodies(), strings{"2"});
}

// -- against a model ------------------------------------------------------------

/// What the contract says, in the simplest words.
class order_model {
public:
  enum class due : std::uint8_t { now, later, held };
  struct row {
    std::string key;
    due when = due::now;
  };
  using place = std::pair<std::size_t, std::string>; ///< Event, by its order, and part.

  void park(const place& at, const std::string& key, due when) {
    if (const auto first = earliest(key); first && *first < at.first)
      when = due::held;
    else if (first && *first > at.first)
      of_event(*first, key, [](row& each) { each.when = due::held; });
    rows[at] = {key, when};
  }

  void park_anew(const place& at, due when) {
    auto& one = rows.at(at);
    const auto first = earliest(one.key);
    one.when = first && *first < at.first ? due::held : when;
  }

  void remove(const place& at) {
    const auto key = rows.at(at).key;
    rows.erase(at);
    if (const auto first = earliest(key))
      of_event(*first, key, [](row& each) {
        if (each.when == due::held)
          each.when = due::now;
      });
  }

  std::map<place, row> rows;

private:
  std::optional<std::size_t> earliest(const std::string& key) const {
    for (const auto& [at, one] : rows)
      if (!key.empty() && one.key == key)
        return at.first;
    return std::nullopt;
  }

  template <class Do>
  void of_event(std::size_t event, const std::string& key, Do what) {
    for (auto& [at, one] : rows)
      if (at.first == event && one.key == key)
        what(one);
  }
};

TEST_P(OrderContract, agrees_with_a_model_whatever_happens_in_whatever_order) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  const strings keys{"", "a", "b", "a|b"};
  const strings parts{"", "x@y"};
  strings bodies;
  for (std::size_t i = 0; i < 60; ++i)
    bodies.push_back(std::to_string(i));
  const auto ids = append(bodies);
  std::vector<std::size_t> to_park(ids.size());
  for (std::size_t i = 0; i < to_park.size(); ++i)
    to_park[i] = i;
  std::shuffle(to_park.begin(), to_park.end(), random);
  order_model model;

  const auto park_next = [&] {
    const auto event = to_park.back();
    to_park.pop_back();
    settlement what{.settled = {ids[event]}};
    const auto& key = keys[random() % keys.size()];
    for (std::size_t part = 0; part <= random() % 2; ++part) {
      const auto when = random() % 2 == 0 ? order_model::due::now : order_model::due::later;
      what.parks.push_back({ids[event], "l1", parts[part],
                            when == order_model::due::now ? now : much_later, 0, "", key});
      model.park({event, parts[part]}, key, when);
    }
    settle(what);
  };
  const auto claim_some = [&] {
    const auto most = 1 + random() % 5;
    const auto claimed = claim("l1", much_later, most);
    const auto could = std::count_if(model.rows.begin(), model.rows.end(), [](const auto& each) {
      return each.second.when == order_model::due::now;
    });
    EXPECT_EQ(claimed.size(), std::min(most, static_cast<std::size_t>(could)));
    for (const auto& each : claimed) {
      auto& row = model.rows.at({std::stoul(each.event.body), each.part});
      EXPECT_EQ(row.when, order_model::due::now) << each.event.body;
      EXPECT_EQ(row.key, each.order_key);
      row.when = order_model::due::later;
    }
  };
  const auto finish_one = [&] {
    if (model.rows.empty())
      return;
    auto at =
        std::next(model.rows.begin(), static_cast<std::ptrdiff_t>(random() % model.rows.size()))
            ->first;
    retry_outcome outcome{.event = ids[at.first], .listener = "l1", .part = at.second};
    const auto how = random() % 4;
    if (how < 2) {
      const auto when = how == 0 ? order_model::due::now : order_model::due::later;
      outcome.park = parked_delivery{
          ids[at.first], "l1", at.second, when == order_model::due::now ? now : much_later, 1, ""};
      model.park_anew(at, when);
    } else {
      if (how == 2)
        outcome.bury = dead_delivery{ids[at.first], "l1", at.second, "no", "", 1};
      model.remove(at);
    }
    finish(outcome);
  };

  while (!to_park.empty() || !model.rows.empty()) {
    if (!to_park.empty() && random() % 3 == 0)
      park_next();
    else if (random() % 3 == 0)
      claim_some();
    else
      finish_one();
    ASSERT_FALSE(HasFailure());
  }

  EXPECT_TRUE(must(parked().ordered_keys()).empty());
  EXPECT_EQ(must(parked().parked()), 0u);
}

} // namespace fanfare::test
