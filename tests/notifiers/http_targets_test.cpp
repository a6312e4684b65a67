#include "notifiers/http_targets.hpp"
#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using test::listener_at;

class HttpTargets : public testing::Test {
protected:
  std::shared_ptr<http_target> find(const listener_ptr& of) { return *targets_.find(of, now_); }

  /// A connection of `to` that is under way, though it was never dialled.
  http_connection& connection_to(const std::shared_ptr<http_target>& to) {
    auto& made = under_way_.emplace_back(to);
    made.position = std::prev(under_way_.end());
    return made;
  }

  http_targets targets_;
  http_connections under_way_;
  http_targets::clock::time_point now_ = http_targets::clock::now();
};

TEST_F(HttpTargets, keeps_the_target_of_an_unchanged_listener) {
  const auto ops = listener_at("http://example.com/");

  EXPECT_EQ(find(ops), find(ops));
  EXPECT_EQ(targets_.size(), 1u);
}

TEST_F(HttpTargets, makes_a_new_target_when_the_listener_has_changed) {
  const auto before = find(listener_at("http://example.com/old"));
  const auto after = find(listener_at("http://example.com/new"));

  EXPECT_NE(before, after);
  EXPECT_EQ(after->endpoint.url.shown(), "http://example.com/new");
  EXPECT_TRUE(before->is_retired);
  EXPECT_EQ(targets_.size(), 1u);
}

TEST_F(HttpTargets, takes_the_connection_first_that_was_used_last) {
  const auto target = find(listener_at("http://example.com/"));
  auto& first = connection_to(target);
  auto& second = connection_to(target);
  targets_.keep(first, under_way_, now_);
  targets_.keep(second, under_way_, now_);

  EXPECT_EQ(targets_.take(*target, under_way_), &second);
  EXPECT_EQ(targets_.take(*target, under_way_), &first);
  EXPECT_EQ(targets_.take(*target, under_way_), nullptr);
  EXPECT_EQ(under_way_.size(), 2u);
}

TEST_F(HttpTargets, gives_no_listener_the_connection_of_another) {
  const auto one = find(listener_at("http://example.com/", "one"));
  const auto two = find(listener_at("http://example.com/", "two"));
  targets_.keep(connection_to(one), under_way_, now_);

  EXPECT_EQ(targets_.take(*two, under_way_), nullptr);
  EXPECT_EQ(targets_.idle(), 1u);
}

TEST_F(HttpTargets, closes_the_connection_that_was_idle_longest_whose_ever_it_is) {
  const auto one = find(listener_at("http://example.com/", "one"));
  const auto two = find(listener_at("http://example.com/", "two"));
  targets_.keep(connection_to(one), under_way_, now_);
  targets_.keep(connection_to(two), under_way_, now_);
  targets_.keep(connection_to(one), under_way_, now_);

  targets_.close_oldest();
  targets_.close_oldest();

  EXPECT_EQ(one->idle.size(), 1u);
  EXPECT_TRUE(two->idle.empty());
}

TEST_F(HttpTargets, closes_the_connections_of_a_listener_that_has_changed) {
  const auto old = find(listener_at("http://example.com/old"));
  targets_.keep(connection_to(old), under_way_, now_);
  targets_.keep(connection_to(old), under_way_, now_);

  find(listener_at("http://example.com/new"));

  EXPECT_TRUE(old->idle.empty());
  EXPECT_EQ(targets_.idle(), 0u);
}

TEST_F(HttpTargets, closes_a_connection_that_was_idle_for_a_minute_though_its_listener_is_busy) {
  const auto busy = listener_at("http://example.com/", "busy");
  auto& idle = connection_to(find(busy));
  auto& used = connection_to(find(busy));
  targets_.keep(idle, under_way_, now_);

  now_ += 40s;
  targets_.keep(used, under_way_, now_);
  now_ += 40s;
  const auto target = find(busy);
  targets_.forget_unused(now_);

  EXPECT_EQ(target->idle, std::vector<http_connection*>{&used});
  EXPECT_EQ(targets_.size(), 1u);
}

TEST_F(HttpTargets, forgets_what_was_not_used_for_a_minute) {
  const auto busy = listener_at("http://example.com/", "busy");
  const auto quiet = listener_at("http://example.com/", "quiet");
  const auto kept = find(busy);
  find(quiet);

  now_ += 40s;
  find(busy);
  now_ += 40s;
  targets_.forget_unused(now_);

  EXPECT_EQ(targets_.size(), 1u);
  EXPECT_EQ(find(busy), kept);
}

TEST_F(HttpTargets, says_what_is_wrong_with_a_listener_edited_by_hand) {
  const auto broken = targets_.find(test::listener_for(R"({"url":"gopher://x"})"), now_);

  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, errc::invalid_listener);
  EXPECT_EQ(targets_.size(), 0u);
}

} // namespace
} // namespace fanfare
