#include "tests/contract/raw_sqlite.hpp"
#include "tests/engine/engine_test.hpp"

#include <thread>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

const std::string quick = R"({"first_delay":"1ms","max_delay":"1ms","max_attempts":2})";

class EngineStates : public engine_test {
protected:
  void SetUp() override { start(); }

  /// Returns the state of a listener once it is as wanted, or what it is after 10 s.
  template <class Wanted>
  listener_state state_once(const std::string& id, Wanted wanted) {
    listener_state last;
    for (const auto end = std::chrono::steady_clock::now() + 10s;
         std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(5ms)) {
      const auto states = engine_->administration().states();
      EXPECT_TRUE(states);
      for (const auto& each : *states)
        if (each.listener_id == id)
          last = each;
      if (wanted(last))
        break;
    }
    return last;
  }

  void restart() {
    engine_.reset();
    start();
  }
};

TEST_F(EngineStates, show_a_receiver_that_fails_and_then_does_not) {
  const auto id = listen({"*"}, quick);
  out_->decide([](const attempt&) { return verdict::retry; });
  publish();

  const auto failing = state_once(id, [](const auto& s) { return s.consecutive_failures == 2; });
  EXPECT_TRUE(failing.failing_since);
  EXPECT_EQ(failing.consecutive_failures, 2u);
  EXPECT_FALSE(failing.last_success);

  out_->decide([](const attempt&) { return verdict::delivered; });
  publish();

  const auto well = state_once(id, [](const auto& s) { return !s.failing_since; });
  EXPECT_FALSE(well.failing_since);
  EXPECT_TRUE(well.last_success);
  EXPECT_EQ(well.last_error, failing.last_error);
}

TEST_F(EngineStates, go_on_after_a_restart) {
  const auto id = listen({"*"}, quick);
  out_->decide([](const attempt&) { return verdict::rejected; });
  publish();
  const auto before = state_once(id, [](const auto& s) { return s.consecutive_failures == 1; });

  restart();
  publish();

  const auto after = state_once(id, [](const auto& s) { return s.consecutive_failures == 2; });
  EXPECT_EQ(after.consecutive_failures, 2u);
  EXPECT_EQ(after.failing_since, before.failing_since);
}

TEST_F(EngineStates, of_a_listener_broken_by_hand_outlive_a_restart_with_its_last_good_version) {
  const auto id = listen({"before.the.edit"});
  publish(1, "before.the.edit"); // once it is matched, the engine has seen it whole
  ASSERT_TRUE(settled());

  raw_sqlite by_hand{place_.file("store.db")};
  by_hand.edit_listener(id, "UPDATE listeners SET json = '{not json'");
  for (const auto end = std::chrono::steady_clock::now() + 10s;
       by_hand.ask("SELECT count(*) FROM quarantine") == "0\n" &&
       std::chrono::steady_clock::now() < end;)
    std::this_thread::sleep_for(5ms);

  restart();
  publish(1, "before.the.edit");

  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(id).size(), 2u);
  const auto found = engine_->administration().check_listeners();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at(0).version, listener_finding::in_use::last_good);
}

} // namespace
} // namespace fanfare::test
