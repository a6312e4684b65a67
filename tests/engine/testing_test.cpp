#include "fanfare/testing.hpp"

#include "tests/engine/engine_test.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Testing : public engine_test {
protected:
  void SetUp() override {
    how_.notifiers["record"] = records_;
    start();
    const auto id =
        engine_->administration().create({"record", {"*"}, "{}", "", R"({"first_delay":"1h"})"});
    ASSERT_TRUE(id) << id.error().detail;
    listener_ = *id;
  }

  const std::shared_ptr<recording_notifier> records_ = std::make_shared<recording_notifier>();
  std::string listener_;
};

TEST_F(Testing, records_every_attempt_as_it_was_made) {
  const auto ids = publish(2);

  ASSERT_TRUE(wait_settled(*engine_));

  const auto all = records_->records();
  ASSERT_EQ(all.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(all[i].event_id, ids[i]);
    EXPECT_EQ(all[i].event_type, "a.b");
    EXPECT_EQ(all[i].body, reports(2)[i].body);
    EXPECT_EQ(all[i].listener_id, listener_);
    EXPECT_EQ(all[i].number, 1u);
  }
}

TEST_F(Testing, answers_as_told_then_with_delivered) {
  records_->answer_with({verdict::rejected, verdict::retry});

  publish(5);

  ASSERT_TRUE(wait_settled(*engine_));
  EXPECT_EQ(engine_->counts().delivered, 3u);
  EXPECT_EQ(counts().dead_letters, 1u);
  EXPECT_EQ(counts().parked, 1u) << "parked until its next attempt is settled too";
}

TEST_F(Testing, waits_for_what_was_published_and_gives_up_at_the_deadline) {
  EXPECT_TRUE(wait_settled(*engine_, 0ms)) << "nothing was published";
  listen();
  out_->decide(hold);
  publish();

  EXPECT_FALSE(wait_settled(*engine_, 50ms));

  ASSERT_TRUE(out_->wait_held(1));
  out_->release();
  EXPECT_TRUE(wait_settled(*engine_));
}

} // namespace
} // namespace fanfare::test
