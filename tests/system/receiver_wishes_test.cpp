#include "tests/support/http_receiver.hpp"
#include "tests/system/engine_on_each_store.hpp"

#include <atomic>
#include <ctime>

// Real receivers that say what they want: to be left alone, or to be gone.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class ReceiverWishes : public engine_on_each_store {
protected:
  void SetUp() override { start(); }

  std::string listen_at(const std::string& url, const std::string& delivery = "") {
    listener_draft wanted;
    wanted.notifier_type = "http";
    wanted.event_types = {"a.b"};
    wanted.notifier_config = http_config{url}.json();
    wanted.delivery = delivery;
    const auto id = administration().create(wanted);
    EXPECT_TRUE(id) << id.error().detail;
    return id ? *id : "";
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, ReceiverWishes, each_store(), name_of_store);

/// Notes when requests come in, and answers the first ones as it is told.
class patient_receiver {
public:
  patient_receiver(std::size_t refusals, std::function<std::string()> retry_after)
      : refusals_(refusals), retry_after_(std::move(retry_after)) {}

  http_receiver::script script() {
    return [this](const received_request&) {
      std::lock_guard guard{mutex_};
      came_.push_back(steady_clock::now());
      if (came_.size() > refusals_)
        return reply::with(200);
      return reply::with(503, "Retry-After: " + retry_after_() + "\r\n");
    };
  }

  std::vector<milliseconds> gaps() const {
    std::lock_guard guard{mutex_};
    std::vector<milliseconds> all;
    for (std::size_t i = 1; i < came_.size(); ++i)
      all.push_back(std::chrono::duration_cast<milliseconds>(came_[i] - came_[i - 1]));
    return all;
  }

private:
  const std::size_t refusals_;
  const std::function<std::string()> retry_after_;
  mutable std::mutex mutex_;
  std::vector<steady_clock::time_point> came_;
};

std::string http_date(std::chrono::system_clock::time_point when) {
  const auto seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

TEST_P(ReceiverWishes, to_be_left_alone_take_the_place_of_the_schedule) {
  patient_receiver patient{3, [] { return "7"; }};
  http_receiver receiver{patient.script()};
  listen_at(receiver.url(), R"({"first_delay":"1ms"})");

  publish();
  for (std::size_t attempt = 1; attempt <= 4; ++attempt)
    ASSERT_TRUE(receiver.wait_for_requests(attempt));

  for (const auto gap : patient.gaps()) {
    EXPECT_GE(gap, 7s);
    EXPECT_LT(gap, 9s) << "with up to 1 s of jitter, and what a busy machine needs";
  }
}

TEST_P(ReceiverWishes, that_are_dates_are_understood) {
  patient_receiver patient{1, [] { return http_date(std::chrono::system_clock::now() + 2s); }};
  http_receiver receiver{patient.script()};
  listen_at(receiver.url(), R"({"first_delay":"1ms"})");

  publish();
  ASSERT_TRUE(receiver.wait_for_requests(2));

  EXPECT_GE(patient.gaps().at(0), 900ms) << "a date has no milliseconds";
  EXPECT_LT(patient.gaps().at(0), 4s);
}

TEST_P(ReceiverWishes, that_are_out_of_all_reason_are_bounded_by_max_delay) {
  patient_receiver patient{1, [] { return "1000000000"; }};
  http_receiver receiver{patient.script()};
  listen_at(receiver.url(), R"({"first_delay":"1ms","max_delay":"1s"})");

  publish();
  ASSERT_TRUE(receiver.wait_for_requests(2));

  EXPECT_GE(patient.gaps().at(0), 1s);
  EXPECT_LT(patient.gaps().at(0), 3s);
}

TEST_P(ReceiverWishes, of_410_get_one_attempt_a_disabled_listener_and_a_dead_letter) {
  http_receiver receiver{[](const received_request&) { return reply::with(410, "", "bye"); }};
  const auto id = listen_at(receiver.url());

  const auto events = publish();
  ASSERT_TRUE(comes_true([&] { return state_of(id).disabled_by == "fanfare"; }));
  publish(3);

  ASSERT_TRUE(settled());
  EXPECT_EQ(receiver.requests().size(), 1u);
  EXPECT_FALSE(find(id).enabled);
  EXPECT_EQ(state_of(id).disabled_because,
            "its receiver is gone for ever: POST " + receiver.url() + " -> 410 Gone");
  const auto letters = dead();
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].event_id, events.at(0));
  EXPECT_EQ(letters[0].reason, "gone: the receiver answered 410");
  EXPECT_EQ(letters[0].attempts, 1u);
}

TEST_P(ReceiverWishes, of_404_are_tried_again_where_the_listener_says_so) {
  std::atomic<int> asked{0};
  const auto not_found_twice = [&](const received_request&) {
    return reply::with(++asked <= 2 ? 404 : 200);
  };
  http_receiver receiver{not_found_twice};
  listen_at(receiver.url(), R"({"retry_on":[404],"first_delay":"1ms","max_delay":"1ms"})");

  publish();

  ASSERT_TRUE(receiver.wait_for_requests(3));
  ASSERT_TRUE(comes_true([this] { return counts().parked == 0; }));
  EXPECT_EQ(counts().dead_letters, 0u);
}

TEST_P(ReceiverWishes, of_404_are_final_where_it_does_not) {
  http_receiver receiver{[](const received_request&) { return reply::with(404); }};
  listen_at(receiver.url(), R"({"retry_on":[400,"5xx"]})");

  publish();

  ASSERT_TRUE(comes_true([this] { return counts().dead_letters == 1; }));
  EXPECT_EQ(receiver.requests().size(), 1u);
}

} // namespace
} // namespace fanfare::test
