#include "tests/actors/deliverer_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// What becomes of deliveries when their listener changes.
class DelivererChanges : public deliverer_test {};

TEST_F(DelivererChanges, uses_the_listener_as_it_is_at_each_attempt) {
  auto before = a_listener("a", pace_of(1));
  know(1, {before});
  send(before, 1, 2);

  auto after = a_listener("a", pace_of(1));
  know(2, {after});
  finish(verdict::delivered);

  ASSERT_EQ(out->attempts.size(), 2u);
  EXPECT_EQ(out->attempts[0].to, before->what);
  EXPECT_EQ(out->attempts[1].to, after->what);
}

TEST_F(DelivererChanges, drops_what_waits_for_a_listener_that_was_deleted) {
  auto to = a_listener("a", pace_of(1));
  know(1, {to});
  send(to, 1, 3);

  know(2, {});
  finish(verdict::delivered);

  auto all = ended();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].how, ending::delivered) << "it was under way";
  EXPECT_EQ(all[1].how, ending::dropped);
  EXPECT_EQ(all[2].how, ending::dropped);
  EXPECT_EQ(out->attempts.size(), 1u);
}

TEST_F(DelivererChanges, drops_what_comes_late_for_a_listener_that_was_deleted) {
  auto to = a_listener("a", pace_of(2));
  know(1, {to});
  send(to, 1, 1);
  know(2, {});
  send(to, 2, 2);

  send(to, 3, 3);

  EXPECT_EQ(out->attempts.size(), 1u);
  auto all = ended();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].how, ending::dropped);
}

TEST_F(DelivererChanges, drops_what_waits_for_a_part_that_its_listener_has_no_more) {
  auto before = a_listener_with_parts("mails", {"a", "b"});
  know(2, {a_listener_with_parts("mails", {"b"})});
  std::vector<delivery> batch;
  for (const auto* part : {"a", "b", ""}) {
    batch.push_back(a_delivery(1, before, delivery_origin::retries, 3));
    batch.back().part = part;
  }

  desk->work.push(std::move(batch));
  time->run();

  const auto over = ended();
  ASSERT_EQ(over.size(), 1u);
  EXPECT_EQ(over[0].what.part, "a");
  EXPECT_EQ(over[0].how, ending::dropped);
  ASSERT_EQ(out->attempts.size(), 2u);
  EXPECT_EQ(out->attempts[0].part, "b");
  EXPECT_EQ(out->attempts[1].part, "") << "made where the parts were not known";
}

TEST_F(DelivererChanges, withdraws_what_waits_for_a_listener_that_was_disabled) {
  auto to = a_listener("a", pace_of(1));
  know(1, {to});
  send(to, 1, 3);

  know(2, {a_listener("a", pace_of(1), "http", false)});
  finish(verdict::retry);

  auto all = ended();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].how, ending::retry);
  EXPECT_EQ(all[1].how, ending::withdrawn);
  EXPECT_EQ(all[2].how, ending::withdrawn);
  EXPECT_EQ(desk->lanes.waiting(), 0u);
}

} // namespace
} // namespace fanfare::test
