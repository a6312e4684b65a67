#include "tests/cli/program_test.hpp"
#include "tests/contract/raw_sqlite.hpp"

#include <nlohmann/json.hpp>

namespace fanfare::test {
namespace {

using nlohmann::json;

class CheckCommand : public program_test {
protected:
  process_end check(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"event", "listener", "check"});
    return fanfare(more);
  }

  void break_by_hand(const std::string& id, const std::string& text) {
    raw_sqlite{directory_.file("fanfare.db")}.execute("UPDATE listeners SET json = '" + text +
                                                      "' WHERE id = '" + id + "'");
  }

  void quarantine(const std::string& id) {
    raw_sqlite{directory_.file("fanfare.db")}.execute("INSERT INTO quarantine VALUES('" + id +
                                                      "', 'url: is missing', 1700000000000, '{}')");
  }
};

TEST_F(CheckCommand, of_valid_listeners_is_one_line) {
  created({"--event-type=*"});
  created({"--event-type=repo.*.finish"});

  const auto end = check();

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.out, "All event listeners are valid (2)\n");
}

TEST_F(CheckCommand, names_the_listener_the_field_the_reason_and_the_way_out) {
  const auto id = created({"--event-type=*"});
  created({"--event-type=*"});
  break_by_hand(id, R"({"notifier_type_id":"http","event_types":["*"]})");

  const auto end = check();

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_EQ(without_ids(end.out), golden("check_broken.txt"));
}

TEST_F(CheckCommand, says_what_nodes_go_on_with) {
  const auto id = created({"--event-type=*"});
  break_by_hand(id, "{not json");
  quarantine(id);

  const auto end = check();

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_EQ(without_ids(end.out), golden("check_quarantined.txt"));
}

TEST_F(CheckCommand, as_json_has_every_listener_and_the_same_exit_code) {
  const auto id = created({"--event-type=*"});
  const auto good = json::parse(check({"--json"}).out);
  EXPECT_EQ(good, json::parse(R"([{"id":")" + id + R"(","name":"","valid":true,"problem":"",
    "broken_since":null,"in_use":"as_it_is","warnings":[]}])"));

  break_by_hand(id, "{not json");
  quarantine(id);
  const auto end = check({"--json"});

  EXPECT_EQ(end.exit_code, 65);
  const auto bad = json::parse(end.out);
  EXPECT_EQ(bad[0]["valid"], false);
  EXPECT_EQ(bad[0]["broken_since"], "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(bad[0]["in_use"], "last_good");
}

TEST_F(CheckCommand, notes_a_secret_that_is_not_here_and_succeeds) {
  created({"--event-type=*", "--username=me", "--password=env:FANFARE_NO_SUCH_SECRET"});

  const auto end = check();

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_NE(end.err.find("password: 'env:FANFARE_NO_SUCH_SECRET' is not set"), std::string::npos)
      << end.err;
}

TEST_F(CheckCommand, list_and_show_tell_of_what_is_broken_too) {
  const auto id = created({"--event-type=*"});
  break_by_hand(id, "{not json");
  quarantine(id);

  const auto listed = json::parse(must({"event", "listener", "list", "--json"}));
  const auto shown = must({"event", "listener", "show", "--listener-id", id});

  EXPECT_EQ(listed[0]["broken"]["in_use"], "last_good");
  EXPECT_EQ(listed[0]["broken"]["since"], "2023-11-14T22:13:20.000Z");
  EXPECT_NE(shown.find("Broken:"), std::string::npos) << shown;
  EXPECT_NE(shown.find("Reason:"), std::string::npos) << shown;
}

TEST_F(CheckCommand, show_tells_of_a_receiver_that_fails_and_list_stays_pulps) {
  const auto id = created({"--event-type=repo.sync.start"});
  raw_sqlite{directory_.file("fanfare.db")}.execute(
      "INSERT INTO listener_states VALUES('" + id +
      R"(', '{"failing_since":"2026-01-31T10:00:00.000Z","last_error_at":"2026-01-31T10:00:05.000Z",)"
      R"("last_error":"POST http://x/ -> 503","consecutive_failures":2}'))");

  EXPECT_EQ(without_ids(must({"event", "listener", "show", "--listener-id", id})),
            golden("show_failing.txt"));
  EXPECT_EQ(without_ids(must({"event", "listener", "list"})), golden("list_one.txt"));
  const auto state = json::parse(must({"event", "listener", "list", "--json"}))[0]["state"];
  EXPECT_EQ(state, json::parse(R"({"failing_since":"2026-01-31T10:00:00.000Z","last_success":null,
    "last_error_at":"2026-01-31T10:00:05.000Z","last_error":"POST http://x/ -> 503",
    "consecutive_failures":2,"breaker":"closed","breaker_open_since":null,"held_since":null,
    "disabled":null})"));
}

} // namespace
} // namespace fanfare::test
