#include "notifiers/http_deadlines.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

struct thing {
  http_deadlines<thing>::mark place;
};

class HttpDeadlines : public testing::Test {
protected:
  using time_point = http_deadlines<thing>::time_point;

  void look_at(thing& of, std::chrono::seconds when) {
    deadlines_.look_at(of, of.place, time_point{when});
  }
  thing* take_due(std::chrono::seconds now) {
    return deadlines_.take_due(time_point{now}, &thing::place);
  }

  http_deadlines<thing> deadlines_;
};

TEST_F(HttpDeadlines, are_looked_at_when_due_the_earliest_first) {
  thing early;
  thing late;
  look_at(late, 20s);
  look_at(early, 10s);

  EXPECT_EQ(deadlines_.next(), time_point{10s});
  EXPECT_EQ(take_due(9s), nullptr);
  EXPECT_EQ(take_due(30s), &early);
  EXPECT_EQ(take_due(30s), &late);
  EXPECT_EQ(take_due(30s), nullptr);
  EXPECT_EQ(deadlines_.next(), time_point::max());
}

TEST_F(HttpDeadlines, stay_where_they_are_when_they_move_back) {
  thing one;
  look_at(one, 10s);
  look_at(one, 20s);

  EXPECT_EQ(take_due(10s), &one);
  EXPECT_EQ(take_due(30s), nullptr);
}

TEST_F(HttpDeadlines, move_when_they_come_nearer) {
  thing one;
  look_at(one, 20s);
  look_at(one, 10s);

  EXPECT_EQ(take_due(10s), &one);
  EXPECT_EQ(take_due(30s), nullptr);
}

TEST_F(HttpDeadlines, leave_with_their_thing) {
  auto gone = std::make_unique<thing>();
  look_at(*gone, 10s);

  gone.reset();

  EXPECT_EQ(take_due(30s), nullptr);
}

} // namespace
} // namespace fanfare
