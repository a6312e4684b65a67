#include "tests/contract/raw_sqlite.hpp"
#include "tests/engine/engine_test.hpp"

#include <algorithm>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

std::string type_of(int i) { return "round.n" + std::to_string(i); }

class EngineListeners : public engine_test {
protected:
  void SetUp() override { start(); }

  std::unique_ptr<admin> beside() {
    auto opened = admin::open(how_);
    EXPECT_TRUE(opened) << opened.error().detail;
    return opened ? std::move(*opened) : nullptr;
  }

  /// Waits until the engine knows all changes so far: a later event has been matched.
  void bring_up_to_date() {
    const auto marker = listen({"marker"});
    publish(1, "marker");
    for (std::size_t made = 1; out_->made_to(marker).empty(); ++made)
      ASSERT_TRUE(out_->wait_made(made));
    ASSERT_TRUE(engine_->administration().remove(marker));
  }

  void change(const std::string& id, const listener_change& how) {
    const auto done = engine_->administration().update(id, how);
    EXPECT_TRUE(done) << done.error().detail;
  }
};

TEST_F(EngineListeners, match_what_is_published_after_their_making) {
  for (int i = 0; i < 50; ++i) {
    const auto id = listen({type_of(i)});
    publish(1, type_of(i));

    ASSERT_TRUE(settled());

    ASSERT_EQ(out_->made_to(id).size(), 1u) << "listener " << i;
  }
}

TEST_F(EngineListeners, made_through_the_file_match_what_is_published_after) {
  const auto other = beside();
  ASSERT_NE(other, nullptr);
  for (int i = 0; i < 50; ++i) {
    const auto id = other->create({"held", {type_of(i)}});
    ASSERT_TRUE(id) << id.error().detail;
    if (i % 2 == 0)
      publish(1, type_of(i));
    else
      ASSERT_TRUE(other->publish(reports(1, type_of(i))));

    ASSERT_TRUE(settled());

    ASSERT_EQ(out_->made_to(*id).size(), 1u) << "listener " << i;
  }
}

TEST_F(EngineListeners, are_used_by_each_attempt_as_they_are_then) {
  const auto id = listen({"*"}, R"({"first_delay":"1ms","timeout":"2s"})", R"({"to":"old"})");
  out_->decide(hold);
  const auto first = publish().at(0);
  ASSERT_TRUE(out_->wait_held(1));

  listener_change moved;
  moved.notifier_config = R"({"to":"new"})";
  moved.delivery = R"({"timeout":"3s"})";
  change(id, moved);
  // Once a later event has arrived, the change has too.
  publish();
  ASSERT_TRUE(out_->wait_made(2));
  out_->decide([](const attempt&) { return verdict::delivered; });
  out_->release(verdict::retry, 1);

  ASSERT_TRUE(out_->wait_made(3));
  const auto made = out_->made();
  EXPECT_EQ(made[0].to->notifier_config, R"({"to":"old"})");
  EXPECT_EQ(made[0].timeout, 2s);
  EXPECT_EQ(made[2].what->id.text(), first);
  EXPECT_EQ(made[2].number, 2u);
  EXPECT_EQ(made[2].to->notifier_config, R"({"to":"new"})");
  EXPECT_EQ(made[2].timeout, 3s);
  out_->release();
  EXPECT_TRUE(settled());
}

TEST_F(EngineListeners, keep_a_secret_that_is_sent_back_masked) {
  const auto id = listen({"*"}, {}, R"({"token":"swordfish"})");
  listener_change masked;
  masked.notifier_config = engine_->administration().find(id)->notifier_config;
  ASSERT_EQ(masked.notifier_config->find("swordfish"), std::string::npos);
  change(id, masked);

  publish();

  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made().at(0).to->notifier_config, R"({"token":"swordfish"})");
}

TEST_F(EngineListeners, match_their_new_event_types_only) {
  const auto id = listen({"old.type", "both"});
  listener_change types;
  types.event_types = {{"new.*", "both"}};
  change(id, types);

  publish(1, "old.type");
  const auto wanted = publish(1, "new.type");

  ASSERT_TRUE(settled());
  EXPECT_EQ(events_of(out_->made()), wanted);
}

