#include "notifiers/attempt_batch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace fanfare::test {
namespace {

class AttemptBatch : public ::testing::Test {
protected:
  std::atomic<bool> closed{false};
  std::vector<outcome> came;
  std::size_t calls = 0;

  std::shared_ptr<attempt_batch> of(std::size_t attempts) {
    return std::make_shared<attempt_batch>(
        [this](std::vector<outcome> answers) {
          ++calls;
          came.insert(came.end(), answers.begin(), answers.end());
        },
        attempts, closed);
  }
};

TEST_F(AttemptBatch, answers_those_together_that_ended_together) {
  auto batch = of(2);
  owed_answer first{batch, 1};
  owed_answer second{batch, 2};
  batch.reset();

  auto to_report = first.give({.how = verdict::delivered});
  EXPECT_EQ(second.give({.how = verdict::retry}), nullptr) << "it goes with the first";
  to_report->report();

  EXPECT_EQ(calls, 1u);
  ASSERT_EQ(came.size(), 2u);
  EXPECT_EQ(came[1].ticket, 2u);
}

TEST_F(AttemptBatch, answers_for_those_who_were_dropped_at_the_expense_of_what_had_begun) {
  {
    auto batch = of(3);
    owed_answer begun{batch, 1};
    begun.begin();
    owed_answer waiting{batch, 2};
    owed_answer moved{batch, 3};
    moved.begin();
    owed_answer elsewhere;
    elsewhere = std::move(moved);
  }

  EXPECT_EQ(calls, 1u);
  ASSERT_EQ(came.size(), 3u);
  for (const auto& each : came)
    EXPECT_EQ(each.how, each.ticket == 2 ? verdict::unsent : verdict::retry) << each.ticket;
}

TEST_F(AttemptBatch, says_nothing_when_the_one_who_asked_is_gone) {
  {
    owed_answer one{of(1), 1};
    closed = true;
  }

  EXPECT_EQ(calls, 0u);
}

} // namespace
} // namespace fanfare::test
