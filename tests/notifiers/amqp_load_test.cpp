#include "notifiers/amqp_load.hpp"
#include "tests/notifiers/amqp_stages.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

// How much is under way at once, and what is told when nothing may be.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mebibyte = 1U << 20U;
constexpr auto slow_machine = 120s; ///< Valgrind's, for one.

/// Exchanges as far as a load minds: each is another address, and never looked at.
amqp_exchange& exchange(std::size_t which) {
  static char places[3];
  return reinterpret_cast<amqp_exchange&>(places[which]);
}

TEST(AmqpLoad, lets_one_exchange_have_eight_mebibytes_under_way) {
  amqp_load load;

  EXPECT_TRUE(load.admits(exchange(0), 0, 20 * mebibyte)) << "alone, however large";
  EXPECT_TRUE(load.admits(exchange(0), 7 * mebibyte, mebibyte));
  EXPECT_FALSE(load.admits(exchange(0), 7 * mebibyte, mebibyte + 1));
  EXPECT_EQ(load.waiting(), 0u) << "it waits for nobody but itself";
}

TEST(AmqpLoad, puts_those_in_line_who_find_no_room_among_the_others) {
  amqp_load load;
  for (int i = 0; i < 64; ++i)
    load.add(mebibyte);

  EXPECT_FALSE(load.admits(exchange(0), 0, 1));
  EXPECT_FALSE(load.admits(exchange(1), 0, 1));
  load.remove(mebibyte);
  EXPECT_FALSE(load.admits(exchange(2), 0, 1)) << "there is room, and others were first";
  EXPECT_FALSE(load.admits(exchange(0), 0, 1)) << "not before it is called";

  EXPECT_EQ(load.waiting(), 3u);
  EXPECT_EQ(load.call_next(), &exchange(0));
  EXPECT_TRUE(load.admits(exchange(0), 0, 1));
  EXPECT_FALSE(load.admits(exchange(1), 0, 1));
  EXPECT_EQ(load.call_next(), &exchange(1));
  load.leave(exchange(2));
  EXPECT_EQ(load.call_next(), nullptr);
}

TEST(AmqpLoad, lets_small_ones_not_pass_a_large_one_that_is_first) {
  amqp_load load;
  for (int i = 0; i < 64; ++i)
    load.add(mebibyte);
  ASSERT_FALSE(load.admits(exchange(0), 0, 3 * mebibyte));
  ASSERT_FALSE(load.admits(exchange(1), 0, 1));
  load.remove(mebibyte);

  ASSERT_EQ(load.call_next(), &exchange(0));
  EXPECT_FALSE(load.admits(exchange(0), 0, 3 * mebibyte));
  EXPECT_EQ(load.call_next(), nullptr) << "nobody is called before it has found room";
  load.end_turn();
  load.remove(mebibyte);
  load.remove(mebibyte);

  EXPECT_EQ(load.call_next(), &exchange(0));
  EXPECT_TRUE(load.admits(exchange(0), 0, 3 * mebibyte));
}

attempt of_a_mebibyte(const std::string& to, std::uint64_t ticket) {
  return attempt_of(event_of("repo.sync.start", static_cast<std::uint32_t>(ticket),
                             '"' + std::string(mebibyte - 100, 'x') + '"'),
                    listener_on(to), ticket);
}

TEST(AmqpLoad, bounds_the_bytes_that_a_broker_has_not_settled) {
  staged_broker broker{saying(fate::nothing)};
  const auto way = amqp_of(broker.options());
  std::vector<attempt> batch;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    batch.push_back(of_a_mebibyte("pulp", i));
    batch.back().timeout = 2s;
  }
  outcome_log log;

  way->send(std::move(batch), log.sink());

  std::size_t sent = 0;
  for (const auto& end : log.wait_for(20)) {
    sent += end.how == verdict::retry ? 1 : 0;
    const auto* const why =
        end.how == verdict::retry
            ? "no outcome within 2s"
            : "not sent in time (timeout 2s): what was sent before is not settled";
    EXPECT_TRUE(holds(end.detail, why)) << end.detail;
  }
  EXPECT_EQ(sent, 8u);
  EXPECT_EQ(broker.messages().size(), 8u);
}

