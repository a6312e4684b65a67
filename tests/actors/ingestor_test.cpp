#include "actors/ingestor.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

class Ingestor : public ::testing::Test, protected workplace {
protected:
  journal_backlog backlog{1'000'000, around.count};
  ingest_gate gate{20'000, 1 << 20, backlog};
  std::optional<ingestor_desk> desk{std::in_place};
  reader_desk reader{100, 1 << 20};
  std::vector<result<receipt>> answers;
  std::optional<virtual_time> time{std::in_place};

  Ingestor() {
    queue.hold = true;
    reader.news = false;
    time->employ({{"ingestor", &desk->bell,
                   [this](alarm_clock&) {
                     return std::make_unique<ingestor>(*desk, gate, queue, reader, around);
                   }}},
                 around);
  }

  void publish(std::size_t count) {
    publish_request request;
    for (std::size_t i = 0; i < count; ++i)
      request.events.push_back({a_report(), {}});
    request.bytes = count;
    request.reply =
        publish_reply{[this](result<receipt> answer) { answers.push_back(std::move(answer)); }};
    ASSERT_TRUE(gate.enter(count, count));
    desk->publishes.push(std::move(request));
    time->run();
  }

  void commit() {
    queue.release();
    time->run();
  }

  void commit_all() {
    while (queue.waiting() > 0)
      commit();
  }

  std::vector<std::size_t> commits() const {
    std::vector<std::size_t> sizes;
    for (const auto& each : store.written)
      sizes.push_back(each.appends.size());
    return sizes;
  }

  std::vector<std::string> stored_ids() const {
    std::vector<std::string> ids;
    for (const auto& [id, body] : store.entries)
      ids.push_back(id.text());
    return ids;
  }
};

TEST_F(Ingestor, commits_at_most_256_events_at_a_time) {
  publish(600);

  commit_all();

  EXPECT_EQ(commits(), (std::vector<std::size_t>{256, 256, 88}));
}

TEST_F(Ingestor, has_one_commit_under_way_and_puts_what_came_meanwhile_into_the_next) {
  publish(1);
  publish(2);
  publish(3);
  EXPECT_EQ(queue.waiting(), 1u);

  commit();
  EXPECT_EQ(queue.waiting(), 1u);
  commit();

  EXPECT_EQ(commits(), (std::vector<std::size_t>{1, 5}));
  EXPECT_EQ(queue.waiting(), 0u);
}

TEST_F(Ingestor, answers_a_request_of_10000_events_once_when_all_are_durable) {
  publish(10'000);

  for (int i = 0; i < 39; ++i)
    commit();
  EXPECT_TRUE(answers.empty());
  commit();

  ASSERT_EQ(answers.size(), 1u);
  ASSERT_TRUE(answers[0]);
  EXPECT_EQ(answers[0]->ids.size(), 10'000u);
  EXPECT_EQ(answers[0]->ids, stored_ids());
  EXPECT_EQ(around.count.published, 10'000u);
}

TEST_F(Ingestor, gives_each_publisher_of_a_commit_the_ids_of_its_own_events) {
  publish(1);
  publish(2);
  publish(3);

  commit_all();

  auto ids = stored_ids();
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0]->ids, std::vector(ids.begin(), ids.begin() + 1));
  EXPECT_EQ(answers[1]->ids, std::vector(ids.begin() + 1, ids.begin() + 3));
  EXPECT_EQ(answers[2]->ids, std::vector(ids.begin() + 3, ids.end()));
}

TEST_F(Ingestor, fails_exactly_the_publishers_in_a_failing_commit_and_names_what_is_stored) {
  publish(300);
  publish(100);
  commit(); // 256 of the first
  publish(5);

  store.down = out_of_reach;
  commit(); // 44 of the first, the second
  store.down.reset();
  commit_all();

  ASSERT_EQ(answers.size(), 3u);
  ASSERT_FALSE(answers[0]);
  EXPECT_EQ(answers[0].error().code, errc::store_unreachable);
  auto stored = answers[0].error().stored;
  ASSERT_EQ(stored.size(), 256u);
  auto ids = stored_ids();
  EXPECT_EQ(stored, std::vector(ids.begin(), ids.begin() + 256));
  ASSERT_FALSE(answers[1]);
  EXPECT_TRUE(answers[1].error().stored.empty());
  ASSERT_TRUE(answers[2]);
  EXPECT_EQ(answers[2]->ids.size(), 5u);
  EXPECT_EQ(store.entries.size(), 261u) << "nothing of the failed ones is tried again";
}

TEST_F(Ingestor, leaves_the_gate_when_it_succeeded) {
  publish(300);
  EXPECT_FALSE(gate.empty());

  commit_all();

  EXPECT_TRUE(gate.empty());
}

TEST_F(Ingestor, leaves_the_gate_when_it_failed) {
  publish(300);
  store.down = out_of_reach;

  commit_all();

  ASSERT_EQ(answers.size(), 1u);
  EXPECT_TRUE(gate.empty());
}

TEST_F(Ingestor, tells_the_reader_that_there_is_news) {
  publish(1);
  EXPECT_FALSE(reader.news);

  commit();

  EXPECT_TRUE(reader.news);
}

TEST_F(Ingestor, says_nothing_to_the_reader_when_the_store_failed) {
  publish(1);
  store.down = out_of_reach;

  commit();

  EXPECT_FALSE(reader.news);
  EXPECT_EQ(around.count.published, 0u);
}

TEST_F(Ingestor, answers_a_request_without_events_at_once) {
  publish(0);

  ASSERT_EQ(answers.size(), 1u);
  ASSERT_TRUE(answers[0]);
  EXPECT_TRUE(answers[0]->ids.empty());
  EXPECT_EQ(queue.waiting(), 0u);
}

TEST_F(Ingestor, answers_publishers_whose_desk_is_cleared_away) {
  publish(1);
  publish(1);
  time.reset();

  desk.reset();

  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].error().code, errc::shutting_down);
  EXPECT_EQ(answers[1].error().code, errc::shutting_down);
}

