#include "tests/engine/admin_test.hpp"

namespace fanfare::test {
namespace {

class AdminPublish : public admin_test {
protected:
  static std::vector<report> reports(std::size_t count) {
    std::vector<report> made;
    for (std::size_t i = 0; i < count; ++i)
      made.push_back({R"({"event_type":"a.b","n":)" + std::to_string(i) + "}", ""});
    return made;
  }

  std::vector<journal_entry> journaled() {
    auto batch = store_->events().read({}, {100'000, 100'000'000});
    return batch ? batch->entries : std::vector<journal_entry>{};
  }
};

TEST_F(AdminPublish, journals_the_bytes_of_every_report_under_the_id_it_returns) {
  const std::string odd = R"({ "event_type":"a.b", "n": 123456789012345678901234567890 })";

  const auto done = admin_->publish({{odd, ""}, {reports(1)[0].body, ""}});

  ASSERT_TRUE(done) << done.error().detail;
  const auto entries = journaled();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].body, odd);
  EXPECT_EQ(done->ids, (std::vector{entries[0].id.text(), entries[1].id.text()}));
}

TEST_F(AdminPublish, commits_at_most_256_at_a_time) {
  const auto done = admin_->publish(reports(600));

  ASSERT_TRUE(done);
  EXPECT_EQ(done->ids.size(), 600u);
  EXPECT_EQ(store_->commits, (std::vector<std::size_t>{256, 256, 88}));
}

TEST_F(AdminPublish, is_busy_when_the_store_holds_too_many_events_and_names_the_limit) {
  how_.max_unsettled_events = 3;
  begin();
  ASSERT_TRUE(admin_->publish(reports(3)));

  const auto full = admin_->publish(reports(1));

  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, errc::busy);
  for (const auto* word : {"holds 3 ", "max_unsettled_events is 3;", "raise it"})
    EXPECT_NE(full.error().detail.find(word), std::string::npos) << full.error().detail;
  EXPECT_EQ(journaled().size(), 3u);
}

TEST_F(AdminPublish, names_what_is_durable_when_the_store_fails_in_between) {
  store_->good_writes = 1;

  const auto done = admin_->publish(reports(600));

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::store_unreachable);
  const auto entries = journaled();
  ASSERT_EQ(done.error().stored.size(), 256u);
  ASSERT_EQ(entries.size(), 256u);
  EXPECT_EQ(done.error().stored.front(), entries.front().id.text());
  EXPECT_EQ(done.error().stored.back(), entries.back().id.text());
}

TEST_F(AdminPublish, stores_nothing_unless_all_are_valid) {
  auto some = reports(3);
  some[2].body = R"({"event_type":"a b"})";

  const auto done = admin_->publish(some);

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::invalid_report);
  EXPECT_NE(done.error().detail.find("event 2"), std::string::npos) << done.error().detail;
  EXPECT_TRUE(store_->commits.empty());
}

TEST_F(AdminPublish, keeps_to_the_limits) {
  how_.limits = {40, 3, 100};
  begin();
  const std::string long_body = R"({"event_type":"a.b","x":")" + std::string(40, 'x') + "\"}";

  const auto too_many = admin_->publish(reports(4));
  const auto too_long = admin_->publish({{long_body, ""}});

  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, errc::too_large);
  EXPECT_NE(too_many.error().detail.find("at most 3"), std::string::npos);
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, errc::too_large);
}

TEST_F(AdminPublish, of_nothing_is_refused) {
  const auto done = admin_->publish({});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::invalid_report);
  EXPECT_TRUE(store_->commits.empty());
}

TEST_F(AdminPublish, is_counted_beside_listeners_and_dead_letters) {
  created(draft());
  const auto done = admin_->publish(reports(2));
  ASSERT_TRUE(done);
  const auto first = *event_id::parse(done->ids[0]);
  settlement end;
  end.settled = {first};
  end.dead = {{first, "5081a42ce19a00ea4300000e", "", "12 attempts failed", "503", 12}};
  ASSERT_TRUE(store_->events().write({{}, end}));

  const auto counts = admin_->counts();
  const auto dead = admin_->dead_letters(10, {});

  ASSERT_TRUE(counts && dead);
  EXPECT_EQ(counts->listeners, 1u);
  EXPECT_EQ(counts->unsettled, 1u);
  EXPECT_EQ(counts->referenced, 1u);
  EXPECT_EQ(counts->parked, 0u);
  EXPECT_EQ(counts->dead_letters, 1u);
  ASSERT_EQ(dead->size(), 1u);
  EXPECT_EQ(dead->front().event_id, done->ids[0]);
  EXPECT_EQ(dead->front().reason, "12 attempts failed");
}

} // namespace
} // namespace fanfare::test
