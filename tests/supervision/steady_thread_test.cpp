#include "messages/steady_thread.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// What a watch has heard.
class SteadyThread : public testing::Test {
protected:
  thread_watch watch() {
    return {[this](const auto& thread, const auto& cause, auto pause) {
              note(thread + " died of " + cause + ", " + std::to_string(pause.count()));
            },
            [this](const auto& thread) { note(thread + " again"); }};
  }

  void note(std::string what) {
    std::lock_guard guard{mutex_};
    heard_.push_back(std::move(what));
    changed_.notify_all();
  }

  std::vector<std::string> hear(std::size_t count) {
    std::unique_lock guard{mutex_};
    changed_.wait_for(guard, 20s, [&] { return heard_.size() >= count; });
    return heard_;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> heard_;
};

TEST_F(SteadyThread, begins_anew_after_it_threw_with_pauses_that_double) {
  int lives = 0;

  steady_thread one{"worker",
                    [&lives] {
                      if (++lives <= 3)
                        throw std::runtime_error{"bad luck"};
                    },
                    watch(),
                    {.first = 1ms, .cap = 2ms}};
  const auto heard = hear(6);
  one.stop();

  const std::vector<std::string> wanted{"worker died of bad luck, 1", "worker again",
                                        "worker died of bad luck, 2", "worker again",
                                        "worker died of bad luck, 2", "worker again"};
  EXPECT_EQ(heard, wanted);
  EXPECT_EQ(lives, 4);
}

TEST_F(SteadyThread, survives_what_is_no_exception_class_and_a_watch_that_throws) {
  std::atomic<int> lives{0};
  thread_watch bad{[](const auto&, const auto&, auto) { throw 1; }, [](const auto&) { throw 2; }};

  {
    steady_thread one{"worker",
                      [this, &lives] {
                        if (++lives == 1)
                          throw 3;
                        note("lives");
                      },
                      bad,
                      {.first = 1ms}};
    hear(1);
  }

  EXPECT_EQ(lives, 2);
}

TEST_F(SteadyThread, does_not_wait_for_the_end_of_a_pause_when_it_is_stopped) {
  steady_thread one{
      "worker", [] { throw std::runtime_error{"bad luck"}; }, watch(), {.first = 1h, .cap = 1h}};
  hear(1);

  one.stop();

  EXPECT_EQ(hear(1).size(), 1u);
}

TEST(RestartPauses, double_up_to_the_cap_and_begin_anew_after_a_calm_time) {
  const restart_policy how{100ms, 1s, 1min};
  restart_pauses pauses;

  EXPECT_FALSE(pauses.any());
  for (const auto pause : {100ms, 200ms, 400ms, 800ms, 1'000ms, 1'000ms})
    EXPECT_EQ(pauses.next(how, 0s), pause);
  EXPECT_TRUE(pauses.any());
  EXPECT_EQ(pauses.next(how, 61s), 100ms);
}

} // namespace
} // namespace fanfare::test
