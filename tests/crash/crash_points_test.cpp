#include "tests/crash/crash_scene.hpp"

#include <gtest/gtest.h>

#include <future>
#include <iomanip>
#include <iostream>

namespace fanfare::test {
namespace {

using of = crash_moment::of;

/// Every step at which what is done and what is written down may differ. The
/// numbers let it happen when there is work on all sides.
constexpr crash_moment moments[] = {
    {"before-ingest:5"},
    {"after-ingest:5"},
    {"read:3"},
    {"attempt:1"},
    {"answer:1"},
    {"answer:38"},
    {"noted:38"},
    {"answer:600"},
    {"before-settle:3"},
    {"after-settle:3"},
    {"before-park:2"},
    {"after-park:2"},
    {"before-claim:2"},
    {"after-claim:2"},
    {"before-retry:2"},
    {"after-retry:2"},
    {"before-bury:2"},
    {"after-bury:2"},
    {"stop", of::stop},
    {"hand-over", of::stop},
    {"replay", of::replay},
    {"handed-over", of::stop},
};

/// Most of their time they wait for the claims of the dead to run out, all of them at
/// once. A thread each, for a process dies with the thread that made it.
std::vector<crash_outcome> all_outcomes(store_kind on) {
  crash_scene::turns at_work{3};
  std::vector<std::future<crash_outcome>> under_way;
  for (const auto& at : moments)
    under_way.push_back(std::async(std::launch::async, [&at_work, on, at] {
      return crash_scene{on, at}.run(at_work);
    }));
  std::vector<crash_outcome> all;
  for (auto& each : under_way)
    all.push_back(each.get());
  return all;
}

void print(const crash_moment& at, const crash_outcome& how) {
  std::cout << std::left << std::setw(16) << at.point << std::right << std::setw(6) << how.came.due
            << " due" << std::setw(5) << how.came.missing << " missing" << std::setw(5)
            << how.came.repeats << " repeated" << std::setw(7) << how.took.count() << " ms\n";
}

class CrashPoints : public testing::TestWithParam<store_kind> {};

INSTANTIATE_TEST_SUITE_P(Stores, CrashPoints,
                         testing::Values(store_kind::sqlite, store_kind::redis),
                         [](const auto& store) {
                           return store.param == store_kind::sqlite ? "sqlite" : "redis";
                         });

TEST_P(CrashPoints, lose_nothing_and_repeat_no_more_than_was_under_way) {
  const auto outcomes = all_outcomes(GetParam());

  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& how = outcomes[i];
    SCOPED_TRACE(moments[i].point);
    print(moments[i], how);
    EXPECT_EQ(how.trouble, "");
    EXPECT_TRUE(how.died);
    EXPECT_EQ(how.came.missing, 0u);
    EXPECT_EQ(how.came.wrong_bytes, 0u);
    EXPECT_EQ(how.out_of_order, 0u);
    EXPECT_LE(how.came.repeats, crash_scene::most_in_flight);
    EXPECT_LE(how.came.repeats, how.came.due / 100);
    EXPECT_EQ(how.left.unsettled, 0u);
    EXPECT_EQ(how.left.parked, 0u);
    EXPECT_EQ(how.left.referenced, 0u);
    EXPECT_EQ(how.left.dead_letters, 0u);
  }
}

} // namespace
} // namespace fanfare::test
