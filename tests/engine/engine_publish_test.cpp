#include "tests/contract/raw_sqlite.hpp"
#include "tests/engine/engine_test.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class EnginePublish : public engine_test {
protected:
  void SetUp() override { start(); }

  void restart() {
    engine_.reset();
    start();
  }

  std::uint64_t stored() { return engine_->counts().published; }
};

TEST_F(EnginePublish, answers_with_one_id_a_report_in_order_and_keeps_the_bytes) {
  listen();
  const std::string odd = "{ \"event_type\" : \"a.b\",\t\"n\": 123456789012345678901234567890,"
                          " \"e\":1e400, \"u\":\"\\u00e4\" }";

  const auto ids = ids_of(engine_->publish({{odd, {}}, report::of("c.d", "[1, 2]")}));

  ASSERT_EQ(ids.size(), 2u);
  EXPECT_LT(ids[0], ids[1]);
  ASSERT_TRUE(settled());
  const auto made = out_->made();
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(events_of(made), ids);
  EXPECT_EQ(made[0].what->body, odd);
  EXPECT_EQ(made[1].what->type, "c.d");
}

TEST_F(EnginePublish, stores_nothing_unless_all_reports_are_valid) {
  const std::vector<std::pair<report, std::string>> table{
      {{R"({"event_type":"a b"})", {}}, "a b"},
      {{R"({"event_type":"a.b")", {}}, "event 2"},
      {{R"({"payload":1})", {}}, "event_type"},
      {{"\xff", {}}, "event 2"},
      {{"", {}}, "event 2"},
      {report::of("a.b", "{"), "event 2"},
      {report::of("fanfare.own"), "fanfare."},
  };
  for (const auto& [bad, word] : table) {
    SCOPED_TRACE(bad.body);
    auto batch = reports(4);
    batch[2] = bad;

    const auto why = error_of(engine_->publish(batch));

    EXPECT_EQ(name(why.code), "invalid_report");
    EXPECT_NE(why.detail.find("event 2"), std::string::npos) << why.detail;
    EXPECT_NE(why.detail.find(word), std::string::npos) << why.detail;
    EXPECT_TRUE(why.stored.empty());
  }
  EXPECT_EQ(error_of(engine_->publish(std::vector<report>{})).code, errc::invalid_report);
  EXPECT_EQ(stored(), 0u);
}

TEST_F(EnginePublish, refuses_what_is_over_a_limit_and_names_the_limit) {
  how_.limits = {64, 3, 150};
  restart();
  const report fits{R"({"event_type":"a.b","payload":"0123456789012345678901234567"})", {}};
  ASSERT_LE(fits.body.size(), 64u);
  ASSERT_GT(fits.body.size() * 3, 150u);

  const auto many = error_of(engine_->publish(reports(4)));
  const auto large =
      error_of(engine_->publish(report::of("a.b", '"' + std::string(64, 'x') + '"')));
  const auto together = error_of(engine_->publish({fits, fits, fits}));

  for (const auto& [why, word] : {std::pair{many, "3"}, {large, "64"}, {together, "150"}}) {
    EXPECT_EQ(name(why.code), "too_large") << why.detail;
    EXPECT_NE(why.detail.find(word), std::string::npos) << why.detail;
  }
  EXPECT_EQ(stored(), 0u);
  EXPECT_EQ(ids_of(engine_->publish({fits, fits})).size(), 2u);
}

TEST_F(EnginePublish, calls_back_on_a_thread_of_the_engine_never_inside_publish) {
  // Shared with the callbacks, which may end after the test has its answers.
  const auto good = std::make_shared<std::promise<std::thread::id>>();
  const auto bad = std::make_shared<std::promise<std::thread::id>>();
  // Held while publish runs: a callback inside publish would find it locked by its own thread.
  const auto publishing = std::make_shared<std::mutex>();
  {
    std::lock_guard guard{*publishing};
    engine_->publish(reports(1), [publishing, good](result<receipt> how) {
      std::lock_guard inner{*publishing};
      EXPECT_TRUE(how);
      good->set_value(std::this_thread::get_id());
    });
    engine_->publish(std::vector<report>{}, [publishing, bad](result<receipt> how) {
      std::lock_guard inner{*publishing};
      EXPECT_FALSE(how);
      bad->set_value(std::this_thread::get_id());
    });
  }

  auto first = good->get_future();
  auto second = bad->get_future();
  ASSERT_EQ(first.wait_for(patience), std::future_status::ready);
  ASSERT_EQ(second.wait_for(patience), std::future_status::ready);

  const auto on = first.get();
  EXPECT_NE(on, std::this_thread::get_id());
  EXPECT_EQ(on, second.get()) << "one thread makes all calls";
}

TEST_F(EnginePublish, lets_a_callback_publish_wait_and_administer) {
  std::promise<std::string> done;
  engine_->publish(reports(1), [&](result<receipt>) {
    const auto id = listen({"from.callback"});
    const auto ids = publish(1, "from.callback");
    EXPECT_EQ(ids.size(), 1u);
    EXPECT_TRUE(wait_settled(*engine_, patience));
    EXPECT_TRUE(engine_->condition().ready);
    EXPECT_EQ(engine_->administration().counts()->listeners, 1u);
    done.set_value(id);
  });

  auto made = done.get_future();
  ASSERT_EQ(made.wait_for(patience), std::future_status::ready);

  EXPECT_EQ(out_->made_to(made.get()).size(), 1u);
}

