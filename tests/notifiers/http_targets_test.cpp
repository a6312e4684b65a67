#include "notifiers/http_targets.hpp"
#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using test::listener_at;

class HttpTargets : public testing::Test {
protected:
  std::shared_ptr<http_target> find(const listener_ptr& of) { return *targets.find(of, now); }

  /// A connection of `to` that is under way, though it was never dialled.
  http_connection& connection_to(const std::shared_ptr<http_target>& to) {
    auto& made = under_way.emplace_back(to);
    made.position = std::prev(under_way.end());
    return made;
  }

  http_targets targets;
  http_connections under_way;
  http_targets::clock::time_point now = http_targets::clock::now();
};

TEST_F(HttpTargets, keeps_the_target_of_an_unchanged_listener) {
  const auto ops = listener_at("http://example.com/");

  EXPECT_EQ(find(ops), find(ops));
  EXPECT_EQ(targets.size(), 1u);
}

TEST_F(HttpTargets, makes_a_new_target_when_the_listener_has_changed) {
  const auto before = find(listener_at("http://example.com/old"));
  const auto after = find(listener_at("http://example.com/new"));

  EXPECT_NE(before, after);
  EXPECT_EQ(after->endpoint.url.shown(), "http://example.com/new");
  EXPECT_TRUE(before->is_retired);
  EXPECT_EQ(targets.size(), 1u);
}

TEST_F(HttpTargets, takes_the_connection_first_that_was_used_last) {
  const auto target = find(listener_at("http://example.com/"));
  auto& first = connection_to(target);
  auto& second = connection_to(target);
  targets.keep(first, under_way, now);
  targets.keep(second, under_way, now);

  EXPECT_EQ(targets.take(*target, under_way), &second);
  EXPECT_EQ(targets.take(*target, under_way), &first);
  EXPECT_EQ(targets.take(*target, under_way), nullptr);
  EXPECT_EQ(under_way.size(), 2u);
}

TEST_F(HttpTargets, gives_no_listener_the_connection_of_another) {
  const auto one = find(listener_at("http://example.com/", "one"));
  const auto two = find(listener_at("http://example.com/", "two"));
  targets.keep(connection_to(one), under_way, now);

  EXPECT_EQ(targets.take(*two, under_way), nullptr);
  EXPECT_EQ(targets.idle(), 1u);
}

TEST_F(HttpTargets, closes_the_connection_that_was_idle_longest_whose_ever_it_is) {
  const auto one = find(listener_at("http://example.com/", "one"));
  const auto two = find(listener_at("http://example.com/", "two"));
  targets.keep(connection_to(one), under_way, now);
  targets.keep(connection_to(two), under_way, now);
  targets.keep(connection_to(one), under_way, now);

  targets.close_oldest();
  targets.close_oldest();

  EXPECT_EQ(one->idle.size(), 1u);
  EXPECT_TRUE(two->idle.empty());
}

TEST_F(HttpTargets, closes_the_connections_of_a_listener_that_has_changed) {
  const auto old = find(listener_at("http://example.com/old"));
  targets.keep(connection_to(old), under_way, now);
  targets.keep(connection_to(old), under_way, now);

  find(listener_at("http://example.com/new"));

  EXPECT_TRUE(old->idle.empty());
  EXPECT_EQ(targets.idle(), 0u);
}

TEST_F(HttpTargets, closes_a_connection_that_was_idle_for_a_minute_though_its_listener_is_busy) {
  const auto busy = listener_at("http://example.com/", "busy");
  auto& idle = connection_to(find(busy));
  auto& used = connection_to(find(busy));
  targets.keep(idle, under_way, now);

  now += 40s;
  targets.keep(used, under_way, now);
  now += 40s;
  const auto target = find(busy);
  targets.forget_unused(now);

  EXPECT_EQ(target->idle, std::vector<http_connection*>{&used});
  EXPECT_EQ(targets.size(), 1u);
}

TEST_F(HttpTargets, forgets_what_was_not_used_for_a_minute) {
  const auto busy = listener_at("http://example.com/", "busy");
  const auto quiet = listener_at("http://example.com/", "quiet");
  const auto kept = find(busy);
  find(quiet);

  now += 40s;
  find(busy);
  now += 40s;
  targets.forget_unused(now);

  EXPECT_EQ(targets.size(), 1u);
  EXPECT_EQ(find(busy), kept);
}

TEST_F(HttpTargets, says_what_is_wrong_with_a_listener_edited_by_hand) {
  const auto broken = targets.find(test::listener_for(R"({"url":"gopher://x"})"), now);

  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, errc::invalid_listener);
  EXPECT_EQ(targets.size(), 0u);
}

TEST_F(HttpTargets, looks_a_secret_up_where_it_is_and_again_after_a_while) {
  const auto of = test::listener_for(
      R"({"url":"http://x/","username":"me","password":"env:FANFARE_TEST_HOOK"})");
  ::setenv("FANFARE_TEST_HOOK", "old", 1);
  const auto before = find(of);
  EXPECT_EQ(before->endpoint.credentials->password, "old");

  ::setenv("FANFARE_TEST_HOOK", "new", 1);
  now += http_targets::looked_up_again - 1ms;
  EXPECT_EQ(find(of), before);
  now += 1ms;

  EXPECT_EQ(find(of)->endpoint.credentials->password, "new");
  ::unsetenv("FANFARE_TEST_HOOK");
}

TEST_F(HttpTargets, have_none_for_a_secret_that_is_not_there_until_it_is) {
  const auto of = test::listener_for(
      R"({"url":"http://x/","username":"me","password":"env:FANFARE_TEST_HOOK"})");
  ::unsetenv("FANFARE_TEST_HOOK");

  const auto missing = targets.find(of, now);

  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().detail.rfind("password: 'env:FANFARE_TEST_HOOK' is not set", 0), 0u)
      << missing.error().detail;
  ::setenv("FANFARE_TEST_HOOK", "here", 1);
  EXPECT_TRUE(targets.find(of, now));
  ::unsetenv("FANFARE_TEST_HOOK");
}

TEST_F(HttpTargets, refuse_a_secret_that_would_end_up_in_a_header_of_its_own) {
  ::setenv("FANFARE_TEST_HOOK", "two\r\nlines", 1);

  const auto refused = targets.find(
      test::listener_for(R"({"url":"http://x/","username":"","password":"env:FANFARE_TEST_HOOK"})"),
      now);

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("control character"), std::string::npos);
  EXPECT_EQ(refused.error().detail.find("two"), std::string::npos);
  ::unsetenv("FANFARE_TEST_HOOK");
}

} // namespace
} // namespace fanfare
