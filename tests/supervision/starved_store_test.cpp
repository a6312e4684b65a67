#include "storage/store_thread.hpp"
#include "tests/contract/must.hpp"
#include "tests/support/failing_allocations.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <string>
#include <utility>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* name = "fanfare-store";
constexpr const char* listener = "l1";

/// A store whose thread runs out of memory once.
class StarvedStore : public testing::TestWithParam<std::string> {
protected:
  StarvedStore() {
    if (GetParam() == "redis")
      redis_.emplace();
    store_ = must(open_store(redis_ ? redis_->url() : "sqlite::memory:", store_mode::create));
    must(store_->become_node({"starved", {}}));
    must(store_->listeners().put(
        {listener, "", "http", true, R"({"id":"l1","notifier_type_id":"http"})"}, std::nullopt));
  }

  thread_watch watch() {
    return {[this](const auto&, const auto&, auto) { ++deaths_; }, {}};
  }

  /// Waits for the one answer; a second one would throw there.
  template <class Answer, class Ask>
  static Answer answer_to(const Ask& ask) {
    auto told = std::make_shared<std::promise<Answer>>();
    auto answer = told->get_future();
    ask([told](Answer how) { told->set_value(std::move(how)); });
    return answer.get();
  }

  static result<std::vector<event_id>> append(store_thread& to) {
    return answer_to<result<std::vector<event_id>>>([&to](auto then) {
      to.append({{"{}", ""}, {"{}", ""}, {"{}", ""}}, std::move(then));
    });
  }

  static result<void> settle(store_thread& at, const settlement& what) {
    return answer_to<result<void>>([&](auto then) { at.settle(what, std::move(then)); });
  }

  static result<std::vector<claimed_delivery>> claim(store_thread& at) {
    return answer_to<result<std::vector<claimed_delivery>>>([&at](auto then) {
      at.run([then](store& in) { then(in.parked().claim({{listener, 10, 1ms}})); });
    });
  }

  /// What fails for want of memory is given once more, as actors do.
  template <class Deed>
  static auto at_the_second_try(const Deed& deed) {
    auto first = deed();
    return first ? first : deed();
  }

  /// Brings three events to their end, one of them by a claim.
  static void bring_to_an_end(store_thread& by) {
    const auto ids = must(at_the_second_try([&by] { return append(by); }));
    ASSERT_EQ(ids.size(), 3u);
    must(at_the_second_try([&] {
      return settle(by, {.settled = ids, .parks = {{ids[1], listener, "", 0ms}}});
    }));
    std::vector<claimed_delivery> claimed;
    while (claimed.empty())
      claimed = must(at_the_second_try([&by] { return claim(by); }));
    EXPECT_EQ(claimed.at(0).event.id, ids[1]);
    must(at_the_second_try(
        [&] { return settle(by, {.retries = {{.event = ids[1], .listener = listener}}}); }));
  }

  /// Ends what a publisher was refused although it had become durable.
  void end_what_is_left() {
    settlement rest;
    for (const auto& each : must(store_->events().read(std::nullopt, {100, 1'000'000})).entries)
      rest.settled.push_back(each.id);
    must(store_->events().write({{}, std::move(rest)}));
  }

  std::optional<redis_server> redis_;
  std::unique_ptr<store> store_;
  std::atomic<int> deaths_{0};
};

INSTANTIATE_TEST_SUITE_P(On, StarvedStore, testing::Values("sqlite", "redis"),
                         [](const auto& kind) { return kind.param; });

TEST_P(StarvedStore, answers_everyone_once_and_goes_on_whichever_allocation_fails) {
  int died = 0;

  for (std::size_t n = 1; n < 2'000; n += 1 + n / 4) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    deaths_ = 0;
    bool has_failed = false;
    {
      store_thread thread{*store_, name, {}, watch()};
      failing_allocations::fail_nth_on(name, n);
      bring_to_an_end(thread);
      has_failed = failing_allocations::forget_nth_on_thread() == 0;
    }
    end_what_is_left();
    EXPECT_EQ(must(store_->events().unsettled()), 0u);
    EXPECT_EQ(must(store_->events().referenced()), 0u);
    EXPECT_EQ(must(store_->parked().parked()), 0u);
    EXPECT_LE(deaths_, 1);
    died += deaths_;
    if (!has_failed || HasFailure())
      break;
  }

  EXPECT_GT(died, 5);
}

} // namespace
} // namespace fanfare::test
