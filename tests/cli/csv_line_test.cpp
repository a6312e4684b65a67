#include "cli/csv_line.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

using fields = std::vector<std::string>;

TEST(CsvLine, is_read_as_pulp_read_it) {
  EXPECT_EQ(*csv_fields("a@b.c,d@e.f"), (fields{"a@b.c", "d@e.f"}));
  EXPECT_EQ(*csv_fields("a, b"), (fields{"a", " b"})) << "spaces are not trimmed";
  EXPECT_EQ(*csv_fields(R"("a,b",c)"), (fields{"a,b", "c"}));
  EXPECT_EQ(*csv_fields(R"("say ""a""")"), (fields{R"(say "a")"}));
  EXPECT_EQ(*csv_fields(R"("a"b,c"d)"), (fields{"ab", "c\"d"}));
  EXPECT_EQ(*csv_fields("a,,b,"), (fields{"a", "", "b", ""}));
  EXPECT_EQ(*csv_fields(""), fields{});
}

TEST(CsvLine, with_an_open_quote_is_refused) {
  for (const auto* bad : {R"("a)", R"(a,")", R"("a"")"})
    EXPECT_FALSE(csv_fields(bad)) << bad;
}

} // namespace
} // namespace fanfare::test
