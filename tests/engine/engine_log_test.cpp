#include "tests/contract/raw_sqlite.hpp"
#include "tests/engine/engine_test.hpp"

#include <mutex>
#include <stdexcept>
#include <thread>

namespace fanfare::test {
namespace {

class EngineLog : public engine_test {
protected:
  void SetUp() override {
    how_.log = [this](log_level level, std::string_view sentence) {
      std::lock_guard guard{mutex_};
      said_.emplace_back(level, sentence);
      changed_.notify_all();
    };
    start();
  }

  /// Waits for a sentence with this in it.
  bool wait_said(std::string_view words) {
    std::unique_lock guard{mutex_};
    return changed_.wait_for(guard, patience, [&] {
      for (const auto& [level, sentence] : said_)
        if (sentence.find(words) != std::string::npos)
          return true;
      return false;
    });
  }

  std::vector<std::pair<log_level, std::string>> said() {
    std::lock_guard guard{mutex_};
    return said_;
  }

  void TearDown() override { engine_.reset(); } // before what its log uses

  std::mutex mutex_;
  bool is_ready_in_time() const {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!engine_->condition().ready && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    return engine_->condition().ready;
  }

  std::condition_variable changed_;
  std::vector<std::pair<log_level, std::string>> said_;
};

TEST_F(EngineLog, says_what_a_callback_of_the_host_threw) {
  engine_->publish(reports(1), [](result<receipt>) { throw std::runtime_error{"no such row"}; });

  EXPECT_TRUE(wait_said("a callback of the host threw: no such row"));
}

TEST_F(EngineLog, says_which_listener_is_broken_and_keeps_its_last_good_version) {
  const auto id = listen({"*"}, {}, R"({"token":"swordfish"})");
  publish();
  ASSERT_TRUE(settled());

  raw_sqlite by_hand{place_.file("store.db")};
  by_hand.execute("PRAGMA busy_timeout = 5000");
  by_hand.execute("BEGIN IMMEDIATE;"
                  "UPDATE listeners SET json = replace(json, 'event_types', 'event_tpyes');"
                  "UPDATE counters SET listeners_version = listeners_version + 1;"
                  "INSERT INTO listener_changes SELECT listeners_version, '" +
                  id + "' FROM counters; COMMIT");

  ASSERT_TRUE(wait_said("listener " + id + " is broken and stays as it was"));
  publish();
  ASSERT_TRUE(settled());
  EXPECT_EQ(out_->made_to(id).size(), 2u);
  for (const auto& [level, sentence] : said())
    EXPECT_EQ(sentence.find("swordfish"), std::string::npos) << sentence;
}

TEST_F(EngineLog, says_in_sentences_without_secrets_what_fails_and_what_works_again) {
  listen({"*"}, {}, R"({"token":"swordfish"})");
  raw_sqlite other{place_.file("store.db")};
  other.execute("PRAGMA busy_timeout = 5000");
  other.execute("ALTER TABLE listeners RENAME TO listeners_away");
  ASSERT_TRUE(wait_said("no such table")) << "nothing was said about a store that is broken";
  const auto broken = engine_->condition();
  other.execute("ALTER TABLE listeners_away RENAME TO listeners");

  ASSERT_TRUE(wait_said("works again"));

  EXPECT_FALSE(broken.ready);
  EXPECT_FALSE(broken.problems.empty());
  EXPECT_TRUE(is_ready_in_time()) << "others may have met the broken store, and say so later";
  for (const auto& [level, sentence] : said()) {
    EXPECT_FALSE(sentence.empty());
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find("swordfish"), std::string::npos) << sentence;
  }
}

} // namespace
} // namespace fanfare::test
