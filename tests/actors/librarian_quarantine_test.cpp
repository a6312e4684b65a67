#include "tests/actors/librarian_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using ids = std::vector<std::string>;

class LibrarianQuarantine : public librarian_test {
protected:
  /// Opens with what the store holds, as a node does that starts.
  void start_with(std::vector<stored_listener> all, std::vector<quarantined_listener> quarantined) {
    for (const auto& one : quarantined)
      store.quarantined[one.id] = one;
    desk.answers.push({0, listener_edits{}, listener_set{1, std::move(all)}, quarantined});
    start();
  }

  static std::string good(const std::string& id) {
    return stored(id, "https://good.example.org").json;
  }

  const quarantined_listener& entry(const std::string& id) { return store.quarantined.at(id); }
};

TEST_F(LibrarianQuarantine, is_where_a_broken_listener_goes_with_reason_and_last_good_version) {
  start();
  put(stored("a", "https://good.example.org"));

  put(broken("a"));

  ASSERT_EQ(store.quarantined.size(), 1u);
  EXPECT_EQ(entry("a").reason.rfind("listener: not a JSON object", 0), 0u) << entry("a").reason;
  EXPECT_EQ(entry("a").last_good, good("a"));
}

TEST_F(LibrarianQuarantine, is_where_one_goes_that_never_was_good) {
  start();

  put(stored("a", "gopher://old.example.org"));

  EXPECT_EQ(entry("a").reason, "url: gopher is no scheme");
  EXPECT_EQ(entry("a").last_good, "");
}

TEST_F(LibrarianQuarantine, names_a_listener_whose_id_is_none) {
  start();

  put({"no id!\n", {}, "http", true, stored("x").json});

  ASSERT_EQ(store.quarantined.count("no id!\n"), 1u);
  EXPECT_EQ(entry("no id!\n").reason.rfind("id: ", 0), 0u);
  EXPECT_EQ(logged("listener 'no id!?' is broken"), 1);
}

TEST_F(LibrarianQuarantine, holds_a_listener_that_says_it_has_another_id) {
  start();
  put(stored("a"));

  put({"b", {}, "http", true, stored("a").json});

  EXPECT_NE(entry("b").reason.find("'a' is kept under another one, 'b'"), std::string::npos);
  EXPECT_EQ(matching(), ids{"a"});
}

TEST_F(LibrarianQuarantine, is_where_one_goes_whose_check_throws_what_is_no_exception) {
  start();

  change({{"a", stored("a", "https://hurls.example.org")}, {"b", stored("b")}});

  EXPECT_EQ(around.count.restarts, 0u);
  EXPECT_EQ(matching(), ids{"b"});
  ASSERT_EQ(store.quarantined.size(), 1u);
  EXPECT_EQ(entry("a").reason, "notifier_config: its notifier threw: unknown exception");
}

TEST_F(LibrarianQuarantine, does_not_hold_one_that_leaves_out_its_id) {
  start();

  put({"a", {}, "http", true, R"({"notifier_type_id":"http","event_types":["*"]})"});

  EXPECT_TRUE(store.quarantined.empty());
  EXPECT_EQ(matching(), ids{"a"});
}

TEST_F(LibrarianQuarantine, lets_go_of_one_that_has_been_mended) {
  start();
  put(broken("a"));

  put(stored("a"));

  EXPECT_TRUE(store.quarantined.empty());
}

TEST_F(LibrarianQuarantine, lets_go_of_one_that_has_been_erased) {
  start();
  put(broken("a"));

  erase("a");

  EXPECT_TRUE(store.quarantined.empty());
}

TEST_F(LibrarianQuarantine, takes_a_new_reason_and_keeps_the_last_good_version) {
  start();
  put(stored("a", "https://good.example.org"));
  put(broken("a"));

  put(stored("a", "gopher://old.example.org"));

  EXPECT_EQ(entry("a").reason, "url: gopher is no scheme");
  EXPECT_EQ(entry("a").last_good, good("a"));
}

