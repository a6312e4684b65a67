#include "actors/delivery.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace fanfare::test {
namespace {

class DeliveryQueue : public ::testing::Test {
protected:
  delivery_queue queue;
  ready_listener_ptr to = a_listener("a");
  std::uint64_t last_in = 0;

  void put(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      queue.push_back(a_delivery(++last_in, to));
  }

  std::uint64_t take() {
    auto first = std::move(queue.front());
    queue.pop_front();
    return first.what->id.ms;
  }
};

TEST_F(DeliveryQueue, gives_back_in_the_order_in_which_things_came) {
  put(3);

  EXPECT_EQ(take(), 1u);
  put(1);
  EXPECT_EQ(queue.size(), 3u);
  EXPECT_EQ(take(), 2u);
  EXPECT_EQ(take(), 3u);
  EXPECT_EQ(take(), 4u);
  EXPECT_TRUE(queue.empty());
}

TEST_F(DeliveryQueue, keeps_its_order_however_much_goes_through) {
  std::uint64_t last_out = 0;
  put(2'000);
  for (int i = 0; i < 50'000; ++i) {
    EXPECT_EQ(take(), ++last_out);
    put(1);
  }

  EXPECT_EQ(queue.size(), 2'000u);
  while (!queue.empty())
    EXPECT_EQ(take(), ++last_out);
  EXPECT_EQ(last_out, last_in);
}

TEST_F(DeliveryQueue, gives_back_the_newest_too) {
  put(3);
  take();

  EXPECT_EQ(queue.back().what->id, id_of(3));
  queue.pop_back();
  EXPECT_EQ(queue.back().what->id, id_of(2));
  queue.pop_back();

  EXPECT_TRUE(queue.empty());
  put(1);
  EXPECT_EQ(take(), 4u);
}

TEST_F(DeliveryQueue, keeps_no_event_alive_that_it_gave_back) {
  put(2);
  std::weak_ptr first = queue.front().what;

  take();

  EXPECT_TRUE(first.expired());
}

} // namespace
} // namespace fanfare::test
