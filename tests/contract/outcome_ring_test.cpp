#include "storage/outcome_ring.hpp"
#include "tests/contract/child_process.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

namespace fanfare::test {
namespace {

constexpr std::uint64_t installation = 4711;

event_id event(std::uint64_t ms, std::uint32_t sequence = 0) {
  return {ms, sequence, 0, installation};
}

class OutcomeRing : public testing::Test {
protected:
  outcome_ring::opened open(std::size_t capacity = 100) const {
    return outcome_ring::open(path, installation, capacity);
  }
  /// Opens it and expects that there is nothing to be said.
  std::unique_ptr<outcome_ring> ring(std::size_t capacity = 100) const {
    auto opened = open(capacity);
    EXPECT_EQ(opened.warning, "");
    EXPECT_TRUE(opened.ring);
    return std::move(opened.ring);
  }

  /// Writes over the file from `at` on.
  void spoil(std::streamoff at, const std::string& bytes) const {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(at);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  temp_directory place;
  std::string path = place.file("outcomes");
};

TEST_F(OutcomeRing, knows_nothing_at_first_and_nothing_of_its_own_life) {
  const auto now = ring();

  now->note(event(1), "l1", "", final_outcome::delivered);

  EXPECT_FALSE(now->recall(event(1), "l1", ""));
  EXPECT_EQ(now->recalled(), 0u);
}

TEST_F(OutcomeRing, recalls_what_was_noted_before_with_how_it_ended) {
  {
    const auto before = ring();
    before->note(event(1), "l1", "", final_outcome::delivered);
    before->note(event(1), "l2", "a@x", final_outcome::rejected);
    before->note(event(2, 7), "l1", "", final_outcome::gone);
  }

  const auto now = ring();

  EXPECT_EQ(now->recall(event(1), "l1", ""), final_outcome::delivered);
  EXPECT_EQ(now->recall(event(1), "l2", "a@x"), final_outcome::rejected);
  EXPECT_EQ(now->recall(event(2, 7), "l1", ""), final_outcome::gone);
  EXPECT_EQ(now->recalled(), 3u);
}

TEST_F(OutcomeRing, takes_no_delivery_for_another) {
  ring()->note(event(5, 3), "listener", "part", final_outcome::delivered);

  const auto now = ring();

  auto other = event(5, 3);
  other.installation ^= 1;
  EXPECT_FALSE(now->recall(other, "listener", "part"));
  other = event(5, 3);
  other.shard = 1;
  EXPECT_FALSE(now->recall(other, "listener", "part"));
  EXPECT_FALSE(now->recall(event(5, 3 + (1 << 16)), "listener", "part"));
  EXPECT_FALSE(now->recall(event(5, 4), "listener", "part"));
  EXPECT_FALSE(now->recall(event(6, 3), "listener", "part"));
  EXPECT_FALSE(now->recall(event(5, 3), "listener", ""));
  EXPECT_FALSE(now->recall(event(5, 3), "listenerpart", ""));
  EXPECT_FALSE(now->recall(event(5, 3), "listenerp", "art"));
  EXPECT_FALSE(now->recall(event(5, 3), "", "listenerpart"));
}

TEST_F(OutcomeRing, finds_each_of_many_and_none_that_was_not_noted) {
  std::mt19937_64 random{7};
  std::vector<std::pair<event_id, std::string>> noted;
  {
    const auto before = ring(20'000);
    for (std::size_t i = 0; i < 20'000; ++i) {
      noted.emplace_back(event(1'000 + random() % 500, static_cast<std::uint32_t>(random() % 9)),
                         "listener-" + std::to_string(i));
      before->note(noted.back().first, noted.back().second, "", final_outcome::delivered);
    }
  }

  const auto now = ring(20'000);

  std::size_t found = 0;
  std::size_t wrong = 0;
  for (const auto& [id, listener] : noted) {
    found += now->recall(id, listener, "").has_value();
    wrong += now->recall(id, listener + "x", "").has_value();
  }
  EXPECT_EQ(found, noted.size());
  EXPECT_EQ(wrong, 0u);
}

TEST_F(OutcomeRing, the_newest_take_the_places_of_the_oldest) {
  {
    const auto before = ring(100);
    for (std::uint64_t i = 1; i <= 250; ++i)
      before->note(event(i), "l1", "", final_outcome::delivered);
  }

  const auto now = ring(100);

  EXPECT_EQ(now->recalled(), 100u);
  EXPECT_FALSE(now->recall(event(150), "l1", ""));
  EXPECT_TRUE(now->recall(event(151), "l1", ""));
  EXPECT_TRUE(now->recall(event(250), "l1", ""));
}

TEST_F(OutcomeRing, remembers_over_several_lives) {
  ring()->note(event(1), "l1", "", final_outcome::delivered);
  ring()->note(event(2), "l1", "", final_outcome::delivered);

  const auto now = ring();

  EXPECT_TRUE(now->recall(event(1), "l1", ""));
  EXPECT_TRUE(now->recall(event(2), "l1", ""));
}

TEST_F(OutcomeRing, grows_without_losing_what_it_holds_and_never_shrinks) {
  {
    const auto before = ring(10);
    for (std::uint64_t i = 1; i <= 10; ++i)
      before->note(event(i), "l1", "", final_outcome::delivered);
  }
  {
    const auto larger = ring(1'000);
    EXPECT_EQ(larger->recalled(), 10u);
    for (std::uint64_t i = 11; i <= 500; ++i)
      larger->note(event(i), "l1", "", final_outcome::delivered);
  }

  EXPECT_EQ(ring(10)->recalled(), 500u);
}

TEST_F(OutcomeRing, outlives_a_kill_in_the_middle_of_noting) {
  std::uint64_t said = 0;
  {
    child_process noting{[this](const auto& say) {
      const auto before = outcome_ring::open(path, installation, 1'000'000).ring;
      for (std::uint64_t i = 1;; ++i) {
        before->note(event(i), "l1", "", final_outcome::delivered);
        if (i % 1'000 == 0)
          say(std::to_string(i));
      }
    }};
    for (int i = 0; i < 20; ++i)
      said = std::stoull(noting.next_line());
    noting.kill_now();
  }

  const auto now = ring(1'000'000);

  EXPECT_GE(now->recalled(), said);
  for (std::uint64_t i = 1; i <= said; ++i)
    ASSERT_TRUE(now->recall(event(i), "l1", "")) << i;
}

TEST_F(OutcomeRing, several_threads_note_at_once) {
  {
    const auto before = ring(4'000);
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 4; ++t)
      threads.emplace_back([&before, t] {
        for (std::uint64_t i = 0; i < 1'000; ++i)
          before->note(event(t * 1'000 + i), "l1", "", final_outcome::delivered);
      });
    for (auto& each : threads)
      each.join();
  }

  EXPECT_EQ(ring(4'000)->recalled(), 4'000u);
}

TEST_F(OutcomeRing, a_file_that_is_discarded_is_gone_and_is_begun_anew) {
  {
    const auto before = ring();
    before->note(event(1), "l1", "", final_outcome::delivered);
    before->discard();
  }
  EXPECT_FALSE(std::filesystem::exists(path));

  EXPECT_EQ(ring()->recalled(), 0u);
}

// -- what goes wrong ---------------------------------------------------------------

TEST_F(OutcomeRing, a_file_with_a_broken_header_is_begun_anew_with_a_warning) {
  for (const std::streamoff at : {0, 8, 16, 24}) {
    ring()->note(event(1), "l1", "", final_outcome::delivered);
    spoil(at, "UUU");

    const auto opened = open();

    ASSERT_TRUE(opened.ring) << at;
    EXPECT_NE(opened.warning.find(path + " is damaged"), std::string::npos) << opened.warning;
    EXPECT_EQ(opened.ring->recalled(), 0u);
  }
  EXPECT_EQ(ring()->recalled(), 0u);
}

TEST_F(OutcomeRing, a_file_that_is_too_short_is_begun_anew_with_a_warning) {
  for (const std::uintmax_t size : {1u, 63u, 64u, 1'000u}) {
    ring()->note(event(1), "l1", "", final_outcome::delivered);
    std::filesystem::resize_file(path, size);

    const auto opened = open();

    ASSERT_TRUE(opened.ring) << size;
    EXPECT_NE(opened.warning.find("is damaged"), std::string::npos) << size;
    opened.ring->note(event(2), "l1", "", final_outcome::delivered);
  }
}

TEST_F(OutcomeRing, broken_outcomes_are_those_of_nothing) {
  {
    const auto before = ring();
    for (std::uint64_t i = 1; i <= 50; ++i)
      before->note(event(i), "l1", "", final_outcome::delivered);
  }
  std::mt19937 random{11};
  std::string noise(30 * 16, ' ');
  for (auto& each : noise)
    each = static_cast<char>(random());
  spoil(64, noise);

  const auto now = ring();

  std::size_t found = 0;
  for (std::uint64_t i = 1; i <= 50; ++i)
    found += now->recall(event(i), "l1", "").has_value();
  EXPECT_EQ(found, 20u);
}

TEST_F(OutcomeRing, a_file_of_another_store_is_named_and_left_alone) {
  ring()->note(event(1), "l1", "", final_outcome::delivered);

  const auto opened = outcome_ring::open(path, installation + 1, 100);

  EXPECT_FALSE(opened.ring);
  EXPECT_NE(opened.warning.find("is of another store"), std::string::npos) << opened.warning;
  EXPECT_NE(opened.warning.find("state_dir"), std::string::npos);
  EXPECT_EQ(ring()->recalled(), 1u);
}

TEST_F(OutcomeRing, one_whose_store_is_not_known_yet_is_opened_and_takes_nothing_for_its_own) {
  ring()->note(event(1), "l1", "", final_outcome::delivered);

  const auto opened = outcome_ring::open(path, std::nullopt, 100);

  ASSERT_TRUE(opened.ring);
  auto foreign = event(1);
  foreign.installation += 1;
  EXPECT_FALSE(opened.ring->recall(foreign, "l1", ""));
  EXPECT_TRUE(opened.ring->recall(event(1), "l1", ""));
}

TEST_F(OutcomeRing, a_file_that_another_process_uses_is_left_to_it) {
  const auto first = ring();

  const auto second = open();

  EXPECT_FALSE(second.ring);
  EXPECT_NE(second.warning.find("is in use by another process"), std::string::npos);
}

TEST_F(OutcomeRing, a_directory_that_may_not_be_written_to_is_named) {
  ASSERT_EQ(::chmod(place.path().c_str(), 0555), 0);
  child_process user{[this](const auto& say) {
    become_ordinary_user();
    const auto opened = open();
    say(opened.ring ? "opened" : opened.warning);
  }};

  const auto said = user.next_line();

  EXPECT_NE(said.find(path + ": cannot be opened: Permission denied"), std::string::npos) << said;
  EXPECT_NE(said.find("without that file a crash repeats"), std::string::npos) << said;
}

TEST_F(OutcomeRing, a_directory_that_cannot_be_made_is_named) {
  ASSERT_EQ(::chmod(place.path().c_str(), 0555), 0);
  path = place.file("a/b/outcomes");
  child_process user{[this](const auto& say) {
    become_ordinary_user();
    const auto opened = open();
    say(opened.ring ? "opened" : opened.warning);
  }};

  const auto said = user.next_line();

  EXPECT_NE(said.find(path + ": its directory cannot be made: Permission denied"),
            std::string::npos)
      << said;
}

TEST_F(OutcomeRing, a_full_disk_is_named_and_leaves_no_file_behind) {
  child_process cramped{[this](const auto& say) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit room{4'096, 4'096};
    ::setrlimit(RLIMIT_FSIZE, &room);
    const auto opened = open(100'000);
    say(opened.ring ? "opened" : opened.warning);
  }};

  const auto said = cramped.next_line();

  EXPECT_NE(said.find(path + ": there is no room for it"), std::string::npos) << said;
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(OutcomeRing, what_is_no_file_is_named) {
  std::filesystem::create_directory(path);

  const auto opened = open();

  EXPECT_FALSE(opened.ring);
  EXPECT_NE(opened.warning.find(path), std::string::npos);
}

TEST_F(OutcomeRing, directories_that_are_missing_are_made) {
  path = place.file("a/b/outcomes");

  EXPECT_TRUE(ring());
}

} // namespace
} // namespace fanfare::test
