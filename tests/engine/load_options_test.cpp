#include "fanfare/options.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace fanfare::test {
namespace {

namespace fs = std::filesystem;

/// Runs in a directory of its own, with none of the variables set.
class LoadOptions : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "options.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    before_ = fs::current_path();
    fs::current_path(directory_);
    // An empty one here keeps /etc/fanfare/fanfare.toml out of the test.
    write("fanfare.toml", "");
  }

  void TearDown() override {
    for (const auto* name : {"FANFARE_CONFIG", "FANFARE_NODE_NAME", "FANFARE_NODE_NAMES"})
      unsetenv(name);
    fs::current_path(before_);
    fs::remove_all(directory_);
  }

  void write(const fs::path& name, std::string_view text) {
    std::ofstream{directory_ / name} << text;
  }

  static std::string named(std::string_view node) {
    return "[node]\nname = \"" + std::string{node} + "\"\n";
  }

  fs::path directory_;
  fs::path before_;
};

TEST_F(LoadOptions, choose_a_store_in_the_working_directory_when_none_is_named) {
  const auto read = load_options();

  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->store_url, "sqlite:fanfare.db");
  EXPECT_FALSE(read->store_named);
}

TEST_F(LoadOptions, keep_the_store_that_is_named) {
  write("fanfare.toml", "[store]\nurl = \"sqlite:mine.db\"\n");

  const auto read = load_options();

  ASSERT_TRUE(read);
  EXPECT_EQ(read->store_url, "sqlite:mine.db");
  EXPECT_TRUE(read->store_named);
}

TEST_F(LoadOptions, look_at_the_flag_then_the_variable_then_the_working_directory) {
  write("flag.toml", named("flag"));
  write("variable.toml", named("variable"));
  write("fanfare.toml", named("directory"));

  const auto from_directory = load_options();
  setenv("FANFARE_CONFIG", "variable.toml", 1);
  const auto from_variable = load_options();
  const auto from_flag = load_options("flag.toml");

  ASSERT_TRUE(from_directory && from_variable && from_flag);
  EXPECT_EQ(from_directory->node_name, "directory");
  EXPECT_EQ(from_variable->node_name, "variable");
  EXPECT_EQ(from_flag->node_name, "flag");
}

TEST_F(LoadOptions, put_the_environment_over_the_file) {
  write("fanfare.toml", named("file"));
  setenv("FANFARE_NODE_NAME", "environment", 1);

  const auto read = load_options();

  ASSERT_TRUE(read);
  EXPECT_EQ(read->node_name, "environment");
}

TEST_F(LoadOptions, fail_on_a_misspelt_variable) {
  setenv("FANFARE_NODE_NAMES", "x", 1);

  const auto read = load_options();

  ASSERT_FALSE(read);
  EXPECT_NE(read.error().detail.find("FANFARE_NODE_NAME'"), std::string::npos)
      << read.error().detail;
}

TEST_F(LoadOptions, fail_on_a_named_file_that_cannot_be_read) {
  setenv("FANFARE_CONFIG", "variable.toml", 1);
  for (const auto& read : {load_options("flag.toml"), load_options(), load_options(".")}) {
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::invalid_options);
    EXPECT_NE(read.error().detail.find("cannot read"), std::string::npos) << read.error().detail;
  }
}

TEST_F(LoadOptions, name_the_file_and_the_line_of_an_error) {
  write("fanfare.toml", named("x") + "nmae = \"y\"\n");

  const auto read = load_options();

  ASSERT_FALSE(read);
  EXPECT_NE(read.error().detail.find("fanfare.toml:3: [node] 'nmae'"), std::string::npos)
      << read.error().detail;
}

} // namespace
} // namespace fanfare::test
