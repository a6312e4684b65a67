#include "tests/cli/program_test.hpp"
#include "tests/contract/raw_sqlite.hpp"

#include <nlohmann/json.hpp>

#include <regex>

namespace fanfare::test {
namespace {

using nlohmann::json;

/// A store with dead letters 1, 2, … that nothing but a node could have made.
class DeadCommands : public program_test {
protected:
  DeadCommands() : id_(created({"--event-type=*", "--name=ops"})) {}

  void bury(int count, const std::string& listener, const std::string& reason) {
    for (int i = 0; i < count; ++i)
      must({"publish", "--event-type=repo.sync.start"});
    raw_sqlite store{directory_.file("fanfare.db")};
    store.execute(
        "INSERT INTO dead(event, lane, part, type, reason, last_answer, attempts,"
        " first_failed, died) SELECT position, '" +
        listener + "', '', 'repo.sync.start', '" + reason +
        "', 'POST http://x/ -> 404', 12, 1699999990000, 1700000000000 FROM journal WHERE refs = 0");
    store.execute("UPDATE counters SET unsettled = 0, referenced = referenced + changes(),"
                  " dead = dead + changes()");
    store.execute("UPDATE journal SET refs = 1");
    store.execute("UPDATE counters SET dead = (SELECT count(*) FROM dead),"
                  " referenced = (SELECT count(*) FROM journal)");
  }

  json listed(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"dead", "list", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return json::parse(must(words));
  }

  process_end failed(const std::vector<std::string>& words, int code, const std::string& part) {
    auto end = fanfare(words);
    EXPECT_EQ(end.exit_code, code) << end.err;
    EXPECT_NE(end.err.find(part), std::string::npos) << end.err;
    EXPECT_EQ(end.out, "");
    return end;
  }