TEST_F(LibrarianQuarantine, is_told_to_those_who_want_to_know_once) {
  start();
  put(stored("a", "https://good.example.org"));
  put(broken("a"));
  put(broken("a"));
  put(broken("b"));

  const auto told = take_items(crier.news);

  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].what, listener_event::kind::quarantined);
  EXPECT_EQ(told[0].listener_id, "a");
  EXPECT_EQ(told[0].notifier_type, "http");
  EXPECT_EQ(told[0].reason, entry("a").reason);
  EXPECT_EQ(told[1].listener_id, "b");
}

// -- at a start -----------------------------------------------------------------

TEST_F(LibrarianQuarantine, gives_a_node_that_starts_the_last_good_version) {
  start_with({broken("a"), stored("b")}, {{"a", "listener: not JSON", {}, good("a")}});

  EXPECT_EQ(matching(), (ids{"a", "b"}));
  EXPECT_NE(config_of("a").find("good.example.org"), std::string::npos);
  EXPECT_EQ(logged("listener a is broken and stays as it was: "), 1);
  EXPECT_EQ(entry("a").last_good, good("a"));
}

TEST_F(LibrarianQuarantine, is_not_told_again_at_a_start) {
  start();
  put(broken("a"));
  const auto reason = entry("a").reason;
  take_items(crier.news);

  librarian_desk anew;
  anew.quarantine.all["a"] = {reason, ""};
  std::swap(desk.quarantine, anew.quarantine);
  put(broken("a"));

  EXPECT_TRUE(take_items(crier.news).empty());
}

TEST_F(LibrarianQuarantine, has_nothing_to_give_when_its_version_is_no_good_either) {
  start_with({broken("a")}, {{"a", "url: missing", {}, "{also not JSON"}});

  EXPECT_TRUE(matching().empty());
  EXPECT_EQ(logged("listener a is broken and takes no part: "), 1);
}

TEST_F(LibrarianQuarantine, is_left_by_those_that_were_mended_or_erased_while_no_node_ran) {
  start_with({stored("mended")}, {{"mended", "url: missing", {}, ""}, {"gone", "id: no", {}, ""}});

  EXPECT_TRUE(store.quarantined.empty());
  EXPECT_EQ(matching(), ids{"mended"});
}

TEST_F(LibrarianQuarantine, is_not_left_because_of_a_node_that_cannot_check) {
  auto foreign = stored("a");
  foreign.json.replace(foreign.json.find("\"http\""), 6, "\"unknown\"");

  start_with({foreign}, {{"a", "queue: missing", {}, good("a")}});

  EXPECT_EQ(entry("a").reason, "queue: missing");
}

// -- when the store fails ---------------------------------------------------------

TEST_F(LibrarianQuarantine, is_written_when_the_store_works_again) {
  start();
  put(stored("a"));
  queue.hold = true;
  store.edits = {store.edits.version + 1, true, {{"a", broken("a")}}};
  ++store.mark;
  time.advance(50ms);
  queue.release(); // the look
  time.run();

  store.down = out_of_reach;
  queue.release(); // the note
  time.run();
  EXPECT_TRUE(has_problem("quarantine of listeners: the disk is full"));
  store.down.reset();
  queue.hold = false;
  queue.release();
  time.advance(1s);

  EXPECT_EQ(store.quarantined.count("a"), 1u);
  EXPECT_FALSE(has_problem("quarantine"));
}

TEST_F(LibrarianQuarantine, is_not_written_again_for_what_it_holds) {
  start_with({broken("a")}, {{"a", "old reason", {}, good("a")}});
  const auto reason = entry("a").reason;
  EXPECT_NE(reason, "old reason");
  store.quarantined.clear();

  put(broken("a"));

  EXPECT_TRUE(store.quarantined.empty());
}

} // namespace
} // namespace fanfare::test
