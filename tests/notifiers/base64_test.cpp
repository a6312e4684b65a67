#include "notifiers/base64.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace fanfare::test {
namespace {

TEST(Base64, encodes_the_vectors_of_its_rfc) {
  // RFC 4648, section 10.
  const std::pair<const char*, const char*> table[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : table)
    EXPECT_EQ(base64(bytes), text);
}

TEST(Base64, takes_every_byte) {
  EXPECT_EQ(base64(std::string_view{"\x00\xff\xfb\xef", 4}), "AP/77w==");
}

} // namespace
} // namespace fanfare::test
