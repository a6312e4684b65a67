#include "tests/actors/deliverer_fixture.hpp"

// What a listener says, and what its receiver says for good.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class DelivererPolicy : public deliverer_test {
protected:
  ready_listener_ptr made(bool enabled, bool paused, delivery_options pace = pace_of(1)) {
    listener one;
    one.id = "a";
    one.notifier_type = "http";
    one.enabled = enabled;
    one.paused = paused;
    one.event_types = {"*"};
    auto ready = std::make_shared<ready_listener>();
    ready->what = std::make_shared<const listener>(std::move(one));
    ready->pace = std::move(pace);
    return ready;
  }

  ready_listener_ptr know_it(std::uint64_t version, bool enabled, bool paused,
                             delivery_options pace = pace_of(1)) {
    auto to = made(enabled, paused, std::move(pace));
    know(version, {to});
    return to;
  }

  std::vector<ending> endings() {
    std::vector<ending> all;
    for (const auto& each : ended())
      all.push_back(each.how);
    return all;
  }

  std::vector<std::string> breakers() {
    std::vector<std::string> all;
    for (const auto& each : take_items(chronicler.breakers))
      all.push_back(each.listener + (each.open ? " open" : " closed"));
    return all;
  }
};

using kinds = std::vector<ending>;
using words = std::vector<std::string>;

// -- paused -------------------------------------------------------------------------

TEST_F(DelivererPolicy, parks_what_comes_for_a_paused_listener_and_attempts_nothing) {
  auto to = know_it(1, true, true);

  send(to, 1, 3);
  send(to, 4, 4, delivery_origin::retries);

  EXPECT_EQ(endings(), kinds(4, ending::withdrawn));
  EXPECT_TRUE(out->attempts.empty());
}

TEST_F(DelivererPolicy, parks_what_waits_when_a_listener_is_paused_and_lets_attempts_end) {
  auto to = know_it(1, true, false);
  send(to, 1, 3);
  ASSERT_EQ(out->held.size(), 1u);

  know_it(2, true, true);
  finish(verdict::delivered);

  EXPECT_EQ(endings(), (kinds{ending::delivered, ending::withdrawn, ending::withdrawn}));
  EXPECT_EQ(out->attempts.size(), 1u);
}

TEST_F(DelivererPolicy, goes_on_when_a_listener_is_resumed) {
  send(know_it(1, true, true), 1, 1);
  ended();

  send(know_it(2, true, false), 2, 2);

  EXPECT_EQ(out->held.size(), 1u);
}

// -- gone ---------------------------------------------------------------------------

TEST_F(DelivererPolicy, attempts_nothing_more_once_the_receiver_is_gone) {
  auto to = know_it(1, true, false);
  send(to, 1, 5);

  finish_with(verdict::gone, 410);
  send(to, 6, 6);

  const auto all = ended();
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0].how, ending::gone);
  EXPECT_EQ(all[0].status, 410u);
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_EQ(all[i].how, ending::withdrawn);
    EXPECT_EQ(all[i].pause.value_or(0ms), 0ms) << "it goes as soon as somebody enables it";
  }
  EXPECT_EQ(out->attempts.size(), 1u);
}

TEST_F(DelivererPolicy, goes_on_when_a_listener_whose_receiver_was_gone_has_changed) {
  auto to = know_it(1, true, false);
  send(to, 1, 2);
  finish_with(verdict::gone, 410);
  ended();

  know_it(2, false, false);
  send(to, 3, 3);
  EXPECT_EQ(endings(), kinds{ending::withdrawn});

  send(know_it(3, true, false), 4, 4);
  EXPECT_EQ(out->attempts.size(), 2u);
}

TEST_F(DelivererPolicy, goes_on_with_one_that_was_disabled_and_enabled_before_it_could_be_seen) {
  auto to = know_it(1, true, false);
  send(to, 1, 2);
  finish_with(verdict::gone, 410);

  send(know_it(3, true, false), 3, 3);

  EXPECT_EQ(out->attempts.size(), 2u);
}

TEST_F(DelivererPolicy, tries_one_that_is_gone_again_after_a_minute_if_nobody_disables_it) {
  auto to = know_it(1, true, false);
  send(to, 1, 1);
  finish_with(verdict::gone, 410);
  ended();

  time->advance(59s);
  send(to, 2, 2);
  EXPECT_EQ(endings(), kinds{ending::withdrawn});
  time->advance(1s);
  send(to, 3, 3);

  EXPECT_EQ(out->held.size(), 1u);
}

TEST_F(DelivererPolicy, lets_nothing_be_claimed_for_one_that_is_gone) {
  auto to = know_it(1, true, false);
  send(to, 1, 2);

  finish_with(verdict::gone, 410);

  const auto told = gates();
  ASSERT_EQ(told.size(), 1u);
  ASSERT_TRUE(told[0].gate);
  EXPECT_EQ(told[0].gate->shut_until, time->now() + 1min);
}

// -- retry_on -----------------------------------------------------------------------

TEST_F(DelivererPolicy, retries_rejections_that_the_listener_names) {
  auto pace = pace_of(1);
  pace.retry_on = {"404", "5xx"};
  auto to = know_it(1, true, false, pace);
  send(to, 1, 4);

  finish_with(verdict::rejected, 404);
  finish_with(verdict::rejected, 403);
  finish_with(verdict::rejected, 550);
  finish_with(verdict::rejected, 0);

  EXPECT_EQ(endings(), (kinds{ending::retry, ending::rejected, ending::retry, ending::rejected}));
}

TEST_F(DelivererPolicy, takes_nobody_for_gone_who_names_410) {
  auto pace = pace_of(1);
  pace.retry_on = {"410"};
  auto to = know_it(1, true, false, pace);
  send(to, 1, 2);

  finish_with(verdict::gone, 410);

  EXPECT_EQ(endings(), kinds{ending::retry});
  EXPECT_EQ(out->attempts.size(), 2u);
}

// -- what the chronicler is told ------------------------------------------------------

TEST_F(DelivererPolicy, tells_when_a_breaker_opens_and_when_it_closes) {
  auto to = know_it(1, true, false);
  send(to, 1, 6);
  for (int i = 0; i < 4; ++i)
    finish_with(verdict::retry, 503);
  EXPECT_EQ(breakers(), words{});

  finish_with(verdict::retry, 503);
  EXPECT_EQ(breakers(), words{"a open"});

  time->advance(1min);
  send(to, 7, 7);
  finish(verdict::delivered);
  EXPECT_EQ(breakers(), words{"a closed"});
}

TEST_F(DelivererPolicy, tells_that_a_breaker_is_closed_when_the_listener_is_reached_otherwise) {
  auto to = know_it(1, true, false);
  send(to, 1, 5);
  for (int i = 0; i < 5; ++i)
    finish_with(verdict::retry, 503);
  breakers();

  auto mended = std::make_shared<ready_listener>(*made(true, false));
  auto what = *mended->what;
  what.notifier_config = R"({"url":"https://new.example.org/"})";
  mended->what = std::make_shared<const listener>(std::move(what));
  know(2, {mended});
  send(mended, 6, 6);

  EXPECT_EQ(breakers(), words{"a closed"});
}

} // namespace
} // namespace fanfare::test
