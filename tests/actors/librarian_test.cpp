#include "tests/actors/librarian_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Librarian : public librarian_test {};

using ids = std::vector<std::string>;

TEST_F(Librarian, brings_new_listeners_into_the_index) {
  start();

  put(stored("b"));
  put(stored("a"));
  change({{"d", stored("d")}, {"c", stored("c")}});

  EXPECT_EQ(matching(), (ids{"a", "b", "c", "d"}));
  EXPECT_EQ(listeners_now.load()->version(), 3u);
}

TEST_F(Librarian, matches_a_changed_listener_as_it_is_now) {
  start();
  put(stored("a", "https://old.example.org"));
  put(stored("b"));

  put(stored("a", "https://new.example.org"));

  EXPECT_EQ(matching(), (ids{"a", "b"}));
  EXPECT_NE(config_of("a").find("new.example.org"), std::string::npos);
}

TEST_F(Librarian, takes_an_erased_listener_out_of_the_index) {
  start();
  put(stored("a"));
  put(stored("b"));

  erase("a");

  EXPECT_EQ(matching(), ids{"b"});
  EXPECT_EQ(listeners_now.load()->find("a"), nullptr);
}

TEST_F(Librarian, keeps_a_disabled_listener_in_the_index_but_out_of_the_matches) {
  start();

  put(stored("a", "https://example.org", false));

  EXPECT_TRUE(matching().empty());
  EXPECT_NE(listeners_now.load()->find("a"), nullptr);
}

TEST_F(Librarian, wakes_the_matcher_when_the_index_has_changed) {
  start();
  int rung = 0;
  matcher.bell.attach([&rung] { ++rung; });
  matcher.bell.answer();

  put(stored("a"));

  EXPECT_EQ(rung, 2);
}

TEST_F(Librarian, leaves_the_index_alone_while_nothing_changes) {
  start();
  put(stored("a"));
  auto index = listeners_now.load();
  auto queries = store.edit_queries;

  ++store.mark; // events came in
  time.advance(50ms);
  time.advance(10s);

  EXPECT_EQ(listeners_now.load(), index);
  EXPECT_EQ(store.edit_queries, queries + 1);
}

// -- broken listeners -----------------------------------------------------------

TEST_F(Librarian, keeps_the_last_good_version_of_a_listener_that_was_broken) {
  start();
  put(stored("a", "https://good.example.org"));

  change({{"a", broken("a")}, {"b", stored("b")}});

  EXPECT_EQ(matching(), (ids{"a", "b"}));
  EXPECT_NE(config_of("a").find("good.example.org"), std::string::npos);
  EXPECT_EQ(logged("listener a is broken and stays as it was: "), 1);
}

TEST_F(Librarian, outlives_a_check_that_throws) {
  start();
  put(stored("a", "https://throws.example.org"));
  put(stored("b"));

  EXPECT_EQ(around.count.restarts, 0u);
  EXPECT_EQ(matching(), std::vector<std::string>{"b"});
  EXPECT_EQ(logged("its notifier threw: no such thing"), 1);
}

TEST_F(Librarian, leaves_out_a_listener_that_never_was_good) {
  start();

  change({{"a", broken("a")}, {"b", stored("b")}});

  EXPECT_EQ(matching(), ids{"b"});
  EXPECT_EQ(logged("listener a is broken and takes no part: "), 1);
}

TEST_F(Librarian, keeps_the_last_good_version_when_the_notifier_refuses_the_config) {
  start();
  put(stored("a", "https://good.example.org"));

  put(stored("a", "gopher://old.example.org"));

  EXPECT_NE(config_of("a").find("good.example.org"), std::string::npos);
  EXPECT_EQ(logged("url: gopher is no scheme"), 1);
}

TEST_F(Librarian, takes_a_listener_back_that_has_been_mended) {
  start();
  put(broken("a"));

  put(stored("a"));

  EXPECT_EQ(matching(), ids{"a"});
}

TEST_F(Librarian, erases_a_listener_that_is_broken) {
  start();
  put(stored("a"));
  put(broken("a"));

  erase("a");

  EXPECT_TRUE(matching().empty());
}

