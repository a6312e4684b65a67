#include "notifiers/secret_source.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace fanfare::test {
namespace {

class SecretSource : public testing::Test {
protected:
  std::string file_with(const std::string& text) {
    std::ofstream{place_.file("secret"), std::ios::binary} << text;
    return "file:" + place_.file("secret");
  }

  void expect_unresolved(const std::string& text, const std::string& words) {
    const auto found = resolve_secret(text);
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().code, errc::invalid_listener);
    EXPECT_NE(found.error().detail.find(words), std::string::npos) << found.error().detail;
  }

  temp_directory place_;
};

TEST_F(SecretSource, of_a_secret_itself_is_that_secret) {
  EXPECT_EQ(*resolve_secret("hunter2"), "hunter2");
  EXPECT_EQ(*resolve_secret(""), "");
}

TEST_F(SecretSource, may_be_the_environment) {
  ::setenv("FANFARE_TEST_SECRET", "from the environment", 1);

  EXPECT_EQ(*resolve_secret("env:FANFARE_TEST_SECRET"), "from the environment");
  ::unsetenv("FANFARE_TEST_SECRET");
}

TEST_F(SecretSource, may_be_a_file_whose_last_line_break_does_not_count) {
  EXPECT_EQ(*resolve_secret(file_with("hunter2")), "hunter2");
  EXPECT_EQ(*resolve_secret(file_with("hunter2\n")), "hunter2");
  EXPECT_EQ(*resolve_secret(file_with("hunter2\r\n")), "hunter2");
  EXPECT_EQ(*resolve_secret(file_with("two\nlines\n\n")), "two\nlines\n");
  EXPECT_EQ(*resolve_secret(file_with("")), "");
}

TEST_F(SecretSource, that_is_not_there_is_named) {
  ::unsetenv("FANFARE_TEST_SECRET");

  expect_unresolved("env:FANFARE_TEST_SECRET", "'env:FANFARE_TEST_SECRET' is not set");
  expect_unresolved("file:" + place_.file("none"), "No such file");
  expect_unresolved("file:" + place_.path().string(), "Is a directory");
}

TEST_F(SecretSource, that_is_too_long_to_be_one_is_refused_without_being_shown) {
  expect_unresolved(file_with(std::string(64 * 1024 + 1, 's')), "longer than a secret");
  EXPECT_EQ(resolve_secret(file_with(std::string(64 * 1024 + 1, 's'))).error().detail.find("sss"),
            std::string::npos);
  EXPECT_EQ(resolve_secret(file_with(std::string(64 * 1024, 's')))->size(), 64u * 1024);
}

} // namespace
} // namespace fanfare::test
