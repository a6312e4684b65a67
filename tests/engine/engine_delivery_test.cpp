#include "tests/engine/engine_test.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <stdexcept>
#include <thread>
#include <utility>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

const std::string quick = R"({"first_delay":"1ms","max_delay":"1ms","max_attempts":3})";

class EngineDelivery : public engine_test {
protected:
  void SetUp() override { start(); }

  std::vector<dead_letter> dead_letters() {
    auto all = engine_->administration().dead_letters(100);
    EXPECT_TRUE(all) << all.error().detail;
    return all ? *all : std::vector<dead_letter>{};
  }
};

TEST_F(EngineDelivery, is_tried_again_with_the_same_event_until_it_is_taken) {
  const auto to = listen({"*"}, quick);
  out_->decide(
      [](const attempt& which) { return which.number < 3 ? verdict::retry : verdict::delivered; });

  const auto ids = publish();

  ASSERT_TRUE(out_->wait_made(3));
  ASSERT_TRUE(settled());
  const auto made = out_->made();
  ASSERT_EQ(made.size(), 3u);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(made[i].number, i + 1);
    EXPECT_EQ(made[i].what->id.text(), ids.at(0));
    EXPECT_EQ(made[i].what->body, reports(1)[0].body);
    EXPECT_EQ(made[i].what->type, "a.b");
    EXPECT_EQ(made[i].to->id, to);
  }
  EXPECT_EQ(engine_->counts().delivered, 1u);
  EXPECT_EQ(engine_->counts().failed, 2u);
  EXPECT_TRUE(dead_letters().empty());
  expect_nothing_left();
}

TEST_F(EngineDelivery, becomes_a_dead_letter_after_its_last_attempt) {
  const auto to = listen({"*"}, quick);
  const auto before = std::chrono::system_clock::now() - 1s;
  out_->decide([](const attempt&) { return verdict::retry; });

  const auto ids = publish();

  ASSERT_TRUE(out_->wait_made(3));
  ASSERT_TRUE(settled());
  const auto dead = dead_letters();
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].event_id, ids.at(0));
  EXPECT_EQ(dead[0].listener_id, to);
  EXPECT_EQ(dead[0].attempts, 3u);
  EXPECT_EQ(dead[0].reason, "3 attempts failed");
  EXPECT_EQ(dead[0].last_answer, "told so by the test");
  EXPECT_GE(dead[0].died_at, before);
  EXPECT_EQ(out_->made().size(), 3u);
  EXPECT_EQ(engine_->counts().dead, 1u);
  expect_nothing_left();
}

TEST_F(EngineDelivery, that_is_rejected_is_dead_at_once) {
  listen({"*"}, quick);
  out_->decide([](const attempt&) { return verdict::rejected; });

  publish();

  ASSERT_TRUE(out_->wait_made(1));
  ASSERT_TRUE(settled());
  const auto dead = dead_letters();
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].attempts, 1u);
  EXPECT_EQ(dead[0].reason, "rejected");
  EXPECT_EQ(out_->made().size(), 1u);
}

TEST_F(EngineDelivery, lists_the_newest_dead_letters_first_up_to_a_limit) {
  listen();
  out_->decide([](const attempt&) { return verdict::rejected; });
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(publish().at(0));
    ASSERT_TRUE(settled());
  }

  const auto two = engine_->administration().dead_letters(2);

  ASSERT_TRUE(two);
  ASSERT_EQ(two->size(), 2u);
  EXPECT_EQ((*two)[0].event_id, ids[2]);
  EXPECT_EQ((*two)[1].event_id, ids[1]);
  EXPECT_EQ(counts().dead_letters, 3u);
}

TEST_F(EngineDelivery, by_a_blocking_notifier_that_throws_is_tried_again) {
  std::atomic<int> calls{0};
  how_.notifiers["held"] =
      std::make_shared<blocking_notifier>([&](const attempt&) -> blocking_notifier::answer {
        if (++calls == 1)
          throw std::runtime_error{"no route"};
        if (calls == 2)
          throw 2;
        return {verdict::rejected, "seen"};
      });
  engine_.reset();
  start();
  listen({"*"}, quick);

  publish();

  // The third attempt is rejected, so that a dead letter tells when all is over.
  const auto until = std::chrono::steady_clock::now() + patience;
  while (engine_->counts().dead == 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  ASSERT_TRUE(settled());
  EXPECT_EQ(calls, 3);
  const auto dead = dead_letters();
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].attempts, 3u);
}