// -- the whole set --------------------------------------------------------------

TEST_F(Librarian, loads_all_listeners_when_too_much_has_happened) {
  start();
  put(stored("gone"));
  put(stored("kept", "https://old.example.org"));

  store.all = {9, {stored("first"), stored("kept", "https://new.example.org"), broken("bad")}};
  store.edits = {9, false, {}};
  ++store.mark;
  time.advance(50ms);

  EXPECT_EQ(matching(), (ids{"first", "kept"}));
  EXPECT_NE(config_of("kept").find("new.example.org"), std::string::npos);
  EXPECT_EQ(listeners_now.load()->version(), 9u);
}

TEST_F(Librarian, keeps_what_is_broken_in_a_load_of_all_as_it_was) {
  start();
  put(stored("a", "https://good.example.org"));

  store.all = {9, {broken("a")}};
  store.edits = {9, false, {}};
  ++store.mark;
  time.advance(50ms);

  EXPECT_NE(config_of("a").find("good.example.org"), std::string::npos);
}

// -- when it asks ---------------------------------------------------------------

TEST_F(Librarian, asks_at_once_for_a_version_that_somebody_waits_for) {
  start();
  time.advance(10ms);
  store.edits = {1, true, {{"a", stored("a")}}};

  desk.wanted_version = 1;
  desk.bell.ring();
  time.run();

  EXPECT_EQ(matching(), ids{"a"});
}

TEST_F(Librarian, lets_ten_milliseconds_go_by_between_snapshots) {
  start();
  put(stored("a"));
  store.edits = {2, true, {{"b", stored("b")}}};

  desk.wanted_version = 2;
  desk.bell.ring();
  time.advance(9ms);
  EXPECT_EQ(matching(), ids{"a"});
  time.advance(1ms);
  EXPECT_EQ(matching(), (ids{"a", "b"}));
}

TEST_F(Librarian, has_large_layers_merged_while_it_goes_on) {
  start();
  std::vector<listener_edit> many;
  for (int i = 0; i < 3'000; ++i)
    many.push_back({"a" + std::to_string(i), stored("a" + std::to_string(i))});
  change(many);
  for (auto& [id, now] : many)
    now = stored(id = "b" + id);
  change(many);
  erase("a7");
  time.run();

  EXPECT_FALSE(desk.listeners.order_merge()) << "it has been carried out";
  EXPECT_EQ(matching().size(), 5'999u);
  EXPECT_EQ(listeners_now.load()->version(), 3u);
}

TEST_F(Librarian, does_not_ask_without_end_for_a_version_that_the_store_does_not_have) {
  queue.hold = true;
  start();
  queue.release();
  time.run();

  desk.wanted_version = 1;
  desk.bell.ring();
  time.run();
  for (int i = 0; i < 10; ++i) {
    queue.release();
    time.run();
  }
  EXPECT_LE(store.edit_queries, 3u);
  store.edits = {1, true, {{"a", stored("a")}}};
  time.advance(50ms);
  queue.release();
  time.run();

  EXPECT_EQ(matching(), ids{"a"});
}

TEST_F(Librarian, loads_all_of_them_when_none_were_given_to_it_at_the_start) {
  store.down = out_of_reach;
  start();
  store.down.reset();
  store.edits = {0, true, {}};
  store.all = {0, {}};

  time.advance(1s);

  EXPECT_TRUE(listeners_now.loaded()) << "an empty store has listeners too: none";
}

TEST_F(Librarian, pauses_for_a_second_when_the_store_fails) {
  store.down = out_of_reach;
  start();
  EXPECT_TRUE(has_problem("listener changes: the disk is full"));

  store.down.reset();
  store.all = {1, {stored("a")}};
  store.edits = {1, true, {{"a", stored("a")}}};
  desk.wanted_version = 1;
  desk.bell.ring();
  time.advance(999ms);
  EXPECT_TRUE(matching().empty());
  time.advance(1ms);

  EXPECT_EQ(matching(), ids{"a"});
  EXPECT_FALSE(has_problem("listener changes"));
}

} // namespace
} // namespace fanfare::test
