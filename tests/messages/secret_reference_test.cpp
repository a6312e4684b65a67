#include "messages/secret_reference.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

TEST(SecretReference, names_a_variable_or_a_file) {
  const auto variable = secret_reference::parse("env:HOOK_password2");
  const auto file = secret_reference::parse("file:/run/secrets/the hook");

  ASSERT_TRUE(variable && *variable && file && *file);
  EXPECT_EQ((*variable)->where, secret_reference::place::environment);
  EXPECT_EQ((*variable)->name, "HOOK_password2");
  EXPECT_EQ((*file)->where, secret_reference::place::file);
  EXPECT_EQ((*file)->name, "/run/secrets/the hook");
}

TEST(SecretReference, is_not_what_only_looks_a_little_like_one) {
  for (const auto* text : {"", "hunter2", "ENV:X", "environment:X", " env:X", "xfile:/x", "@/x"}) {
    const auto read = secret_reference::parse(text);
    ASSERT_TRUE(read) << text;
    EXPECT_FALSE(*read) << text;
    EXPECT_FALSE(is_secret_reference(text)) << text;
  }
}

TEST(SecretReference, that_names_nothing_is_refused_with_an_example) {
  for (const auto* text : {"env:", "env:2X", "env:A B", "env:A=B", "env:ü"}) {
    const auto read = secret_reference::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().detail.find("env:HOOK_PASSWORD"), std::string::npos);
    EXPECT_FALSE(is_secret_reference(text));
  }
  for (const auto* text : {"file:", "file:relative/path", "file:~/secret"}) {
    const auto read = secret_reference::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().detail.find("file:/run/secrets/hook"), std::string::npos);
  }
}

} // namespace
} // namespace fanfare::test
