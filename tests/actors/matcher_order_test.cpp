#include "tests/actors/matcher_fixture.hpp"

namespace fanfare::test {
namespace {

/// What a matcher does about order, and about events that go to very many.
class MatcherOrder : public matcher_test {
protected:
  static ready_listener_ptr ordered_by(const std::string& what, const std::string& id = "a") {
    delivery_options pace;
    pace.ordering = what;
    return a_listener(id, pace);
  }

  static event_ptr event_of(std::uint64_t n, const std::string& repo) {
    return std::make_shared<const event>(
        event{id_of(n), "repo.sync.start",
              R"({"event_type":"repo.sync.start","payload":{"repo_id":")" + repo + R"("}})"});
  }

  std::vector<std::string> keys() {
    std::vector<std::string> all;
    for (const auto& each : take_items(http->work))
      all.push_back(each.order_key ? *each.order_key : "none");
    return all;
  }
};

using texts = std::vector<std::string>;

TEST_F(MatcherOrder, gives_deliveries_the_key_that_their_listener_orders_by) {
  listeners_now.store(an_index(1, {ordered_by("/payload/repo_id")}));
  start();

  send({event_of(1, "rhel"), event_of(2, "epel")});

  EXPECT_EQ(keys(), (texts{":rhel", ":epel"}));
}

TEST_F(MatcherOrder, gives_each_listener_s_deliveries_its_own_key_or_none) {
  listeners_now.store(
      an_index(1, {ordered_by("/payload/repo_id", "a"), ordered_by("event_type", "b"),
                   a_listener("c"), ordered_by("/payload/repo_id", "d")}));
  start();

  send({event_of(1, "rhel")});

  auto all = keys();
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (texts{":repo.sync.start", ":rhel", ":rhel", "none"}));
}

TEST_F(MatcherOrder, gives_no_key_to_a_report_without_the_value) {
  listeners_now.store(
      an_index(1, {ordered_by("/payload/owner", "a"), ordered_by("/payload/owner", "b")}));
  start();

  send({event_of(1, "rhel")});

  EXPECT_EQ(keys(), (texts{"none", "none"}));
}

TEST_F(MatcherOrder, keeps_the_order_key_of_what_nobody_here_delivers) {
  delivery_options pace;
  pace.ordering = "event_type";
  listeners_now.store(an_index(1, {a_listener("a", pace, "carrier pigeon")}));
  start();

  send({event_of(1, "rhel")});

  auto held = take_items(settler.finished);
  ASSERT_EQ(held.size(), 1u);
  EXPECT_EQ(*held[0].what.order_key, ":repo.sync.start");
}

TEST_F(MatcherOrder, tells_the_deliverers_what_was_parked_before_the_events_that_come_after) {
  auto to = ordered_by("event_type");
  listeners_now.store(an_index(1, {to}));
  start();
  event_batch batch{{event_of(1, "rhel")}, 1};
  batch.parked = {{"a", ":repo.sync.start", 7}, {"nobody", ":x", 1}};

  desk->batches.push(std::move(batch));
  time.run();

  auto notes = take_items(http->orders);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].to, to);
  EXPECT_EQ(notes[0].key, ":repo.sync.start");
  EXPECT_EQ(notes[0].parked_before, 7u);
  EXPECT_EQ(keys().size(), 1u);
}

TEST_F(MatcherOrder, says_when_the_events_that_were_there_at_the_start_are_in_the_lanes) {
  listeners_now.store(an_index(1, {a_listener("a")}));
  start(1);
  event_batch batch{{an_event(1), an_event(2)}, 1};
  batch.end_of_backlog = true;

  desk->batches.push(std::move(batch));
  time.run();
  EXPECT_FALSE(around.backlog_read) << "the second waits for credit";
  give_back(1);

  EXPECT_TRUE(around.backlog_read);
}

TEST_F(MatcherOrder, sends_an_event_that_very_many_match_in_chunks) {
  constexpr std::size_t many = 10'000;
  listeners_now.store(an_index(1, listeners(many)));
  start(many);

  send({an_event(1), an_event(2)});

  auto batches = take_all(http->work);
  EXPECT_EQ(batches.size(), 3u);
  std::size_t sum = 0;
  for (const auto& each : batches) {
    EXPECT_LE(each.size(), 4'096u);
    sum += each.size();
  }
  EXPECT_EQ(sum, many);
  give_back(many);
  EXPECT_EQ(take_items(http->work).size(), many);
  auto plans = take_items(settler.plans);
  ASSERT_EQ(plans.size(), 2u);
  EXPECT_EQ(plans[0].deliveries, many);
}

} // namespace
} // namespace fanfare::test
