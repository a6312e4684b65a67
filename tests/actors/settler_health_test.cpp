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

} // namespace
} // namespace fanfare::test
