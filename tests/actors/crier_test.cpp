#include "actors/crier.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using kind = listener_event::kind;

ready_listener_ptr a_listener_to(const std::string& pattern, bool enabled = true) {
  listener one;
  one.id = "watch";
  one.notifier_type = "http";
  one.enabled = enabled;
  one.event_types = {pattern};
  auto ready = std::make_shared<ready_listener>();
  ready->what = std::make_shared<const listener>(std::move(one));
  return ready;
}

class Crier : public ::testing::Test, protected workplace {
protected:
  crier_desk desk;
  ingestor_desk ingestor;
  journal_backlog backlog{1'000, around.count};
  ingest_gate gate{1'000, 1 << 20, backlog};
  current_index listeners_now;
  virtual_time time;

  Crier() { listen_to("fanfare.#"); }

  void listen_to(const std::string& pattern, bool enabled = true) {
    listeners_now.store(an_index(1, {a_listener_to(pattern, enabled)}));
  }

  void start() {
    time.employ({{"crier", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<crier>(clock, desk, listeners_now, gate, ingestor,
                                                   around);
                  }}},
                around);
  }

  void tell(kind what, const std::string& listener = "l0", std::uint64_t count = 1) {
    desk.news.push({{.what = what, .listener_id = listener, .count = count}});
    time.run();
  }

  /// Answers all that is being published, and returns the reports.
  std::vector<std::string> published(const std::optional<error>& failure = {}) {
    std::vector<std::string> reports;
    for (;;) {
      auto requests = take_all(ingestor.publishes);
      if (requests.empty())
        return reports;
      for (auto& request : requests) {
        gate.leave(request.events.size(), request.bytes);
        for (const auto& each : request.events)
          reports.push_back(each.body);
        request.reply(failure ? result<receipt>{*failure} : receipt{});
      }
      time.run();
    }
  }

  /// Returns the counts of what is being published.
  std::vector<std::uint64_t> counts() {
    std::vector<std::uint64_t> all;
    for (const auto& report : published())
      all.push_back(nlohmann::json::parse(report)["payload"]["count"]);
    return all;
  }
};

TEST_F(Crier, publishes_what_it_is_told) {
  start();

  tell(kind::failing);

  const auto reports = published();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(nlohmann::json::parse(reports[0])["event_type"], "fanfare.listener.failing");
  EXPECT_TRUE(gate.empty());
}

TEST_F(Crier, publishes_nothing_that_nobody_listens_to) {
  start();

  for (const auto* pattern : {"*", "#", "repo.#", "fanfare.listener.disabled"}) {
    listen_to(pattern);
    tell(kind::failing);
  }
  listen_to("fanfare.#", false);
  tell(kind::failing);

  EXPECT_TRUE(published().empty());
}

TEST_F(Crier, tells_of_dead_letters_once_a_second_with_how_many) {
  start();

  for (int i = 0; i < 10; ++i)
    tell(kind::dead_letter, "l0", 2);
  EXPECT_EQ(counts(), (std::vector<std::uint64_t>{2}));

  time.advance(999ms);
  EXPECT_EQ(counts(), (std::vector<std::uint64_t>{}));
  time.advance(1ms);
  EXPECT_EQ(counts(), (std::vector<std::uint64_t>{18}));

  time.advance(10s);
  EXPECT_EQ(counts(), (std::vector<std::uint64_t>{}));
  EXPECT_TRUE(desk.deaths.empty());
  tell(kind::dead_letter);
  EXPECT_EQ(counts(), (std::vector<std::uint64_t>{1}));
}

TEST_F(Crier, counts_the_dead_letters_of_each_listener_for_itself) {
  start();

  tell(kind::dead_letter, "l0");
  tell(kind::dead_letter, "l1");

  EXPECT_EQ(counts(), (std::vector<std::uint64_t>{1, 1}));
}

TEST_F(Crier, publishes_again_what_could_not_be_stored) {
  start();
  tell(kind::failing, "a");
  tell(kind::failing, "b");
  EXPECT_EQ(published(error{errc::store_unreachable, "the disk is full"}).size(), 1u);
  EXPECT_TRUE(published().empty()) << "not at once";

  time.advance(1s);

  const auto again = published();
  ASSERT_EQ(again.size(), 2u);
  EXPECT_NE(again[0].find("\"a\""), std::string::npos) << "in their order";
}

TEST_F(Crier, does_not_publish_again_what_was_stored_before_the_rest_failed) {
  start();
  tell(kind::failing, "first");
  published(error{errc::store_unreachable, "the disk is full", {"an id"}});

  time.advance(1s);

  EXPECT_TRUE(published().empty());
}

TEST_F(Crier, waits_while_the_pipeline_is_full) {
  start();
  ASSERT_TRUE(gate.enter(1'000, 0));
  tell(kind::failing);
  EXPECT_TRUE(published().empty());

  gate.leave(1'000, 0);
  time.advance(1s);

  EXPECT_EQ(published().size(), 1u);
}

TEST_F(Crier, keeps_the_newest_when_too_much_waits_and_says_so) {
  start();
  tell(kind::failing, "under_way");
  std::vector<listener_event> many;
  for (std::size_t i = 0; i < crier::most_waiting + 3; ++i)
    many.push_back({.what = kind::failing, .listener_id = "l" + std::to_string(i)});
  desk.news.push(std::move(many));
  time.run();

  EXPECT_EQ(desk.line.size(), crier::most_waiting);
  EXPECT_NE(desk.line.front().find("\"l3\""), std::string::npos) << desk.line.front();
  EXPECT_EQ(logged("wait to be stored: the oldest are dropped"), 1);
  EXPECT_EQ(around.problems.warnings().size(), 1u);

  published();
  EXPECT_TRUE(around.problems.warnings().empty());
}

TEST_F(Crier, publishes_nothing_while_the_engine_stops) {
  start();
  around.now = phase::draining;

  tell(kind::failing);

  EXPECT_TRUE(published().empty());
}

} // namespace
} // namespace fanfare::test
