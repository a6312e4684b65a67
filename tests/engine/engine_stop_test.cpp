#include "tests/contract/raw_sqlite.hpp"
#include "tests/engine/engine_test.hpp"

#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <thread>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

class EngineStop : public engine_test {
protected:
  void SetUp() override { start(); }

  void restart() {
    engine_.reset();
    start();
  }

  /// Waits until `stop`, called by somebody else, has begun.
  bool wait_stopping() {
    const auto until = clock::now() + patience;
    while (engine_->condition().ready && clock::now() < until)
      std::this_thread::yield();
    return !engine_->condition().ready;
  }

  std::future<void> stop_aside(std::chrono::milliseconds how_long) {
    return std::async(std::launch::async, [this, how_long] { engine_->stop(how_long); });
  }
};

TEST_F(EngineStop, parks_what_has_not_started_and_waits_for_what_is_under_way) {
  listen({"*"}, R"({"concurrency":2})");
  out_->decide(hold);
  publish(10);
  ASSERT_TRUE(out_->wait_held(2));

  auto stopping = stop_aside(patience);
  ASSERT_TRUE(wait_stopping());
  EXPECT_EQ(stopping.wait_for(200ms), std::future_status::timeout) << "two are under way";
  out_->release();
  ASSERT_EQ(stopping.wait_for(patience), std::future_status::ready);

  EXPECT_EQ(out_->made().size(), 2u) << "nothing new is started";
  EXPECT_EQ(engine_->counts().delivered, 2u);
  // Held back events are left to the journal or parked: eight in all.
  EXPECT_EQ(counts().unsettled + counts().parked, 8u);
}

TEST_F(EngineStop, parks_an_attempt_that_hangs_and_returns_within_its_patience) {
  listen();
  out_->decide(hold);
  const auto ids = publish();
  ASSERT_TRUE(out_->wait_held(1));

  const auto begin = clock::now();
  engine_->stop(1s);
  const auto took = clock::now() - begin;

  EXPECT_GE(took, 800ms) << "four fifths belong to the attempt";
  EXPECT_LT(took, 3s);
  EXPECT_EQ(counts().parked, 1u);
  EXPECT_EQ(counts().unsettled, 0u);
  out_->release();
  out_->decide([](const attempt&) { return verdict::delivered; });
  restart();
  ASSERT_TRUE(out_->wait_made(2));
  EXPECT_EQ(out_->made()[1].number, 1u) << "stopping uses up no attempt";
  EXPECT_EQ(events_of(out_->made())[1], ids.at(0));
}

TEST_F(EngineStop, is_done_once_and_returns_the_second_time) {
  listen();
  publish(10);

  auto first = stop_aside(patience);
  auto second = stop_aside(patience);

  EXPECT_EQ(first.wait_for(patience), std::future_status::ready);
  EXPECT_EQ(second.wait_for(patience), std::future_status::ready);
  const auto begin = clock::now();
  engine_->stop(patience);
  EXPECT_LT(clock::now() - begin, 1s);
}

TEST_F(EngineStop, with_nothing_to_do_returns_at_once) {
  const auto begin = clock::now();
  engine_->stop(patience);

  EXPECT_LT(clock::now() - begin, 2s);
}

TEST_F(EngineStop, shows_in_the_condition) {
  EXPECT_TRUE(engine_->condition().ready);
  EXPECT_TRUE(engine_->condition().problems.empty());

  engine_->stop(1s);

  const auto now = engine_->condition();
  EXPECT_FALSE(now.ready);
  ASSERT_EQ(now.problems.size(), 1u);
  EXPECT_NE(now.problems[0].find("shutting down"), std::string::npos) << now.problems[0];
}

TEST_F(EngineStop, leaves_the_administration_at_work) {
  engine_->stop(1s);

  const auto id = listen();
  const auto done = engine_->administration().publish(reports(2));

  EXPECT_TRUE(done);
  EXPECT_EQ(engine_->administration().listeners()->at(0).id, id);
  EXPECT_EQ(counts().unsettled, 2u) << "an admin's publish is durable; the next node delivers it";
}

TEST_F(EngineStop, with_full_pipelines_loses_and_repeats_nothing) {
  how_.window_events = 8;
  how_.window_deliveries = 4;
  how_.ingest_events = 64;
  restart();
  for (int i = 0; i < 6; ++i)
    listen({"*"}, R"({"concurrency":2})");
  std::vector<std::future<result<receipt>>> answers;
  for (int i = 0; i < 50; ++i)
    answers.push_back(engine_->publish(reports(2)));
  ASSERT_TRUE(out_->wait_made(20));

  engine_->stop(patience);

  std::set<std::string> durable;
  for (auto& each : answers) {
    ASSERT_EQ(each.wait_for(0s), std::future_status::ready) << "stop answers every publish";
    if (const auto how = each.get())
      durable.insert(how->ids.begin(), how->ids.end());
  }
  ASSERT_FALSE(durable.empty());
  restart();
  ASSERT_TRUE(out_->wait_made(durable.size() * 6));
  ASSERT_TRUE(settled());
  std::set<std::pair<std::string, std::string>> arrived;
  for (const auto& each : out_->made())
    arrived.insert({each.to->id, each.what->id.text()});
  EXPECT_EQ(arrived.size(), durable.size() * 6);
  EXPECT_EQ(out_->made().size(), arrived.size()) << "something was repeated";
  expect_nothing_left();
}