TEST(AmqpLoad, brings_large_messages_to_many_exchanges_all_the_same) {
  staged_broker broker;
  const auto way = amqp_of(broker.options());
  std::vector<attempt> batch;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    batch.push_back(of_a_mebibyte("x" + std::to_string(i % 10), i));
    batch.back().timeout = slow_machine;
  }
  outcome_log log;

  way->send(std::move(batch), log.sink());

  const auto ends = log.wait_for(100, slow_machine);
  ASSERT_EQ(ends.size(), 100u);
  for (const auto& end : ends)
    EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST(AmqpLoad, tells_of_an_exchange_that_the_broker_grants_no_credit_for) {
  staged_manners how;
  how.credit = 0;
  staged_broker broker{how};
  const auto way = amqp_of(broker.options(), {.credit = 100ms});
  auto what = sync_start("pulp");
  what.timeout = 2s;
  outcome_log log;
  way->send({what}, log.sink());

  const bool is_told = soon([&] {
    return way->outage() == "the broker grants no credit for exchange 'pulp': it takes no messages "
                            "for it now";
  });
  const auto without = metric_of(*way, "fanfare_amqp_exchanges_without_credit");
  const auto ended = log.wait_for(1).at(0);

  EXPECT_TRUE(is_told);
  EXPECT_EQ(without, 1);
  EXPECT_EQ(ended.how, verdict::unsent);
  EXPECT_TRUE(soon([&] { return !way->outage(); })) << "nothing waits for credit any more";
  EXPECT_EQ(metric_of(*way, "fanfare_amqp_exchanges_without_credit"), 0);
}

TEST(AmqpLoad, says_no_more_that_credit_is_missing_when_it_has_come) {
  staged_manners how;
  how.credit = 0;
  how.credit_after = 700ms;
  staged_broker broker{how};
  const auto way = amqp_of(broker.options(), {.credit = 100ms});
  outcome_log log;
  way->send({sync_start("pulp")}, log.sink());

  const bool is_told = soon([&] { return way->outage().has_value(); });
  const auto ended = log.wait_for(1).at(0);
  const auto begun = std::chrono::steady_clock::now();
  const bool is_over = soon([&] { return !way->outage(); });

  EXPECT_TRUE(is_told);
  EXPECT_EQ(ended.how, verdict::delivered) << ended.detail;
  EXPECT_TRUE(is_over);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s) << "nothing else woke it up";
}

TEST(AmqpLoad, does_not_take_a_full_window_for_missing_credit) {
  staged_manners how;
  how.credit = 5;
  staged_broker broker{how};
  const auto way = amqp_of(broker.options(), {.credit = 100ms});

  for (std::uint64_t i = 1; i <= 500; ++i)
    ASSERT_EQ(deliver(*way, sync_start("pulp", i)).how, verdict::delivered);

  EXPECT_EQ(way->outage(), std::nullopt);
}

TEST(AmqpLoad, refuses_for_good_what_is_larger_than_the_broker_takes) {
  staged_manners how;
  how.largest_message = 10'000;
  staged_broker broker{how};
  const auto way = amqp_of(broker.options());

  const auto large = deliver(*way, of_a_mebibyte("pulp", 1));
  const auto small = deliver(*way, sync_start("pulp", 2));

  EXPECT_EQ(large.how, verdict::rejected);
  EXPECT_TRUE(holds(large.detail, "and the broker takes messages of 10000 at most"))
      << large.detail;
  EXPECT_EQ(small.how, verdict::delivered) << small.detail;
}

} // namespace
} // namespace fanfare::test
