#include "tests/engine/admin_test.hpp"

#include <algorithm>

namespace fanfare::test {
namespace {

/// What an admin tells of events whose deliveries a test lays out.
class AdminStory : public admin_test {
protected:
  void SetUp() override {
    admin_test::SetUp();
    auto named = draft();
    named.name = "ops";
    listener_ = created(named);
  }

  event_id append(const std::string& body = R"({"event_type":"repo.sync.start"})") {
    const auto ids = store_->real().events().write({.appends = {{body}}});
    EXPECT_TRUE(ids);
    return ids->at(0);
  }

  void settle(settlement what) { ASSERT_TRUE(store_->real().events().write({{}, what})); }

  void attempt_was_made(const event_id& of, const std::string& listener, std::uint32_t number,
                        const std::string& outcome, const std::string& part = "") {
    recent_attempt one;
    one.event_id = of.text();
    one.event_type = "repo.sync.start";
    one.listener_id = listener;
    one.part = part;
    one.number = number;
    one.outcome = outcome;
    one.detail = outcome == "delivered" ? "" : "503 Service Unavailable";
    ASSERT_TRUE(store_->real().attempts().put({one}, 100));
  }

  event_story story_of(const event_id& of) {
    const auto told = admin_->story(of.text());
    EXPECT_TRUE(told) << told.error().detail;
    return told ? *told : event_story{};
  }

  std::string listener_;
};

TEST_F(AdminStory, of_one_that_no_node_has_read_names_who_will_get_it) {
  auto other = draft();
  other.event_types = {"other"};
  created(other);
  const auto id = append();

  const auto told = story_of(id);

  EXPECT_EQ(told.event_id, id.text());
  EXPECT_EQ(told.event_type, "repo.sync.start");
  EXPECT_EQ(told.published_at.time_since_epoch(), std::chrono::milliseconds{id.ms});
  EXPECT_FALSE(told.settled);
  EXPECT_EQ(told.body, R"({"event_type":"repo.sync.start"})");
  ASSERT_EQ(told.deliveries.size(), 1u);
  EXPECT_EQ(told.deliveries[0].listener_id, listener_);
  EXPECT_EQ(told.deliveries[0].listener_name, "ops");
  EXPECT_EQ(told.deliveries[0].state, delivery_state::open);
  EXPECT_EQ(told.deliveries[0].attempts, 0u);
}

TEST_F(AdminStory, tells_each_delivery_and_its_attempts_in_order) {
  const auto id = append();
  attempt_was_made(id, listener_, 1, "retry");
  attempt_was_made(id, "gone", 1, "delivered");
  attempt_was_made(id, "l3", 1, "rejected");
  attempt_was_made(id, listener_, 2, "retry");
  settle({.settled = {id},
          .parks = {{id, listener_, "", std::chrono::hours{1}, 2, "503"}},
          .dead = {{id, "l3", "a@b", "rejected", "404", 1}}});

  const auto told = story_of(id);

  EXPECT_TRUE(told.settled);
  ASSERT_EQ(told.attempts.size(), 4u);
  EXPECT_EQ(told.attempts[0].number, 1u);
  EXPECT_EQ(told.attempts[3].number, 2u);
  const auto of = [&told](const std::string& listener, const std::string& part = "") {
    const auto found =
        std::find_if(told.deliveries.begin(), told.deliveries.end(), [&](const auto& each) {
          return each.listener_id == listener && each.part == part;
        });
    return found == told.deliveries.end() ? delivery_story{} : *found;
  };
  ASSERT_EQ(told.deliveries.size(), 4u);
  EXPECT_EQ(of(listener_).state, delivery_state::waiting);
  EXPECT_EQ(of(listener_).attempts, 2u);
  EXPECT_EQ(of(listener_).reason, "503");
  EXPECT_TRUE(of(listener_).due_at);
  EXPECT_EQ(of("gone").state, delivery_state::delivered);
  EXPECT_EQ(of("l3").state, delivery_state::ended);
  EXPECT_EQ(of("l3", "a@b").state, delivery_state::dead);
  EXPECT_EQ(of("l3", "a@b").reason, "rejected: 404");
  EXPECT_FALSE(of("l3", "a@b").dead_letter_id.empty());
}

TEST_F(AdminStory, one_that_was_delivered_after_a_failure_is_delivered) {
  const auto id = append();
  attempt_was_made(id, listener_, 1, "retry");
  attempt_was_made(id, listener_, 2, "delivered");
  settle({.settled = {id}});

  const auto told = story_of(id);

  ASSERT_EQ(told.deliveries.size(), 1u);
  EXPECT_EQ(told.deliveries[0].state, delivery_state::delivered);
  EXPECT_EQ(told.deliveries[0].reason, "");
  EXPECT_EQ(told.event_type, "repo.sync.start") << "also when the report is gone";
  EXPECT_FALSE(told.body);
}

TEST_F(AdminStory, of_a_delivery_that_a_node_has_in_memory_is_open) {
  const auto id = append();
  attempt_was_made(id, listener_, 1, "retry");

  const auto told = story_of(id);

  ASSERT_EQ(told.deliveries.size(), 1u);
  EXPECT_EQ(told.deliveries[0].state, delivery_state::open);
  EXPECT_EQ(told.deliveries[0].reason, "503 Service Unavailable");
}

TEST_F(AdminStory, of_an_event_that_is_no_report_is_told_all_the_same) {
  const auto id = append("not JSON");
  settle({.settled = {id}, .dead = {{id, "", "", "not a report", "", 0}}});

  const auto told = story_of(id);

  EXPECT_EQ(told.event_type, "");
  EXPECT_EQ(told.body, "not JSON");
  ASSERT_EQ(told.deliveries.size(), 1u);
  EXPECT_EQ(told.deliveries[0].state, delivery_state::dead);
}

TEST_F(AdminStory, of_which_nothing_is_known_says_so) {
  const auto id = append();
  settle({.settled = {id}});

  for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
           {id.text(), "nothing is known of event " + id.text()},
           {"x", "'x' is no event's id"},
           {"", "34 hex digits"}}) {
    const auto told = admin_->story(text);
    ASSERT_FALSE(told) << text;
    EXPECT_EQ(told.error().code, errc::not_found);
    EXPECT_NE(told.error().detail.find(part), std::string::npos) << told.error().detail;
  }
}

TEST_F(AdminStory, recent_attempts_are_told_and_followed) {
  const auto id = append();
  for (std::uint32_t number = 1; number <= 3; ++number)
    attempt_was_made(id, listener_, number, "retry");
  attempt_was_made(id, "other", 1, "retry");

  const auto newest = admin_->recent_attempts(2, {.listener_id = listener_});
  ASSERT_TRUE(newest);
  ASSERT_EQ(newest->size(), 2u);
  EXPECT_EQ(newest->at(0).number, 3u);
  const auto later = admin_->attempts_since(newest->at(1).id, 10, {});

  ASSERT_TRUE(later);
  ASSERT_EQ(later->size(), 2u);
  EXPECT_EQ(later->at(0).number, 3u);
  EXPECT_EQ(later->at(1).listener_id, "other");
}

} // namespace
} // namespace fanfare::test
