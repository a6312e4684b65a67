#include "actors/claim_book.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

const claim_book::time_point start{1h};

// -- a listener's share ---------------------------------------------------------------

class ClaimShare : public ::testing::Test {
protected:
  claim_share share;
  claim_book::time_point now = start;

  std::size_t free() const { return share.free_in(8, now) + share.free_ahead_of(8); }

  /// Claims all that may be claimed, and lets it end after `took`.
  std::size_t round(milliseconds took) {
    const auto count = free();
    for (std::size_t i = 0; i < count; ++i)
      share.begin(now);
    EXPECT_EQ(free(), 0u);
    now += took;
    for (std::size_t i = 0; i < count; ++i)
      share.end(took, now);
    return count;
  }
};

TEST_F(ClaimShare, is_a_window_at_first) {
  EXPECT_EQ(share.free_in(8, now), 8u);
  EXPECT_EQ(share.free_ahead_of(8), 0u);
  share.begin(now);
  share.begin(now);

  EXPECT_EQ(share.held(), 2u);
  EXPECT_EQ(share.free_in(8, now), 6u);
  EXPECT_EQ(share.free_in(1, now), 0u);
}

TEST_F(ClaimShare, keeps_a_quarter_of_the_window_for_claims_however_much_is_leased) {
  for (int i = 0; i < 100; ++i) {
    share.begin(now);
    share.begin_lease();
  }
  EXPECT_EQ(share.free_in(8, now), 2u);
  EXPECT_EQ(share.free_in(1, now), 1u);
  EXPECT_EQ(share.free_in(0, now), 0u);
  share.met_lease(now);
  EXPECT_EQ(share.free_in(8, now + 249ms), 0u) << "it is the leased ones that are due";
  now += 250ms;
  EXPECT_EQ(share.free_in(8, now), 2u);

  share.begin(now);
  share.begin(now);
  EXPECT_EQ(share.free_in(8, now), 0u);

  for (int i = 0; i < 100; ++i) {
    share.end_lease();
    share.end(5s, now);
  }
  EXPECT_EQ(share.free_in(8, now), 6u);
}

TEST_F(ClaimShare, grows_from_round_to_round_while_claims_end_soon) {
  EXPECT_EQ(round(5ms), 8u);
  EXPECT_GT(round(5ms), 8u);

  for (int i = 0; i < 300; ++i)
    round(5ms);

  EXPECT_EQ(round(5ms), claim_share::most);
}

TEST_F(ClaimShare, stays_where_claims_take_their_time) {
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(round(500ms), 8u);
}

TEST_F(ClaimShare, shrinks_to_the_window_when_claims_end_late) {
  for (int i = 0; i < 300; ++i)
    round(5ms);

  round(1s);

  EXPECT_EQ(round(1s), 8u);
}

TEST_F(ClaimShare, begins_anew_when_something_is_wrong) {
  for (int i = 0; i < 300; ++i)
    round(5ms);

  share.begin_anew();

  EXPECT_EQ(free(), 8u);
}

TEST_F(ClaimShare, takes_a_window_that_is_wider_than_anything_ahead) {
  EXPECT_EQ(share.free_in(1'024, now), 1'024u);
  for (int i = 0; i < 300; ++i)
    round(5ms);

  EXPECT_EQ(share.free_in(1'024, now) + share.free_ahead_of(1'024), 1'024u);
}

TEST_F(ClaimShare, would_not_be_missed_ten_seconds_after_its_last_claim) {
  share.begin(now);
  EXPECT_FALSE(share.idle(now + 1h));
  share.end(1h, now + 1h);

  EXPECT_FALSE(share.idle(now + 1h + 9s));
  EXPECT_TRUE(share.idle(now + 1h + 10s));
}

// -- the book -------------------------------------------------------------------------

class ClaimBook : public ::testing::Test {
protected:
  claim_book book;

  bool begin(std::uint64_t event, const std::string& listener = "a", std::size_t bytes = 1'000,
             delivery_origin from = delivery_origin::retries) {
    return book.begin(id_of(event), listener, "", {from, bytes, start});
  }
};

TEST_F(ClaimBook, notes_a_claim_once) {
  EXPECT_TRUE(begin(1));
  EXPECT_FALSE(begin(1));
  EXPECT_TRUE(begin(1, "b"));
  EXPECT_TRUE(book.begin(id_of(1), "a", "part", {}));

  EXPECT_EQ(book.size(), 3u);
  EXPECT_EQ(book.share_of("a").held(), 2u);
  EXPECT_EQ(book.listeners(), 2u);
}

TEST_F(ClaimBook, forgets_a_claim_that_has_ended) {
  begin(1);

  book.end(id_of(1), "a", "", start);
  book.end(id_of(1), "a", "", start);
  book.end(id_of(2), "a", "", start);

  EXPECT_EQ(book.size(), 0u);
  EXPECT_EQ(book.share_of("a").held(), 0u);
  EXPECT_TRUE(begin(1));
}

TEST_F(ClaimBook, has_room_for_so_many_claims) {
  EXPECT_EQ(book.room(3, 1'000'000), 3u);
  begin(1);
  begin(2);

  EXPECT_EQ(book.room(3, 1'000'000), 1u);
  begin(3);
  EXPECT_EQ(book.room(3, 1'000'000), 0u);
}

TEST_F(ClaimBook, has_room_for_so_many_bytes_if_bodies_are_as_before) {
  EXPECT_EQ(book.room(1'000, 1'048'576), 16u) << "64 KiB each, as nobody knows";
  begin(1, "a", 100'000);

  EXPECT_EQ(book.room(1'000, 1'048'576), 9u);
  for (std::uint64_t n = 2; n <= 12; ++n)
    begin(n, "a", 100'000);
  EXPECT_EQ(book.room(1'000, 1'048'576), 0u);
  for (std::uint64_t n = 1; n <= 12; ++n)
    book.end(id_of(n), "a", "", start);
  EXPECT_EQ(book.room(1'000, 1'048'576), 10u);
}

TEST_F(ClaimBook, has_room_for_one_however_long_it_is) {
  EXPECT_EQ(book.room(1'000, 1), 1u);
  begin(1, "a", 10'000);

  EXPECT_EQ(book.room(1'000, 1), 0u);
}

TEST_F(ClaimBook, counts_what_is_leased_for_its_listener_and_not_in_all) {
  begin(1, "a", 0, delivery_origin::leased);

  EXPECT_EQ(book.share_of("a").held(), 1u);
  EXPECT_EQ(book.room(3, 1'000'000), 3u);
  book.end(id_of(1), "a", "", start);
  EXPECT_EQ(book.room(3, 1'000'000), 3u);
  EXPECT_EQ(book.size(), 0u);
}

TEST_F(ClaimBook, forgets_listeners_that_nothing_was_claimed_for_of_late) {
  begin(1, "a");
  begin(2, "b");
  book.end(id_of(1), "a", "", start);

  book.forget_idle(start + 9s);
  EXPECT_EQ(book.listeners(), 2u);
  book.forget_idle(start + 11s);

  EXPECT_EQ(book.listeners(), 1u);
  EXPECT_EQ(book.share_of("b").held(), 1u);
}

} // namespace
} // namespace fanfare::test