  const std::string id_;
};

TEST_F(DeadCommands, list_shows_nothing_when_there_are_none) {
  EXPECT_EQ(must({"dead", "list"}), "");
  EXPECT_EQ(must({"dead", "list", "--json"}), "[]\n");
}

TEST_F(DeadCommands, list_has_the_layout_of_other_lists) {
  bury(2, id_, "12 attempts failed");

  const auto text = std::regex_replace(must({"dead", "list"}), std::regex{"[0-9a-f]{34}"}, "EVENT");

  EXPECT_EQ(without_ids(text), golden("dead_list.txt"));
}

TEST_F(DeadCommands, list_as_json_has_every_field_always) {
  bury(1, id_, "404");

  auto all = listed();

  ASSERT_EQ(all.size(), 1u);
  all[0].erase("event_id");
  EXPECT_EQ(all[0], (json{{"id", "1"},
                          {"listener_id", id_},
                          {"part", ""},
                          {"event_type", "repo.sync.start"},
                          {"reason", "404"},
                          {"attempts", 12},
                          {"last_answer", "POST http://x/ -> 404"},
                          {"first_failed_at", "2023-11-14T22:13:10.000Z"},
                          {"died_at", "2023-11-14T22:13:20.000Z"}}));
}

TEST_F(DeadCommands, list_takes_filters_and_the_name_of_a_listener) {
  bury(1, id_, "404 Not Found");
  bury(2, "gone", "410 Gone");

  EXPECT_EQ(listed({"--listener-id=ops"}).size(), 1u);
  EXPECT_EQ(listed({"--listener-id=gone"}).size(), 2u);
  EXPECT_EQ(listed({"--reason=Not"}).size(), 1u);
  EXPECT_EQ(listed({"--since=2023-11-14T22:13:20Z"}).size(), 3u);
  EXPECT_EQ(listed({"--since=2023-11-14T22:13:21Z"}).size(), 0u);
  EXPECT_EQ(listed({"--since=1h"}).size(), 0u);
  EXPECT_EQ(listed({"--since=1h", "--reason=Gone"}).size(), 0u);
}

TEST_F(DeadCommands, list_says_when_there_are_more) {
  bury(3, id_, "404");

  const auto end = fanfare({"dead", "list", "--limit=2"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_NE(end.err.find("newest 2; --limit shows more"), std::string::npos);
  EXPECT_EQ(fanfare({"dead", "list", "--limit=3"}).err.find("note"), std::string::npos);
}

TEST_F(DeadCommands, list_refuses_what_it_does_not_understand) {
  failed({"dead", "list", "--limit=0"}, 64, "--limit: 0 is no number");
  failed({"dead", "list", "--limit=many"}, 64, "--limit: many");
  failed({"dead", "list", "--since=yesterday"}, 64, "--since: 'yesterday' is no time");
  failed({"dead", "list", "7"}, 64, "Did not expect 7");
}

TEST_F(DeadCommands, show_has_the_report_as_it_was_published) {
  bury(1, id_, "404");

  const auto text = must({"dead", "show", "1"});
  const auto object = json::parse(must({"dead", "show", "1", "--json"}));

  EXPECT_NE(text.find("Reason:"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\n\n" + object["report"].get<std::string>() + "\n")) << text;
  EXPECT_EQ(json::parse(object["report"].get<std::string>())["event_type"], "repo.sync.start");
}

TEST_F(DeadCommands, show_names_what_is_not_there) {
  failed({"dead", "show", "7"}, 65, "no dead letter has the id '7'");
  failed({"dead", "show"}, 64, "name the dead letter");
}

TEST_F(DeadCommands, replay_takes_ids_without_asking) {
  bury(3, id_, "404");

  EXPECT_EQ(must({"dead", "replay", "1", "3"}), "2 dead letters successfully replayed\n");

  ASSERT_EQ(listed().size(), 1u);
  EXPECT_EQ(listed()[0]["id"], "2");
}

TEST_F(DeadCommands, a_dry_run_says_how_many_and_replays_none_without_asking) {
  bury(2, id_, "404");
  bury(1, "gone", "404");

  const auto end = fanfare({"dead", "replay", "--all", "--dry-run"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.out, "2 dead letters would be replayed\n");
  EXPECT_NE(end.err.find("1 dead letter stay"), std::string::npos) << end.err;
  EXPECT_EQ(json::parse(must({"dead", "replay", "--reason=404", "--dry-run", "--json"})),
            (json{{"replayed", 2}, {"left", 1}, {"full", 0}}));
  EXPECT_EQ(listed().size(), 3u);
}

TEST_F(DeadCommands, a_paced_replay_makes_them_due_one_after_the_other) {
  bury(3, id_, "404");

  EXPECT_EQ(must({"dead", "replay", "--all", "--yes", "--rate=1/h"}),
            "3 dead letters successfully replayed\n");

  EXPECT_EQ(raw_sqlite{directory_.file("fanfare.db")}.ask(
                "SELECT (max(due) - min(due)) / 3600000 FROM parked"),
            "2\n");
  EXPECT_EQ(
      raw_sqlite{directory_.file("fanfare.db")}.ask("SELECT count(*) FROM parked AS a, parked AS b"
                                                    " WHERE a.event < b.event AND a.due < b.due"),
      "3\n");
}

TEST_F(DeadCommands, a_rate_that_is_none_replays_nothing) {
  bury(1, id_, "404");

  for (const auto* rate : {"", "0", "-1/s", "fast", "5/d", "5/", "1.5/s", "99999999"})
    failed({"dead", "replay", "1", std::string{"--rate="} + rate}, 64, "is no rate such as 50/s");
  EXPECT_EQ(listed().size(), 1u);
}

TEST_F(DeadCommands, those_of_one_type_are_listed_and_replayed) {
  bury(1, id_, "404");

  EXPECT_EQ(json::parse(must({"dead", "list", "--json", "--event-type=repo.sync.start"})).size(),
            1u);
  EXPECT_EQ(json::parse(must({"dead", "list", "--json", "--event-type=repo.sync"})).size(), 0u);
  EXPECT_EQ(must({"dead", "replay", "--event-type=repo.sync.start"}),
            "1 dead letter successfully replayed\n");
}

TEST_F(DeadCommands, replay_of_all_needs_a_yes) {
  bury(2, id_, "404");

  failed({"dead", "replay", "--all"}, 64, "this would replay 2 dead letters; say --yes");
  EXPECT_EQ(listed().size(), 2u);

  EXPECT_EQ(must({"dead", "replay", "--all", "--yes"}), "2 dead letters successfully replayed\n");
  EXPECT_TRUE(listed().empty());
}

TEST_F(DeadCommands, replay_leaves_those_without_a_listener_and_says_so) {
  bury(1, id_, "404");
  bury(2, "gone", "404");

  const auto end = fanfare({"dead", "replay", "--reason=404"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.out, "1 dead letter successfully replayed\n");
  EXPECT_NE(end.err.find("2 dead letters stayed: there is no listener"), std::string::npos);
  EXPECT_EQ(json::parse(must({"dead", "replay", "--reason=404", "--json"})),
            (json{{"replayed", 0}, {"left", 2}, {"full", 0}}));
}

TEST_F(DeadCommands, replay_leaves_what_its_listener_has_no_room_for_and_says_so) {
  must({"event", "listener", "http", "update", "--listener-id=ops",
        R"(--delivery={"parked_max":2})"});
  bury(3, id_, "404");

  EXPECT_EQ(json::parse(must({"dead", "replay", "--all", "--dry-run", "--json"})),
            (json{{"replayed", 2}, {"left", 0}, {"full", 1}}));
  const auto end = fanfare({"dead", "replay", "--reason=404"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.out, "2 dead letters successfully replayed\n");
  EXPECT_NE(end.err.find("1 dead letter stayed: as many deliveries wait for their listener as its "
                         "parked_max allows"),
            std::string::npos)
      << end.err;
  EXPECT_EQ(listed().size(), 1u);
  EXPECT_EQ(json::parse(must({"dead", "replay", "--reason=404", "--json"})),
            (json{{"replayed", 0}, {"left", 0}, {"full", 1}}));
}

TEST_F(DeadCommands, changes_do_nothing_when_one_id_is_wrong) {
  bury(1, id_, "404");

  failed({"dead", "replay", "1", "7"}, 65, "no dead letter has the id '7'");
  failed({"dead", "drop", "--yes", "1", ""}, 65, "no dead letter has the id ''");
  EXPECT_EQ(listed().size(), 1u);
}

TEST_F(DeadCommands, changes_want_to_be_told_which) {
  bury(1, id_, "404");

  for (const auto* command : {"replay", "drop"}) {
    failed({"dead", command, "--yes"}, 64, "--all means every one of them");
    failed({"dead", command, "--all", "--reason=x", "--yes"}, 64, "not both");
    failed({"dead", command, "--all", "1", "--yes"}, 64, "not both");
  }
  EXPECT_EQ(listed().size(), 1u);
}

TEST_F(DeadCommands, drop_always_needs_a_yes) {
  bury(2, id_, "404");

  failed({"dead", "drop", "1"}, 64, "this would drop 1 dead letter; say --yes");
  failed({"dead", "drop", "--reason=404"}, 64, "this would drop 2 dead letters; say --yes");
  EXPECT_EQ(must({"dead", "drop", "1", "--yes"}), "1 dead letter successfully dropped\n");
  EXPECT_EQ(json::parse(must({"dead", "drop", "--all", "--yes", "--json"})),
            (json{{"dropped", 1}}));
  EXPECT_TRUE(listed().empty());
  EXPECT_EQ(raw_sqlite{directory_.file("fanfare.db")}.ask("SELECT count(*) FROM journal"), "0\n");
}

TEST_F(DeadCommands, changes_of_none_need_no_yes) {
  EXPECT_EQ(must({"dead", "drop", "--all"}), "0 dead letters successfully dropped\n");
  EXPECT_EQ(must({"dead", "replay", "--reason=x"}), "0 dead letters successfully replayed\n");
}

TEST_F(DeadCommands, need_a_store_that_is_there) {
  failed({"dead", "list", "--store=sqlite:none.db"}, 69, "none.db");
}

} // namespace
} // namespace fanfare::test
