#include "tests/cli/program_test.hpp"
#include "tests/contract/raw_sqlite.hpp"

#include <nlohmann/json.hpp>

namespace fanfare::test {
namespace {

using nlohmann::json;

/// What enables, disables, pauses and resumes listeners.
class SwitchCommands : public program_test {
protected:
  process_end change(const std::string& what, const std::string& id,
                     std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"event", "listener", what, "--listener-id", id};
    words.insert(words.end(), more.begin(), more.end());
    return fanfare(words);
  }

  json shown(const std::string& id) const {
    return json::parse(must({"event", "listener", "show", "--json", "--listener-id", id}));
  }

  void put_state(const std::string& id, const std::string& state) const {
    raw_sqlite{directory_.file("fanfare.db")}.execute("INSERT INTO listener_states VALUES('" + id +
                                                      "', '" + state + "')");
  }

  /// Lets so many deliveries wait for a listener, as a node would have parked them.
  void park(const std::string& id, int count) const {
    raw_sqlite store{directory_.file("fanfare.db")};
    for (int i = 1; i <= count; ++i) {
      const auto event = std::to_string(i);
      store.execute("INSERT INTO journal(position, refs, key, body) VALUES(" + event +
                    R"(, 1, '', '{"event_type":"a.b"}'))");
      store.execute("INSERT INTO parked(lane, event, part, due, attempts, last_error) VALUES('" +
                    id + "', " + event + ", '', 0, 0, '')");
      store.execute("UPDATE counters SET parked = parked + 1, referenced = referenced + 1");
    }
  }

  static constexpr const char* using_store = "using store sqlite:fanfare.db\n";
};

TEST_F(SwitchCommands, pause_and_resume_change_only_that) {
  const auto id = created({"--event-type=*"});
  const auto before = shown(id);

  const auto paused = change("pause", id);

  EXPECT_EQ(paused.out, "Event listener successfully paused\n");
  EXPECT_EQ(paused.err, using_store);
  auto expected = before;
  expected["paused"] = true;
  EXPECT_EQ(shown(id), expected);
  const auto resumed = change("resume", id);
  EXPECT_EQ(resumed.out, "Event listener successfully resumed\n");
  EXPECT_EQ(resumed.err, using_store);
  EXPECT_EQ(shown(id), before);
}

TEST_F(SwitchCommands, list_tells_of_one_that_is_paused) {
  const auto id = created({"--event-type=repo.sync.start"});
  change("pause", id);

  EXPECT_EQ(without_ids(must({"event", "listener", "list"})), golden("list_paused.txt"));
}

TEST_F(SwitchCommands, take_a_name_for_an_id) {
  created({"--event-type=*", "--name=ops"});

  for (const auto* command : {"pause", "resume", "disable", "enable"})
    EXPECT_EQ(change(command, "ops").exit_code, 0) << command;
}

TEST_F(SwitchCommands, name_a_listener_that_is_not_there) {
  make_empty_store();

  for (const auto* command : {"pause", "resume", "disable", "enable"}) {
    const auto end = change(command, "nobody");
    EXPECT_EQ(end.exit_code, 65) << command;
    EXPECT_EQ(end.out, "");
    EXPECT_EQ(end.err, std::string{using_store} + "The following resource(s) could not be found:\n"
                                                  "  nobody (event_listener)\n");
  }
}

TEST_F(SwitchCommands, want_an_id) {
  for (const auto* command : {"pause", "resume", "disable", "enable"}) {
    const auto end = fanfare({"event", "listener", command});
    EXPECT_EQ(end.exit_code, 64) << command;
    EXPECT_NE(end.err.find("--listener-id"), std::string::npos) << end.err;
  }
}

TEST_F(SwitchCommands, disable_drops_what_waits_only_if_it_is_told_to) {
  const auto id = created({"--event-type=*"});
  park(id, 3);

  const auto kept = change("disable", id);
  EXPECT_EQ(kept.out, "Event listener successfully disabled\n");
  EXPECT_EQ(kept.err, using_store);
  EXPECT_EQ(json::parse(must({"stats", "--json"}))["parked"], 3);

  const auto dropped = change("disable", id, {"--drop"});
  EXPECT_EQ(dropped.out, "Event listener successfully disabled\n");
  EXPECT_EQ(dropped.err,
            std::string{using_store} + "note: 3 deliveries that waited for it were dropped.\n");
  EXPECT_EQ(json::parse(must({"stats", "--json"}))["parked"], 0);
}

TEST_F(SwitchCommands, delete_says_how_much_goes_with_it) {
  const auto id = created({"--event-type=*"});
  park(id, 1);

  EXPECT_EQ(change("delete", id).err,
            std::string{using_store} + "note: 1 delivery that waited for it was dropped.\n");
}

TEST_F(SwitchCommands, tell_what_still_keeps_a_listener) {
  const auto id = created({"--event-type=*"});
  change("pause", id);
  EXPECT_NE(change("enable", id).err.find("note: it is still paused"), std::string::npos);

  change("disable", id);
  EXPECT_NE(change("pause", id).err.find("note: it is disabled"), std::string::npos);
  EXPECT_NE(change("resume", id).err.find("note: it is still disabled"), std::string::npos);
}

TEST_F(SwitchCommands, enable_tells_why_fanfare_had_disabled_it) {
  const auto id = created({"--event-type=repo.sync.start"});
  put_state(id, R"({"disabled_by":"fanfare","disabled_because":"its receiver is gone",)"
                R"("disabled_at":"2026-01-31T10:00:00.000Z","consecutive_failures":1})");
  change("disable", id);

  const auto disabled = shown(id)["state"]["disabled"];
  EXPECT_EQ(disabled, json::parse(R"({"by":"fanfare","because":"its receiver is gone",
                                      "at":"2026-01-31T10:00:00.000Z"})"));
  EXPECT_EQ(without_ids(must({"event", "listener", "show", "--listener-id", id})),
            golden("show_disabled.txt"));

  const auto enabled = change("enable", id);
  EXPECT_EQ(enabled.err,
            std::string{using_store} +
                "note: it had been disabled by fanfare, because its receiver is gone.\n");
  EXPECT_TRUE(shown(id)["state"]["disabled"].is_null()) << "who is enabled is not disabled";
}

TEST_F(SwitchCommands, show_tells_of_a_breaker_that_is_open_and_of_what_is_held) {
  const auto id = created({"--event-type=repo.sync.start"});
  put_state(id, R"({"breaker_open_since":"2026-01-31T10:00:00.000Z",)"
                R"("held_since":"2026-01-31T11:00:00.000Z","consecutive_failures":0})");

  const auto state = shown(id)["state"];
  EXPECT_EQ(state["breaker"], "open");
  EXPECT_EQ(state["breaker_open_since"], "2026-01-31T10:00:00.000Z");
  EXPECT_EQ(state["held_since"], "2026-01-31T11:00:00.000Z");
  EXPECT_EQ(without_ids(must({"event", "listener", "show", "--listener-id", id})),
            golden("show_breaker.txt"));
}

TEST_F(SwitchCommands, paused_listeners_are_exported_and_imported_as_such) {
  const auto id = created({"--event-type=*"});
  change("pause", id);
  must({"event", "listener", "export", "all.json"});
  change("resume", id);

  must({"event", "listener", "import", "all.json"});

  EXPECT_EQ(shown(id)["paused"], true);
}

} // namespace
} // namespace fanfare::test
