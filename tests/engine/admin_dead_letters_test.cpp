#include "tests/engine/admin_test.hpp"

namespace fanfare::test {
namespace {

class AdminDeadLetters : public admin_test {
protected:
  void SetUp() override {
    admin_test::SetUp();
    listener_ = created(draft());
  }

  void bury(std::size_t count, const std::string& listener, const std::string& reason = "404") {
    write_group group;
    for (std::size_t i = 0; i < count; ++i)
      group.appends.push_back({R"({"event_type":"a"})"});
    settlement ended;
    const auto ids = store_->real().events().write(group);
    for (const auto& id : *ids) {
      ended.settled.push_back(id);
      ended.dead.push_back({id, listener, "", reason, "", 1});
    }
    ASSERT_TRUE(store_->real().events().write({.settles = ended}));
  }

  std::uint64_t dead() { return admin_->counts()->dead_letters; }

  std::string listener_;
};

TEST_F(AdminDeadLetters, are_listed_as_the_filter_says) {
  bury(2, listener_, "404");
  bury(1, listener_, "410 Gone");

  const auto gone = admin_->dead_letters(10, {.reason = "Gone"});

  ASSERT_TRUE(gone);
  ASSERT_EQ(gone->size(), 1u);
  EXPECT_EQ(gone->front().reason, "410 Gone");
  EXPECT_EQ(admin_->dead_letters(10, {})->size(), 3u);
}

TEST_F(AdminDeadLetters, one_is_found_with_its_report) {
  bury(1, listener_);
  const auto id = admin_->dead_letters(1, {})->at(0).id;

  const auto found = admin_->find_dead_letter(id);

  ASSERT_TRUE(found);
  EXPECT_EQ(found->body, R"({"event_type":"a"})");
}

TEST_F(AdminDeadLetters, one_that_is_not_there_is_named) {
  const auto found = admin_->find_dead_letter("no such");

  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, errc::not_found);
  EXPECT_NE(found.error().detail.find("'no such'"), std::string::npos);
}

TEST_F(AdminDeadLetters, are_counted_without_being_replayed) {
  bury(2, listener_);
  bury(1, "gone");

  const auto counts = admin_->count_dead_letters({});

  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->replayed, 2u);
  EXPECT_EQ(counts->left, 1u);
  EXPECT_EQ(dead(), 3u);
}

TEST_F(AdminDeadLetters, a_paced_replay_makes_them_due_the_oldest_first_over_all_its_steps) {
  bury(600, listener_);
  const auto oldest = admin_->dead_letters(600, {})->back().event_id;

  const auto counts = admin_->replay_dead_letters({}, std::chrono::hours{1});

  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->replayed, 600u);
  auto& parked = store_->real().parked();
  const auto due = parked.claim({{listener_, 600, std::chrono::hours{1'000}}});
  ASSERT_EQ(due->size(), 1u);
  EXPECT_EQ(due->front().event.id.text(), oldest);
  const auto next = parked.due({draft().notifier_type}, std::chrono::hours{2}, 1);
  ASSERT_EQ(next->size(), 1u);
  EXPECT_GT(next->front().in, std::chrono::minutes{59});
}

TEST_F(AdminDeadLetters, are_replayed_all_however_many_steps_it_takes) {
  bury(300, listener_);
  bury(300, "gone");
  bury(300, listener_);

  const auto counts = admin_->replay_dead_letters({});

  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->replayed, 600u);
  EXPECT_EQ(counts->left, 300u);
  EXPECT_EQ(dead(), 300u);
  EXPECT_EQ(admin_->counts()->parked, 600u);
}

TEST_F(AdminDeadLetters, stay_where_their_listener_has_no_room_for_them) {
  auto small = draft();
  small.delivery = R"({"parked_max":400})";
  const auto full = created(small);
  bury(100, full);
  ASSERT_EQ(admin_->replay_dead_letters({})->replayed, 100u);
  bury(600, full);
  bury(500, listener_);
  bury(500, "gone");

  const auto planned = admin_->count_dead_letters({});
  const auto counts = admin_->replay_dead_letters({});

  for (const auto& each : {planned, counts}) {
    ASSERT_TRUE(each);
    EXPECT_EQ(each->replayed, 800u);
    EXPECT_EQ(each->full, 300u);
    EXPECT_EQ(each->left, 500u);
  }
  EXPECT_EQ(admin_->dead_letters(1'000, {.listener_id = full})->size(), 300u);
  EXPECT_EQ(admin_->counts()->parked, 900u);
  EXPECT_EQ(admin_->replay_dead_letters({})->full, 300u);
}

TEST_F(AdminDeadLetters, a_pace_does_not_wait_for_those_that_stay) {
  auto small = draft();
  small.delivery = R"({"parked_max":10})";
  const auto full = created(small);
  bury(100, full);

  ASSERT_EQ(admin_->replay_dead_letters({}, std::chrono::hours{1})->replayed, 10u);

  EXPECT_EQ(store_->real().parked().claim({{full, 100}})->size(), 1u);
}

TEST_F(AdminDeadLetters, are_dropped_all_however_many_steps_it_takes) {
  bury(600, "gone", "drop me");
  bury(1, listener_, "keep me");

  const auto dropped = admin_->drop_dead_letters({.reason = "drop"});

  ASSERT_TRUE(dropped);
  EXPECT_EQ(*dropped, 600u);
  EXPECT_EQ(dead(), 1u);
  EXPECT_EQ(admin_->counts()->referenced, 1u);
}

TEST_F(AdminDeadLetters, are_no_failure_when_there_are_none) {
  EXPECT_EQ(admin_->replay_dead_letters({})->replayed, 0u);
  EXPECT_EQ(*admin_->drop_dead_letters({.ids = {"nonsense"}}), 0u);
}

} // namespace
} // namespace fanfare::test
