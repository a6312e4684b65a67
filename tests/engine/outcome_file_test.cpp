#include "engine/outcome_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

namespace fanfare::test {
namespace {

/// Where the file is, in an environment of the test's own.
class OutcomeFile : public testing::Test {
protected:
  OutcomeFile() {
    for (const auto* name : {"STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"}) {
      if (const auto* value = std::getenv(name))
        before[name] = value;
      ::unsetenv(name);
    }
  }
  ~OutcomeFile() override {
    for (const auto* name : {"STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"})
      ::unsetenv(name);
    for (const auto& [name, value] : before)
      set(name, value);
  }

  static void set(const std::string& name, const std::string& value) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }

  static std::string directory_of(const result<std::string>& path) {
    return path ? path->substr(0, path->rfind('/')) : path.error().detail;
  }

  options how;
  const store_place sqlite{"/srv/fanfare.db", "/srv/fanfare.db", 1};
  const store_place redis{"", "redis://localhost:6379/0", 1};
  std::map<std::string, std::string> before;
};

TEST_F(OutcomeFile, is_beside_a_store_that_is_a_file) {
  set("STATE_DIRECTORY", "/var/lib/fanfare");

  EXPECT_EQ(*outcome_file(how, sqlite), "/srv/fanfare.db.outcomes");
}

TEST_F(OutcomeFile, is_where_it_is_told_to_be) {
  how.state_dir = "/state";

  EXPECT_EQ(directory_of(outcome_file(how, sqlite)), "/state");
  EXPECT_EQ(directory_of(outcome_file(how, redis)), "/state");
}

TEST_F(OutcomeFile, is_found_by_the_environment_in_its_order) {
  set("HOME", "/me");
  EXPECT_EQ(directory_of(outcome_file(how, redis)), "/me/.local/state/fanfare");
  set("XDG_STATE_HOME", "/me/state");
  EXPECT_EQ(directory_of(outcome_file(how, redis)), "/me/state/fanfare");
  set("STATE_DIRECTORY", "/var/lib/fanfare:/var/lib/other");
  EXPECT_EQ(directory_of(outcome_file(how, redis)), "/var/lib/fanfare");
}

TEST_F(OutcomeFile, is_another_one_for_each_store_and_the_same_every_time) {
  how.state_dir = "/state";
  const store_place other{"", "redis://localhost:6379/1", 1};

  EXPECT_EQ(*outcome_file(how, redis), *outcome_file(how, redis));
  EXPECT_NE(*outcome_file(how, redis), *outcome_file(how, other));
}

TEST_F(OutcomeFile, is_not_needed_where_the_store_dies_with_the_process) {
  EXPECT_EQ(*outcome_file(how, {}), "");
}

TEST_F(OutcomeFile, without_any_directory_names_the_way_out) {
  const auto path = outcome_file(how, redis);

  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().code, errc::invalid_options);
  EXPECT_NE(path.error().detail.find("state_dir"), std::string::npos) << path.error().detail;
}

} // namespace
} // namespace fanfare::test
