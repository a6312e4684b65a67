#include "tests/actors/journal_reader_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// Which events the journal reader takes for new.
class NewEvents : public journal_reader_test {};

TEST_F(NewEvents, are_those_that_others_write_and_not_what_was_there_at_the_start) {
  write(1, 1'200);
  start(5'000);
  time.advance(1s);
  EXPECT_EQ(around.count.arrived(), 0u);

  write(1'201, 1'210);
  time.advance(50ms);

  EXPECT_EQ(around.count.arrived(), 10u);
}

TEST_F(NewEvents, are_also_those_that_come_before_the_backlog_is_read) {
  write(1, 6);
  start(5);
  write(7, 8);

  settle(5, 100);
  time.advance(50ms);

  EXPECT_EQ(passed_on().size(), 8u);
  EXPECT_EQ(around.count.arrived(), 2u);
}

TEST_F(NewEvents, count_once_if_this_node_publishes_them) {
  start();
  around.count.published += 3;
  write(1, 3);
  time.advance(50ms);
  EXPECT_EQ(around.count.arrived(), 3u);

  around.count.published += 2;
  write(4, 10); // 5 of them are of others
  time.advance(50ms);

  EXPECT_EQ(around.count.arrived(), 10u);
}

TEST_F(NewEvents, are_hardly_more_if_they_are_read_before_they_count_as_published) {
  start();
  for (std::uint64_t n = 0; n < 100; n += 10) {
    write(n + 1, n + 10);
    time.advance(50ms);
    around.count.published += 10;
  }

  EXPECT_GE(around.count.arrived(), 100u);
  EXPECT_LE(around.count.arrived(), 110u);
}

TEST_F(NewEvents, are_known_although_nothing_can_be_read_for_now) {
  write(1, 4);
  start(4);
  write(5, 9);
  time.advance(1s);
  EXPECT_EQ(around.count.arrived(), 0u);

  around.count.published += 3;

  EXPECT_EQ(around.count.arrived(), 3u);
}

} // namespace
} // namespace fanfare::test
