#include "actors/restart_book.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using time_point = restart_book::clock::time_point;

TEST(RestartBook, counts_by_who_and_keeps_the_last_cause) {
  restart_book book;

  book.note("settler", "bad luck", time_point{1s});
  book.note("settler", "worse luck", time_point{2s});
  book.note("fanfare-http", "bad_alloc", time_point{2s});

  const std::map<std::string, std::uint64_t> counts{{"fanfare-http", 1}, {"settler", 2}};
  EXPECT_EQ(book.counts(), counts);
  const std::vector<std::string> sentences{
      "fanfare-http: was started again, once since the engine started; the last time it had died "
      "of bad_alloc",
      "settler: was started again, 2 times since the engine started; the last time it had died of "
      "worse luck"};
  EXPECT_EQ(book.sentences(time_point{3s}), sentences);
}

TEST(RestartBook, has_no_sentence_of_what_is_long_over) {
  restart_book book;

  book.note("settler", "bad luck", time_point{1s});

  EXPECT_TRUE(book.sentences(time_point{1s + restart_book::recent}).empty());
  EXPECT_EQ(book.counts().at("settler"), 1u);
}

} // namespace
} // namespace fanfare