TEST_F(EngineListeners, that_are_disabled_hold_what_waits_and_match_nothing) {
  const auto id = listen({"*"}, R"({"concurrency":1,"first_delay":"1ms"})");
  out_->decide(hold);
  const auto before = publish(3);
  ASSERT_TRUE(out_->wait_held(1));
  listener_change off;
  off.enabled = false;
  change(id, off);
  publish(2);
  bring_up_to_date();
  out_->decide([](const attempt&) { return verdict::delivered; });
  out_->release(verdict::retry);

  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(id).size(), 1u) << "what waits is held";
  EXPECT_EQ(counts().parked, 3u);

  listener_change on;
  on.enabled = true;
  change(id, on);

  ASSERT_TRUE(out_->wait_made(5));
  ASSERT_TRUE(settled());
  auto drained = events_of(out_->made_to(id));
  drained.erase(drained.begin());
  std::sort(drained.begin(), drained.end());
  EXPECT_EQ(drained, before);
  for (const auto& each : out_->made_to(id))
    EXPECT_LE(each.number, each.what->id.text() == before[0] ? 2u : 1u)
        << "holding uses up no attempt";
  expect_nothing_left();
}

TEST_F(EngineListeners, that_are_deleted_drop_what_waits_and_say_how_much) {
  const auto id = listen({"*"}, R"({"first_delay":"1h","max_delay":"1h"})");
  const auto stays = listen({"*"});
  out_->decide([=](const attempt& which) {
    return which.to->id == id ? verdict::retry : verdict::delivered;
  });
  publish(5);
  ASSERT_TRUE(out_->wait_made(10));
  ASSERT_TRUE(settled());
  ASSERT_EQ(counts().parked, 5u);

  const auto dropped = engine_->administration().remove(id);

  ASSERT_TRUE(dropped) << dropped.error().detail;
  EXPECT_EQ(*dropped, 5u);
  expect_nothing_left();
  publish();
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(id).size(), 5u);
  EXPECT_EQ(out_->made_to(stays).size(), 6u);
  EXPECT_EQ(engine_->administration().find(id).error().code, errc::not_found);
}

TEST_F(EngineListeners, that_are_deleted_while_an_attempt_is_under_way_leave_nothing) {
  const auto id = listen({"*"}, R"({"concurrency":1})");
  out_->decide(hold);
  publish(4);
  ASSERT_TRUE(out_->wait_held(1));
  ASSERT_TRUE(engine_->administration().remove(id));
  bring_up_to_date();

  out_->release(verdict::retry);

  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(id).size(), 1u);
  expect_nothing_left();
}

TEST_F(EngineListeners, of_a_type_that_a_live_node_has_can_be_made_without_having_it) {
  options bare;
  bare.store_url = how_.store_url;
  const auto other = admin::open(bare);
  ASSERT_TRUE(other) << other.error().detail;

  const auto made = (*other)->create({"held", {"*"}});
  const auto unknown = (*other)->create({"hold", {"*"}});

  ASSERT_TRUE(made) << made.error().detail;
  ASSERT_FALSE(unknown);
  EXPECT_EQ(name(unknown.error().code), "invalid_listener");
  EXPECT_NE(unknown.error().detail.find("'held'"), std::string::npos)
      << "no suggestion in: " << unknown.error().detail;
  publish();
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(*made).size(), 1u);
}

TEST_F(EngineListeners, of_a_type_without_a_live_node_are_refused) {
  engine_.reset();
  raw_sqlite{place_.file("store.db")}.execute("UPDATE nodes SET heartbeat = heartbeat - 3600000");
  options bare;
  bare.store_url = how_.store_url;
  const auto other = admin::open(bare);
  ASSERT_TRUE(other);

  const auto made = (*other)->create({"held", {"*"}});

  ASSERT_FALSE(made) << "its node has been silent for an hour";
  EXPECT_EQ(name(made.error().code), "invalid_listener");
}

} // namespace
} // namespace fanfare::test
