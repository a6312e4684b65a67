#include "tests/actors/settler_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class SettlerHealth : public settler_test {
protected:
  /// Lets one delivery end.
  void end(ending how, delivery_origin from = delivery_origin::journal) {
    if (from == delivery_origin::journal)
      plan(++event, 1);
    finish({one(event, how, 0, from)});
  }

  /// Returns the news since the last time: the failures, or "well".
  std::vector<std::string> news() {
    std::vector<std::string> all;
    for (const auto& note : take_items(chronicler.notes))
      all.push_back(note.listener + " " + note.failure.value_or("well"));
    return all;
  }

  std::uint64_t event = 0;
};

using notes = std::vector<std::string>;

TEST_F(SettlerHealth, tells_of_the_first_success_and_then_of_one_in_five_seconds) {
  end(ending::delivered);
  end(ending::delivered);
  EXPECT_EQ(news(), notes{"a well"});

  time.advance(4'999ms);
  end(ending::delivered);
  EXPECT_EQ(news(), notes{});

  time.advance(1ms);
  end(ending::delivered);
  EXPECT_EQ(news(), notes{"a well"});
}

TEST_F(SettlerHealth, tells_of_every_failure_and_of_the_success_after_it) {
  end(ending::delivered);
  end(ending::retry);
  end(ending::rejected);
  end(ending::delivered);

  EXPECT_EQ(news(), (notes{"a well", "a answer", "a answer", "a well"}));
}

TEST_F(SettlerHealth, tells_of_retries_too) {
  end(ending::retry, delivery_origin::retries);

  EXPECT_EQ(news(), notes{"a answer"});
}

TEST_F(SettlerHealth, has_nothing_to_tell_of_what_was_not_attempted) {
  end(ending::withdrawn);
  end(ending::abandoned);
  end(ending::dropped);

  EXPECT_EQ(news(), notes{});
}

TEST_F(SettlerHealth, tells_that_a_receiver_is_gone) {
  end(ending::gone);
  end(ending::rejected);

  const auto told = take_items(chronicler.notes);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].gone);
  EXPECT_FALSE(told[1].gone);
}

TEST_F(SettlerHealth, tells_of_each_delivery_that_was_given_up) {
  end(ending::rejected);
  end(ending::retry);
  end(ending::rejected, delivery_origin::retries);

  const auto told = take_items(chronicler.deaths);
  ASSERT_EQ(told.size(), 2u);
  for (const auto& each : told) {
    EXPECT_EQ(each.listener, "a");
    EXPECT_EQ(each.reason, "rejected");
    EXPECT_EQ(each.last_answer, "answer");
    EXPECT_EQ(each.count, 1u);
  }
  EXPECT_EQ(told[0].event_id, id_of(1).text());
}

TEST_F(SettlerHealth, tells_nobody_of_what_it_could_not_tell) {
  plan(++event, 1);
  auto failed = one(event, ending::rejected);
  failed.what.what = an_event(event, "fanfare.listener.failing");

  finish({failed});

  EXPECT_TRUE(take_items(chronicler.deaths).empty());
  const auto told = take_items(chronicler.notes);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].of_engine);
}

} // namespace
} // namespace fanfare::test