TEST_F(EnginePublish, survives_a_callback_that_throws) {
  std::promise<void> next;
  engine_->publish(reports(1), [](result<receipt>) { throw std::runtime_error{"the host's"}; });
  engine_->publish(reports(1), [&](result<receipt>) { next.set_value(); });

  EXPECT_EQ(next.get_future().wait_for(patience), std::future_status::ready);
}

TEST_F(EnginePublish, is_busy_at_once_while_the_store_is_and_succeeds_later) {
  how_.ingest_events = 4;
  restart();
  listen();
  raw_sqlite other{place_.file("store.db")};
  other.execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE");

  auto waits = engine_->publish(reports(3));
  const auto full = engine_->publish(reports(2));
  const bool at_once = full.wait_for(0s) == std::future_status::ready;
  const bool waited = waits.wait_for(0s) == std::future_status::timeout;
  other.execute("COMMIT");

  EXPECT_TRUE(at_once) << "busy must not wait";
  EXPECT_TRUE(waited) << "nothing is durable while the store is locked";
  EXPECT_EQ(ids_of(std::move(waits)).size(), 3u);
  EXPECT_EQ(publish(2).size(), 2u);
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made().size(), 5u) << "what was refused is not stored";
}

TEST_F(EnginePublish, says_busy_with_a_way_out) {
  how_.ingest_bytes = 1;
  restart();
  raw_sqlite other{place_.file("store.db")};
  other.execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE");
  auto alone = engine_->publish(reports(1));

  const auto why = error_of(engine_->publish(reports(1)));
  other.execute("COMMIT");

  EXPECT_EQ(name(why.code), "busy");
  EXPECT_NE(why.detail.find("try again"), std::string::npos) << why.detail;
  EXPECT_EQ(ids_of(std::move(alone)).size(), 1u) << "larger than the bound: let in alone";
}

TEST_F(EnginePublish, after_stop_is_shutting_down_by_future_and_by_callback) {
  engine_->stop(1s);
  std::promise<result<receipt>> called;

  const auto why = error_of(engine_->publish(reports(1)));
  engine_->publish(reports(1), [&](result<receipt> how) { called.set_value(std::move(how)); });

  EXPECT_EQ(name(why.code), "shutting_down");
  EXPECT_EQ(name(error_of(called.get_future()).code), "shutting_down");
}

TEST_F(EnginePublish, answers_each_callback_exactly_once_when_the_engine_goes_away) {
  constexpr std::size_t calls = 500;
  std::vector<std::atomic<int>> answers(calls);
  std::atomic<int> wrong{0};
  for (std::size_t i = 0; i < calls; ++i)
    engine_->publish(reports(3), [&, i](result<receipt> how) {
      ++answers[i];
      wrong += !how && how.error().code != errc::shutting_down;
    });

  engine_.reset();

  for (const auto& each : answers)
    EXPECT_EQ(each, 1);
  EXPECT_EQ(wrong, 0);
}

TEST_F(EnginePublish, lets_a_callback_use_the_engine_until_it_returns) {
  std::promise<void> called;
  std::atomic<int> refused{0};
  std::atomic<int> read{0};
  auto* host = engine_.get();
  host->publish(reports(1), [&, host](result<receipt>) {
    called.set_value();
    // Goes on while the engine is destroyed: long enough to meet all of that.
    const auto until = std::chrono::steady_clock::now() + 500ms;
    while (std::chrono::steady_clock::now() < until) {
      read += bool(host->administration().listeners());
      if (!host->condition().ready)
        host->publish(std::vector<report>{}, [&](result<receipt>) { ++refused; });
    }
  });
  ASSERT_EQ(called.get_future().wait_for(patience), std::future_status::ready);

  engine_.reset();

  EXPECT_GT(read, 0);
  EXPECT_GT(refused, 0) << "callbacks made by callbacks are made too";
}

TEST_F(EnginePublish, from_several_threads_makes_unique_ids_each_delivered_once) {
  listen();
  constexpr std::size_t threads = 4;
  std::vector<std::future<std::vector<std::string>>> publishers;
  for (std::size_t t = 0; t < threads; ++t)
    publishers.push_back(std::async(std::launch::async, [this] {
      std::vector<std::future<result<receipt>>> answers;
      for (int i = 0; i < 500; ++i)
        answers.push_back(engine_->publish(reports(static_cast<std::size_t>(1 + i % 3))));
      std::vector<std::string> mine;
      for (auto& each : answers)
        for (auto& id : ids_of(std::move(each)))
          mine.push_back(std::move(id));
      return mine;
    }));
  std::vector<std::string> ids;
  for (auto& each : publishers)
    for (auto& id : each.get())
      ids.push_back(std::move(id));

  ASSERT_TRUE(settled());

  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids.size(), threads * 999);
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end()) << "an id was given twice";
  auto arrived = events_of(out_->made());
  std::sort(arrived.begin(), arrived.end());
  EXPECT_EQ(arrived, ids);
  expect_nothing_left();
}

} // namespace
} // namespace fanfare::test
