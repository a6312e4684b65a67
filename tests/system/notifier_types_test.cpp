#include "fanfare/fanfare.hpp"
#include "fanfare/testing.hpp"

#include "tests/support/program_site.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace fanfare::test {
namespace {

/// A site with a node in this process, whose host has a notifier `pigeon`.
class NotifierTypes : public testing::Test {
protected:
  void SetUp() override {
    options how;
    how.store_url = site_.store_url();
    how.notifiers["pigeon"] = pigeons_;
    auto started = engine::start(how);
    ASSERT_TRUE(started) << started.error().detail;
    node_ = *std::move(started);
  }

  process_end create(const std::string& type) const {
    return site_.fanfare({"event", "listener", "create", "--type", type, "--event-type",
                          "repo.sync.start", "--config", "{}"});
  }

  program_site site_;
  std::shared_ptr<recording_notifier> pigeons_ = std::make_shared<recording_notifier>();
  std::unique_ptr<engine> node_;
};

TEST_F(NotifierTypes, one_that_only_a_live_node_knows_is_accepted_and_used) {
  const auto created = create("pigeon");
  ASSERT_EQ(created.exit_code, 0) << created.err;

  const auto ids = site_.publish(R"({"event_type":"repo.sync.start"})");

  EXPECT_EQ(site_.emptied().unsettled, 0u);
  const auto came = pigeons_->records();
  ASSERT_EQ(came.size(), 1u);
  EXPECT_EQ(came[0].event_id, ids.at(0));
  EXPECT_EQ(came[0].body, R"({"event_type":"repo.sync.start"})");
}

TEST_F(NotifierTypes, one_that_nobody_knows_is_refused_also_beside_a_live_node) {
  const auto end = create("dove");

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_NE(end.err.find("dove"), std::string::npos) << end.err;
  EXPECT_NE(end.err.find("pigeon"), std::string::npos) << "names those there are: " << end.err;
}

TEST_F(NotifierTypes, one_whose_node_has_stopped_is_refused) {
  node_->stop(std::chrono::seconds{10});
  node_.reset();

  const auto end = create("pigeon");

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_NE(end.err.find("pigeon"), std::string::npos) << end.err;
}

} // namespace
} // namespace fanfare::test
