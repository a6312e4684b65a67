#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

TEST(ChangeOrder, an_event_published_after_create_returned_is_matched_with_it) {
  constexpr std::size_t rounds = 200;
  delivery_ledger receiver;
  program_site site;
  site.listen(receiver.url("/others"), "never.published");
  served_node node{site};
  std::map<delivery_ledger::entry, std::string> due;

  for (std::size_t i = 0; i < rounds; ++i) {
    const auto path = "/round" + std::to_string(i);
    const auto report = R"({"event_type":"round.r)" + std::to_string(i) + R"("})";
    site.listen(receiver.url(path), "round.r" + std::to_string(i));
    const auto ids = site.publish(report);
    ASSERT_EQ(ids.size(), 1u);
    due.emplace(delivery_ledger::entry{path, ids[0]}, report);
  }

  EXPECT_TRUE(receiver.wait_for(rounds));
  EXPECT_EQ(site.emptied().unsettled, 0u);
  const auto book = receiver.book();
  EXPECT_EQ(book.size(), rounds);
  for (const auto& [which, report] : due) {
    const auto found = book.find(which);
    ASSERT_NE(found, book.end()) << "nothing came to " << which.first;
    EXPECT_EQ(found->second.count, 1u) << which.first;
    EXPECT_EQ(found->second.body, report);
  }
}

} // namespace
} // namespace fanfare::test