TEST_F(EngineDelivery, to_one_listener_is_not_held_up_by_another_that_hangs) {
  const auto hanging = listen({"*"}, R"({"concurrency":2})");
  const auto swift = listen();
  out_->decide([=](const attempt& which) -> std::optional<verdict> {
    if (which.to->id == hanging)
      return std::nullopt;
    return verdict::delivered;
  });

  const auto ids = publish(300);

  ASSERT_TRUE(out_->wait_made(302));
  EXPECT_EQ(events_of(out_->made_to(swift)), ids);
  EXPECT_EQ(out_->made_to(hanging).size(), 2u);
  out_->decide([](const attempt&) { return verdict::delivered; });
  out_->release();
  EXPECT_TRUE(settled());
  expect_nothing_left();
}

TEST_F(EngineDelivery, has_no_more_attempts_under_way_than_the_listener_allows) {
  const auto three = listen({"*"}, R"({"concurrency":3})");
  const auto one = listen({"*"}, R"({"concurrency":1})");
  out_->decide(hold);
  publish(20);

  for (std::size_t answered = 0; answered < 40; ++answered) {
    ASSERT_TRUE(out_->wait_held(1)) << answered;
    out_->release(verdict::delivered, 1);
  }

  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->most_at_once(three), 3u);
  EXPECT_EQ(out_->most_at_once(one), 1u);
  EXPECT_EQ(out_->made().size(), 40u);
}

TEST_F(EngineDelivery, counts_an_answer_once_however_often_it_is_given) {
  struct stutterer final : notifier {
    result<void> validate(std::string_view) const override { return {}; }
    void send(std::vector<attempt> batch, on_done done) override {
      for (const auto& each : batch) {
        done({{each.ticket, verdict::delivered, {}}, {each.ticket, verdict::rejected, {}}});
        done({{each.ticket, verdict::retry, {}}, {each.ticket + 77, verdict::retry, {}}});
      }
    }
  };
  how_.notifiers["held"] = std::make_shared<stutterer>();
  engine_.reset();
  start();
  listen();

  publish(50);

  ASSERT_TRUE(settled());
  EXPECT_EQ(engine_->counts().delivered, 50u);
  EXPECT_EQ(engine_->counts().failed, 0u);
  expect_nothing_left();
  EXPECT_EQ(counts().dead_letters, 0u);
}

TEST_F(EngineDelivery, gets_through_windows_smaller_than_the_fan_out) {
  how_.window_events = 8;
  how_.window_deliveries = 4;
  how_.window_bytes = 64;
  engine_.reset();
  start();
  for (int i = 0; i < 10; ++i)
    listen();

  const auto ids = publish(200);

  ASSERT_TRUE(settled()) << engine_->counts().delivered << " of 2000 delivered";
  std::map<std::pair<std::string, std::string>, int> arrived;
  for (const auto& each : out_->made())
    ++arrived[{each.to->id, each.what->id.text()}];
  EXPECT_EQ(arrived.size(), 2000u);
  EXPECT_EQ(out_->made().size(), 2000u) << "something was repeated";
  expect_nothing_left();
}

TEST_F(EngineDelivery, gets_through_windows_of_one_with_every_first_attempt_failing) {
  how_.window_events = how_.window_deliveries = how_.window_bytes = 1;
  engine_.reset();
  start();
  for (int i = 0; i < 3; ++i)
    listen({"*"}, quick);
  out_->decide(
      [](const attempt& which) { return which.number == 1 ? verdict::retry : verdict::delivered; });

  publish(20);

  ASSERT_TRUE(out_->wait_made(120));
  ASSERT_TRUE(settled());
  EXPECT_EQ(engine_->counts().delivered, 60u);
  EXPECT_EQ(out_->made().size(), 120u);
  expect_nothing_left();
}

} // namespace
} // namespace fanfare::test
