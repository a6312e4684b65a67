#include "cli/demo_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fanfare {
namespace {

/// A listener that is due reports A and B, the first request refused, and
/// everything as it must be.
class DemoPlan : public testing::Test {
protected:
  std::vector<std::string> wrong() { return discrepancies(listener_, published_, arrived_); }

  demo_arrival arrival(std::size_t report, int status = 200) {
    return {"/x", published_[report].id, published_[report].what->body(), status};
  }

  demo_listener listener_{"x", "repo.#", "AB", 1};
  std::vector<demo_publication> published_{
      {&demo_reports()[0], "id-a"}, {&demo_reports()[1], "id-b"}, {&demo_reports()[2], "id-c"}};
  std::vector<demo_arrival> arrived_{arrival(0, 503), arrival(1), arrival(0)};
};

TEST_F(DemoPlan, finds_nothing_wrong_with_what_is_exactly_as_due) {
  EXPECT_EQ(wrong(), std::vector<std::string>{});
}

TEST_F(DemoPlan, wants_every_mail_at_every_address_and_its_members_in_their_order) {
  const demo_listener mails{"m", "*", "A", 0, true, {"x@a.b", "y@a.b"}};
  const auto body = demo_reports()[0].body();
  const auto mail = [](const char* to, std::string text) {
    return demo_arrival{to, "id-a", std::move(text), 250};
  };
  const auto said = [&](std::vector<demo_arrival> arrived) {
    return discrepancies(mails, published_, arrived);
  };

  EXPECT_EQ(due_at(mails), 2u);
  EXPECT_EQ(said({mail("x@a.b", body), mail("y@a.b", body + "\r\n")}), std::vector<std::string>{});
  EXPECT_EQ(said({mail("x@a.b", body)}),
            std::vector<std::string>{"report A (repo.sync.start) is missing at y@a.b"});
  EXPECT_EQ(said({mail("x@a.b", body), mail("x@a.b", body), mail("y@a.b", body)}),
            std::vector<std::string>{"report A (repo.sync.start) arrived 2 times at x@a.b"});
  EXPECT_EQ(said({mail("x@a.b", body), mail("y@a.b", "{}")}),
            std::vector<std::string>{
                "report A (repo.sync.start) arrived with other bytes than were published"});
}

TEST_F(DemoPlan, finds_a_missing_report) {
  arrived_.pop_back();

  EXPECT_EQ(wrong(), std::vector<std::string>{"report A (repo.sync.start) is missing"});
}

TEST_F(DemoPlan, finds_a_report_that_arrived_twice) {
  arrived_.push_back(arrival(1));

  EXPECT_EQ(wrong(), std::vector<std::string>{"report B (repo.sync.finish) arrived 2 times"});
}

TEST_F(DemoPlan, finds_one_changed_byte) {
  arrived_[1].body.back() = ' ';

  EXPECT_EQ(wrong(),
            std::vector<std::string>{
                "report B (repo.sync.finish) arrived with other bytes than were published"});
}

TEST_F(DemoPlan, finds_what_was_not_due) {
  arrived_.push_back(arrival(2));

  EXPECT_EQ(wrong(), std::vector<std::string>{"report C (repo.sync.finish) was not due"});
}

TEST_F(DemoPlan, finds_what_nobody_published) {
  arrived_.push_back({"/x", "id-z", "{}", 200});

  EXPECT_EQ(wrong(),
            std::vector<std::string>{"POST /x with webhook-id id-z and 2 bytes was not due"});
}

TEST_F(DemoPlan, finds_a_request_to_another_path) {
  arrived_[1].path = "/y";

  EXPECT_EQ(wrong(), std::vector<std::string>{"report B (repo.sync.finish) arrived at /y"});
}

TEST_F(DemoPlan, finds_a_refusal_that_did_not_happen) {
  arrived_.erase(arrived_.begin());

  EXPECT_EQ(wrong(), std::vector<std::string>{"0 requests were refused instead of 1"});
}

TEST(DemoReports, are_pulps_byte_for_byte) {
  const std::filesystem::path originals = FANFARE_SOURCE_DIR "/tests/data/reports";
  for (const auto& report : demo_reports()) {
    auto found = std::find_if(std::filesystem::directory_iterator{originals},
                              std::filesystem::directory_iterator{}, [&](const auto& entry) {
                                return entry.path().filename().string().starts_with(
                                    std::string{report.letter} + "_");
                              });
    ASSERT_NE(found, std::filesystem::directory_iterator{}) << report.letter;
    std::ifstream file{found->path(), std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(report.text, text) << report.letter;
  }
}

TEST(DemoReports, know_their_type_and_repository) {
  const auto& first = demo_reports().front();

  EXPECT_EQ(first.event_type(), "repo.sync.start");
  EXPECT_EQ(first.repo_id(), "pulp2");
  for (const auto& report : demo_reports()) {
    EXPECT_FALSE(report.event_type().empty()) << report.letter;
    EXPECT_FALSE(report.repo_id().empty()) << report.letter;
  }
}

TEST(DemoReports, are_due_somewhere_each_and_some_listener_is_due_none) {
  const auto& listeners = demo_listeners();

  for (const auto& report : demo_reports())
    EXPECT_TRUE(std::any_of(listeners.begin(), listeners.end(), [&](const auto& one) {
      return one.due.find(report.letter) != one.due.npos;
    })) << report.letter;
  EXPECT_TRUE(std::any_of(listeners.begin(), listeners.end(),
                          [](const auto& one) { return due_at(one) == 0; }));
}

} // namespace
} // namespace fanfare