TEST_F(EngineStop, at_any_moment_repeats_nothing_that_was_answered) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  for (int i = 0; i < 3; ++i)
    listen({"*"}, R"({"first_delay":"1ms"})");
  std::size_t published = 0;
  for (int round = 0; round < 12; ++round) {
    std::vector<std::future<result<receipt>>> answers;
    for (int i = 0; i < 20; ++i)
      answers.push_back(engine_->publish(reports(10)));
    out_->wait_made(out_->made().size() + random() % 300);
    engine_->stop(patience);
    for (auto& each : answers)
      if (const auto how = each.get())
        published += how->ids.size();
    restart();
  }

  ASSERT_TRUE(out_->wait_made(published * 3));
  ASSERT_TRUE(settled());

  EXPECT_EQ(out_->made().size(), published * 3);
  expect_nothing_left();
}

/// Takes its time to accept attempts, as a notifier must not, but may.
class slow_to_accept final : public notifier {
public:
  result<void> validate(std::string_view) const override { return {}; }
  void send(std::vector<attempt> batch, on_done done) override {
    entered.set_value();
    accept.get_future().wait();
    answer = [batch, done] { done({{batch.at(0).ticket, verdict::delivered, {}}}); };
    accepted.set_value();
  }

  std::promise<void> entered, accept, accepted;
  std::function<void()> answer;
};

TEST_F(EngineStop, waits_for_attempts_that_are_just_being_handed_over) {
  const auto slow = std::make_shared<slow_to_accept>();
  how_.notifiers["held"] = slow;
  restart();
  listen();
  publish();
  ASSERT_EQ(slow->entered.get_future().wait_for(patience), std::future_status::ready);

  auto stopping = stop_aside(patience);
  ASSERT_TRUE(wait_stopping());
  EXPECT_EQ(stopping.wait_for(100ms), std::future_status::timeout);
  slow->accept.set_value();
  ASSERT_EQ(slow->accepted.get_future().wait_for(patience), std::future_status::ready);
  EXPECT_EQ(stopping.wait_for(300ms), std::future_status::timeout) << "the attempt is under way";
  slow->answer();
  ASSERT_EQ(stopping.wait_for(patience), std::future_status::ready);

  EXPECT_EQ(engine_->counts().delivered, 1u);
  expect_nothing_left();
}

TEST_F(EngineStop, answers_what_waits_for_a_store_that_is_locked) {
  raw_sqlite other{place_.file("store.db")};
  other.execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE");
  auto first = engine_->publish(reports(2));
  auto second = engine_->publish(reports(300));
  std::promise<result<receipt>> third;
  engine_->publish(reports(1), [&](result<receipt> how) { third.set_value(std::move(how)); });

  engine_->stop(500ms);

  EXPECT_EQ(first.wait_for(0s), std::future_status::ready);
  EXPECT_EQ(second.wait_for(0s), std::future_status::ready);
  EXPECT_EQ(third.get_future().wait_for(patience), std::future_status::ready);
}

TEST_F(EngineStop, is_not_needed_before_the_engine_is_destroyed) {
  listen();
  const auto ids = publish(100);

  engine_.reset();

  start();
  ASSERT_TRUE(out_->wait_made(100));
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made().size(), 100u);
  expect_nothing_left();
}

TEST_F(EngineStop, is_survived_by_answers_that_come_after_the_engine) {
  listen();
  out_->decide(hold);
  publish(5);
  ASSERT_TRUE(out_->wait_held(5));
  engine_->stop(50ms);
  engine_.reset();

  out_->release();
  out_->decide([](const attempt&) { return verdict::delivered; });
  start();

  EXPECT_TRUE(out_->wait_made(10)) << "nobody noted those answers";
}

TEST_F(EngineStop, does_not_meet_answers_that_come_at_the_same_time) {
  for (int round = 0; round < 10; ++round) {
    out_->decide(hold);
    if (round == 0)
      listen();
    publish(20);
    ASSERT_TRUE(out_->wait_held(8));

    auto answering = std::async(std::launch::async, [this] {
      for (int i = 0; i < 20; ++i)
        out_->release(verdict::delivered, 1);
    });
    engine_->stop(std::chrono::milliseconds{round});
    engine_.reset();
    answering.get();

    out_->release();
    out_->decide([](const attempt&) { return verdict::delivered; });
    start();
  }
  ASSERT_TRUE(settled());
}

} // namespace
} // namespace fanfare::test
