#include "messages/ordering_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

TEST(OrderingText, is_the_event_type_or_a_json_pointer_or_nothing) {
  for (const auto* text : {"", "event_type", "/payload/repo_id", "/payload", "/a~0b/c~1d", "/",
                           "/payload/0/id", "/d\xC3\xBCrfen", "/with space"})
    EXPECT_TRUE(check_ordering(text)) << text;
}

TEST(OrderingText, is_refused_with_what_to_write) {
  struct {
    std::string text;
    std::string words;
  } const table[] = {
      {"payload.repo_id",
       "is neither \"event_type\" nor a JSON pointer, which begins with a slash"},
      {"eventtype", "did you mean 'event_type'?"},
      {"#/payload", "begins with a slash"},
      {"/a~2b", "write '~0' for '~'"},
      {"/a~", "write '~0' for '~'"},
      {"/" + std::string(255, 'x'), "longer than 255 bytes"},
      {"/\xFF", "is not UTF-8"},
  };

  for (const auto& [text, words] : table) {
    const auto checked = check_ordering(text);
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.error().code, errc::invalid_options);
    EXPECT_NE(checked.error().detail.find(words), std::string::npos) << checked.error().detail;
  }
  std::string deep;
  for (int i = 0; i < 65; ++i)
    deep += "/a";
  EXPECT_NE(check_ordering(deep).error().detail.find("deeper"), std::string::npos);
}

} // namespace
} // namespace fanfare
