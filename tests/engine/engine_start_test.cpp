#include "tests/engine/engine_test.hpp"

#include <unistd.h>

#include <algorithm>

namespace fanfare::test {
namespace {

class EngineStart : public engine_test {};

TEST_F(EngineStart, is_refused_with_options_that_would_deliver_nothing) {
  const std::vector<std::pair<std::string, void (*)(options&)>> table{
      {"window_events", [](options& how) { how.window_events = 0; }},
      {"window_deliveries", [](options& how) { how.window_deliveries = 0; }},
      {"delivery.concurrency", [](options& how) { how.delivery.concurrency = 0; }},
      {"delivery.timeout", [](options& how) { how.delivery.timeout = {}; }},
  };
  for (const auto& [field, spoil] : table) {
    auto how = how_;
    spoil(how);

    const auto made = engine::start(how);

    ASSERT_FALSE(made) << field;
    EXPECT_EQ(made.error().code, errc::invalid_options);
    EXPECT_NE(made.error().detail.find(field), std::string::npos) << made.error().detail;
  }
}

TEST_F(EngineStart, in_memory_it_notices_what_its_admin_publishes) {
  how_.store_url = "sqlite::memory:";
  start();
  listen();

  ASSERT_TRUE(engine_->administration().publish(reports(1)));

  EXPECT_TRUE(wait_settled(*engine_));
  EXPECT_EQ(engine_->counts().delivered, 1u);
}

TEST_F(EngineStart, is_refused_with_the_field_and_the_way_out) {
  struct bad_store {
    std::string url;
    errc code;
    std::vector<std::string> words;
  };
  const auto nowhere = place_.file("missing/store.db");
  const std::vector<bad_store> table{
      {"", errc::invalid_options, {"store_url", "sqlite:PATH"}},
      {"store.db", errc::invalid_options, {"scheme", "sqlite:PATH"}},
      {"mysql://user:swordfish@host/db", errc::invalid_options, {"mysql", "sqlite:PATH"}},
      {"redis://user:swordfish@host/x", errc::invalid_options, {"redis", "database"}},
      {"redis+sentinel://user:swordfish@host", errc::invalid_options, {"later version"}},
      {"sqlite:", errc::invalid_options, {"no file"}},
      {"sqlite:" + nowhere, errc::store_unreachable, {nowhere}},
      {"sqlite:" + place_.path().string(), errc::store_unreachable, {place_.path().string()}},
  };
  for (const auto& bad : table) {
    SCOPED_TRACE(bad.url);
    how_.store_url = bad.url;

    const auto made = engine::start(how_);

    ASSERT_FALSE(made);
    EXPECT_EQ(name(made.error().code), name(bad.code));
    for (const auto& word : bad.words)
      EXPECT_NE(made.error().detail.find(word), std::string::npos) << made.error().detail;
    EXPECT_EQ(made.error().detail.find("swordfish"), std::string::npos) << made.error().detail;
  }
}

TEST_F(EngineStart, on_a_file_with_a_node_names_the_process) {
  start();

  const auto second = engine::start(how_);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::store_in_use);
  for (const auto& word : {std::to_string(getpid()), place_.file("store.db")})
    EXPECT_NE(second.error().detail.find(word), std::string::npos) << second.error().detail;
  listen();
  publish();
  EXPECT_TRUE(settled()) << "the first node is disturbed";
}

TEST_F(EngineStart, with_a_notifier_of_a_built_in_name_is_refused) {
  how_.notifiers["http"] = out_;

  const auto made = engine::start(how_);

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, errc::invalid_options);
  EXPECT_NE(made.error().detail.find("built in"), std::string::npos) << made.error().detail;
}

TEST_F(EngineStart, of_several_engines_in_one_process_keeps_them_apart) {
  std::vector<std::shared_ptr<recording_notifier>> outs;
  std::vector<std::unique_ptr<engine>> engines;
  for (int i = 0; i < 3; ++i) {
    options mine;
    mine.store_url = i == 0 ? "sqlite:" + place_.file("own.db") : "sqlite::memory:";
    mine.notifiers["record"] = outs.emplace_back(std::make_shared<recording_notifier>());
    auto made = engine::start(mine);
    ASSERT_TRUE(made) << made.error().detail;
    ASSERT_TRUE((*made)->administration().create({"record", {"*"}}));
    engines.push_back(std::move(*made));
  }

  std::vector<std::string> ids;
  for (auto& each : engines)
    ids.push_back(ids_of(each->publish(report::of("a.b"))).at(0));

  for (std::size_t i = 0; i < engines.size(); ++i) {
    ASSERT_TRUE(wait_settled(*engines[i]));
    ASSERT_EQ(outs[i]->records().size(), 1u);
    EXPECT_EQ(outs[i]->records()[0].event_id, ids[i]);
  }
}

TEST_F(EngineStart, after_a_stop_goes_on_with_what_was_left) {
  start();
  const auto to = listen({"*"}, R"({"concurrency":2})");
  out_->decide(hold);
  auto ids = publish(6);
  ASSERT_TRUE(out_->wait_held(2));
  engine_->stop(std::chrono::milliseconds{200});
  engine_.reset();
  const auto before = out_->made().size();

  out_->decide([](const attempt&) { return verdict::delivered; });
  start();

  ASSERT_TRUE(out_->wait_made(before + 6));
  ASSERT_TRUE(settled());
  auto again = events_of(out_->made());
  again.erase(again.begin(), again.begin() + static_cast<std::ptrdiff_t>(before));
  std::sort(again.begin(), again.end());
  EXPECT_EQ(again, ids) << "each event once";
  expect_nothing_left();
  EXPECT_EQ(counts().dead_letters, 0u);
}

TEST_F(EngineStart, delivers_what_others_published_before) {
  {
    auto beside = admin::open(how_, if_missing::create);
    ASSERT_TRUE(beside) << beside.error().detail;
    ASSERT_TRUE((*beside)->create({"held", {"*"}}));
    ASSERT_TRUE((*beside)->publish(reports(3)));
  }

  start();

  EXPECT_TRUE(out_->wait_made(3));
  EXPECT_TRUE(settled());
  expect_nothing_left();
}

} // namespace
} // namespace fanfare::test