// -- the gate -------------------------------------------------------------------

class IngestGate : public ::testing::Test {
protected:
  counters count;
  journal_backlog backlog{100, count};
  ingest_gate gate{10, 1'000, backlog};
};

TEST_F(IngestGate, is_busy_when_the_events_are_too_many) {
  ASSERT_TRUE(gate.enter(9, 1));

  auto full = gate.enter(2, 1);

  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, errc::busy);
  EXPECT_TRUE(gate.enter(1, 1));
}

TEST_F(IngestGate, is_busy_when_the_bytes_are_too_many) {
  ASSERT_TRUE(gate.enter(1, 900));

  auto full = gate.enter(1, 101);

  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, errc::busy);
}

TEST_F(IngestGate, lets_others_in_when_one_has_left) {
  ASSERT_TRUE(gate.enter(10, 1'000));

  gate.leave(10, 1'000);

  EXPECT_TRUE(gate.empty());
  EXPECT_TRUE(gate.enter(10, 1'000));
}

TEST_F(IngestGate, lets_in_alone_what_is_larger_than_the_bound) {
  ASSERT_TRUE(gate.enter(11, 5'000));

  EXPECT_FALSE(gate.enter(1, 1));
  gate.leave(11, 5'000);
  ASSERT_TRUE(gate.enter(1, 1));

  EXPECT_FALSE(gate.enter(11, 5'000)) << "not beside another one";
}

TEST_F(IngestGate, says_when_closed_that_the_engine_shuts_down) {
  ASSERT_TRUE(gate.enter(10, 1));
  gate.close();

  auto refused = gate.enter(1, 1);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::shutting_down);
}

TEST_F(IngestGate, is_busy_while_the_journal_is_full_and_names_the_limit_and_the_way_out) {
  backlog.read(95, backlog.balance());
  ASSERT_TRUE(gate.enter(5, 1)) << "may fill it";

  const auto full = gate.enter(1, 1);

  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, errc::busy);
  for (const auto* word : {"holds 100 ", "max_unsettled_events is 100;", "raise it"})
    EXPECT_NE(full.error().detail.find(word), std::string::npos) << full.error().detail;
}

TEST_F(IngestGate, counts_between_readings_what_this_node_adds_and_settles) {
  count.published = 1'000;
  count.settled = 1'000;
  backlog.read(99, backlog.balance());
  ASSERT_TRUE(gate.enter(1, 1));
  gate.leave(1, 1);

  count.published += 1;
  EXPECT_FALSE(gate.enter(1, 1));
  count.settled += 1;
  EXPECT_TRUE(gate.enter(1, 1));
}

TEST_F(IngestGate, is_not_confused_by_events_of_others_that_this_node_settles) {
  backlog.read(0, backlog.balance());
  count.settled += 50;

  EXPECT_EQ(backlog.size(), 0u);
  EXPECT_TRUE(gate.enter(1, 1));
}

TEST_F(IngestGate, takes_the_next_reading_for_what_others_wrote) {
  backlog.read(0, backlog.balance());
  count.published += 50;

  backlog.read(2'000, backlog.balance());

  EXPECT_EQ(backlog.size(), 2'000u);
  EXPECT_FALSE(gate.enter(1, 1));
}

// -- the reply ------------------------------------------------------------------

class PublishReply : public ::testing::Test {
protected:
  std::vector<result<receipt>> answers;
  publish_reply reply{[this](result<receipt> answer) { answers.push_back(std::move(answer)); }};
};

TEST_F(PublishReply, is_given_once) {
  reply(receipt{{"1"}});
  reply(receipt{{"2"}});

  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0]->ids, std::vector<std::string>{"1"});
}

TEST_F(PublishReply, is_given_when_it_is_abandoned) {
  { auto last_owner = std::move(reply); }

  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, errc::shutting_down);
}

TEST_F(PublishReply, is_given_when_another_takes_its_place) {
  reply = publish_reply{};

  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, errc::shutting_down);
}

TEST_F(PublishReply, is_not_given_when_waived) {
  reply.waive();
  { auto last_owner = std::move(reply); }

  EXPECT_TRUE(answers.empty());
}

} // namespace
} // namespace fanfare::test
