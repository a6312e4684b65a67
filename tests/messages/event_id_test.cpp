#include "fanfare/event.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace fanfare {
namespace {

TEST(EventId, is_written_as_ms_sequence_installation_and_shard) {
  event_id id;
  id.ms = 0x0123456789AB;
  id.sequence = 0xC0FFEE;
  id.installation = 0xDEADBEEF42;
  id.shard = 7;

  EXPECT_EQ(id.text(), "0123456789ab00c0ffeedeadbeef420007");
  EXPECT_EQ(event_id{}.text(), std::string(34, '0'));
}

TEST(EventId, is_read_back_as_it_was_and_sorts_as_its_text) {
  auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random{seed};
  std::vector<event_id> ids;
  for (int i = 0; i < 2'000; ++i) {
    // Few values, so that every field gets to decide.
    event_id id;
    id.ms = i % 2 ? random() % 3 : random() & 0xFFFF'FFFF'FFFF;
    id.sequence = static_cast<std::uint32_t>(random() % 3 * 0x7FFF'FFFF);
    id.installation = random() % 3 * 0x7F'FFFF'FFFF;
    id.shard = static_cast<std::uint16_t>(random() % 3 * 0x7FFF);
    ids.push_back(id);
  }

  for (std::size_t i = 1; i < ids.size(); ++i) {
    auto read = event_id::parse(ids[i].text());
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, ids[i]);
    EXPECT_EQ(ids[i - 1] < ids[i], ids[i - 1].text() < ids[i].text())
        << ids[i - 1].text() << " " << ids[i].text();
    EXPECT_EQ(ids[i - 1] == ids[i], ids[i - 1].text() == ids[i].text());
  }
}

TEST(EventId, is_not_read_from_anything_else) {
  std::string good(34, 'a');
  std::vector<std::string> bad{"",
                               std::string(33, 'a'),
                               std::string(35, 'a'),
                               std::string(34, 'A'),
                               std::string(34, 'g'),
                               std::string(34, ' ')};
  for (std::size_t place : {0u, 11u, 12u, 19u, 20u, 29u, 30u, 33u}) {
    bad.push_back(good);
    bad.back()[place] = '-';
  }

  ASSERT_TRUE(event_id::parse(good));
  for (const auto& text : bad) {
    auto read = event_id::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, errc::not_found);
    EXPECT_NE(read.error().detail.find("34 lower-case hex digits"), std::string::npos);
  }
}

} // namespace
} // namespace fanfare
