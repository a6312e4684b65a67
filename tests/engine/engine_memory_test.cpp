#include "storage/outcome_ring.hpp"
#include "tests/engine/engine_test.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <thread>

namespace fanfare::test {
namespace {

/// A node whose predecessor was killed, and what is in the file it left behind.
class EngineMemory : public engine_test {
protected:
  EngineMemory() {
    start();
    first = listen();
    second = listen();
    engine_.reset();
    const auto beside = admin::open(how_);
    EXPECT_TRUE(beside) << beside.error().detail;
    const auto taken = (*beside)->publish(reports(1));
    EXPECT_TRUE(taken) << taken.error().detail;
    event = taken->ids.at(0);
  }

  void left_behind(const std::string& listener, final_outcome how) const {
    const auto id = event_id::parse(event);
    ASSERT_TRUE(id);
    const auto opened = outcome_ring::open(file, id->installation, 100);
    ASSERT_TRUE(opened.ring) << opened.warning;
    opened.ring->note(*id, listener, "", how);
  }

  double recalled() const {
    for (const auto& each : engine_->metrics())
      if (each.name == "fanfare_deliveries_recalled_total")
        return each.samples.at(0).value;
    return -1;
  }

  bool was_recalled() const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (recalled() < 1 && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    return recalled() == 1;
  }

  bool warns_of(std::initializer_list<std::string> words) const {
    const auto all = engine_->condition().warnings;
    return std::any_of(all.begin(), all.end(), [&words](const std::string& one) {
      return std::all_of(words.begin(), words.end(), [&one](const std::string& word) {
        return one.find(word) != std::string::npos;
      });
    });
  }

  const std::string file = place_.file("store.db.outcomes");
  std::string first;
  std::string second;
  std::string event;
};

TEST_F(EngineMemory, makes_no_delivery_again_that_had_ended_before_the_kill) {
  left_behind(first, final_outcome::delivered);

  start();

  ASSERT_TRUE(settled());
  EXPECT_TRUE(out_->made_to(first).empty());
  EXPECT_EQ(out_->made_to(second).size(), 1u);
  EXPECT_EQ(recalled(), 1);
  expect_nothing_left();
}

TEST_F(EngineMemory, buries_what_a_receiver_had_refused_for_good) {
  left_behind(first, final_outcome::rejected);

  start();

  ASSERT_TRUE(settled());
  EXPECT_TRUE(out_->made_to(first).empty());
  EXPECT_EQ(counts().dead_letters, 1u);
}

TEST_F(EngineMemory, is_gone_after_a_stop_that_left_nothing) {
  left_behind(first, final_outcome::delivered);
  start();
  ASSERT_TRUE(settled());
  EXPECT_TRUE(std::filesystem::exists(file));

  engine_.reset();

  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(EngineMemory, outlives_a_stop_while_anything_of_before_may_still_be_met) {
  left_behind(first, final_outcome::delivered);
  out_->decide(hold);
  start();
  ASSERT_TRUE(out_->wait_held(1));
  ASSERT_TRUE(was_recalled()); // another deliverer may have that to do

  engine_->stop(std::chrono::milliseconds{500});
  EXPECT_EQ(counts().parked, 1u);
  EXPECT_TRUE(std::filesystem::exists(file));

  out_->release();
  engine_.reset();
  out_->decide([](const attempt&) { return verdict::delivered; });
  start();
  ASSERT_TRUE(out_->wait_made(2));
  EXPECT_TRUE(out_->made_to(first).empty());
}

TEST_F(EngineMemory, that_is_damaged_keeps_no_node_from_its_work) {
  std::ofstream{file} << std::string(10'000, 'x');

  start();

  EXPECT_TRUE(warns_of({file, "damaged"}));
  EXPECT_TRUE(engine_->condition().ready);
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made().size(), 2u);
}

TEST_F(EngineMemory, that_cannot_be_kept_is_named_with_the_way_out) {
  std::ofstream{place_.file("file")} << "no directory";
  how_.state_dir = place_.file("file/state");

  start();

  EXPECT_TRUE(warns_of({how_.state_dir, "Not a directory", "[node] state_dir"}));
  EXPECT_TRUE(engine_->condition().ready);
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made().size(), 2u);
}

TEST_F(EngineMemory, of_another_store_is_left_alone_with_a_warning) {
  { const auto other = outcome_ring::open(file, 4711, 100); }

  start();

  EXPECT_TRUE(warns_of({file, "another store"}));
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made().size(), 2u);
}

} // namespace
} // namespace fanfare::test
