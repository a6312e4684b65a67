#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

namespace fanfare::test {
namespace {

using nlohmann::json;

/// A node that serves a store `s.db`, until it goes out of scope.
class Operations : public program_test {
protected:
  std::vector<std::string> on_store(std::vector<std::string> words) const {
    words.emplace_back("--store=sqlite:s.db");
    return words;
  }

  process_plan serving() const { return plan(on_store({"serve", "--listen=127.0.0.1:0"})); }
  void make_store() const {
    must(on_store({"event", "listener", "http", "create", "--event-type=repo.sync.*",
                   "--url=http://h.example.org", "--name=syncs"}));
  }
};

// -- stats --------------------------------------------------------------------

TEST_F(Operations, stats_counts_what_the_store_holds) {
  make_store();
  must(on_store({"publish", "--event-type=a.b"}));

  EXPECT_EQ(must(on_store({"stats"})), golden("stats.txt"));
  EXPECT_EQ(json::parse(must(on_store({"stats", "--json"}))), json::parse(R"({"listeners": 1,
    "unsettled": 1, "referenced": 0, "parked": 0, "dead_letters": 0, "nodes": []})"));
}

TEST_F(Operations, stats_names_the_nodes_that_are_alive) {
  auto how = serving();
  how.environment["FANFARE_NODE_NAME"] = "n1";
  process node{how};
  ASSERT_TRUE(node.wait_for_line("engine ready")) << node.err();

  const auto shown = json::parse(must(on_store({"stats", "--json"})));
  const auto text = must(on_store({"stats"}));

  ASSERT_EQ(shown["nodes"].size(), 1u);
  EXPECT_EQ(shown["nodes"][0]["name"], "n1");
  EXPECT_LT(shown["nodes"][0]["heartbeat_age_ms"], 15'000);
  EXPECT_NE(text.find("n1 ("), std::string::npos) << text;
}

TEST_F(Operations, stats_of_a_store_that_is_not_there_fails) {
  EXPECT_EQ(fanfare(on_store({"stats"})).exit_code, 69);
}

// -- event types and explain ----------------------------------------------------

TEST_F(Operations, types_lists_the_catalogue) {
  make_store();

  EXPECT_EQ(must(on_store({"event", "types"})), golden("event_types.txt"));
  const auto types = json::parse(must(on_store({"event", "types", "--json"})));
  ASSERT_EQ(types.size(), 4u);
  EXPECT_EQ(types[0]["name"], "repo.publish.start");
  EXPECT_EQ(types[0]["payload_fields"], (json{"repo_id", "distributor_id"}));
}

TEST_F(Operations, types_and_notes_know_what_a_node_has_met) {
  make_store();
  process node{serving()};
  ASSERT_TRUE(node.wait_for_line("engine ready")) << node.err();
  must(on_store({"publish", "--event-type=build.done"}));
  json types;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  do
    types = json::parse(must(on_store({"event", "types", "--json"})));
  while (types.size() < 5 && std::chrono::steady_clock::now() < deadline);

  ASSERT_EQ(types.size(), 5u);
  EXPECT_EQ(types[4]["name"], "build.done");
  EXPECT_EQ(types[4]["seen"], true);
  EXPECT_EQ(types[0]["seen"], false);
  EXPECT_NE(must(on_store({"event", "types"})).find("\nbuild.done\n  Seen in this store.\n"),
            std::string::npos);
  const auto known = fanfare(on_store(
      {"event", "listener", "http", "create", "--event-type=build.done", "--url=http://h.net"}));
  EXPECT_EQ(known.err, "");
  const auto misspelt = fanfare(on_store(
      {"event", "listener", "http", "create", "--event-type=buidl.done", "--url=http://h.net"}));
  EXPECT_EQ(misspelt.err, "note: no event of type 'buidl.done' is known or has been seen; did you "
                          "mean 'build.done'?\n");
}

TEST_F(Operations, explain_tells_of_each_listener_whether_it_matches_and_why) {
  make_store();
  must(on_store({"event", "listener", "http", "create", "--event-type=*",
                 "--url=http://h.example.org", "--name=all"}));
  must(on_store({"event", "listener", "disable", "--listener-id=all"}));
  write("event.json", R"({"event_type": "repo.publish.start"})");

  const auto text = must(on_store({"event", "explain", "event.json"}));
  const auto shown = json::parse(
      must(on_store({"event", "explain", "--json"}), R"({"event_type": "repo.sync.start"})"));

  EXPECT_EQ(without_ids(text), golden("event_explain.txt"));
  EXPECT_EQ(shown["event_type"], "repo.sync.start");
  ASSERT_EQ(shown["listeners"].size(), 2u);
  EXPECT_EQ(shown["listeners"][0]["matched"], true);
  EXPECT_EQ(shown["listeners"][0]["clauses"], (json{"repo.sync.*"}));
  EXPECT_EQ(shown["listeners"][1]["matched"], false);
  EXPECT_EQ(shown["listeners"][1]["reason"], "disabled");
}

TEST_F(Operations, explain_refuses_what_is_no_event_and_ids_that_nobody_has) {
  make_store();

  EXPECT_EQ(fanfare(on_store({"event", "explain"}), "nonsense").exit_code, 65);
  EXPECT_EQ(fanfare(on_store({"event", "explain"}), R"([{"event_type":"a"},{"event_type":"b"}])")
                .exit_code,
            65);
  EXPECT_EQ(fanfare(on_store({"event", "explain", "missing.json"})).exit_code, 65);
  const auto nobody =
      fanfare(on_store({"event", "explain", "--listener-id=foo"}), R"({"event_type":"a"})");
  EXPECT_EQ(nobody.exit_code, 65);
  EXPECT_EQ(nobody.err, "The following resource(s) could not be found:\n  foo (event_listener)\n");
}

// -- doctor ---------------------------------------------------------------------

TEST_F(Operations, doctor_finds_nothing_wrong_where_nothing_is) {
  make_store();

  const auto end = fanfare(on_store({"doctor"}));

  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_EQ(end.out.find("problem"), std::string::npos) << end.out;
  EXPECT_NE(end.out.find("\nok       integrity: the file is sound\n"), std::string::npos);
  EXPECT_NE(end.out.find("\nwarning  nodes: no node is alive, so nothing is delivered; to do: "
                         "start one with `fanfare serve`\n"),
            std::string::npos)
      << end.out;
}

TEST_F(Operations, doctor_as_json_has_what_the_lines_have) {
  make_store();

  const auto found = json::parse(must(on_store({"doctor", "--json"})));

  ASSERT_GE(found.size(), 5u);
  for (const auto& each : found) {
    EXPECT_TRUE(each["severity"] == "ok" || each["severity"] == "warning") << each;
    EXPECT_EQ(each["advice"].get<std::string>().empty(), each["severity"] == "ok") << each;
  }
}

TEST_F(Operations, doctor_names_a_store_that_is_not_there) {
  const auto end = fanfare(on_store({"doctor"}));

  EXPECT_EQ(end.exit_code, 69);
  EXPECT_NE(end.out.find("\nproblem  store: store s.db: there is no such file"), std::string::npos)
      << end.out;
}

TEST_F(Operations, doctor_names_a_broken_file) {
  make_store();
  write("s.db", std::string(4096, 'x'));

  EXPECT_EQ(fanfare(on_store({"doctor"})).exit_code, 69);
}

TEST_F(Operations, doctor_blames_the_configuration_where_it_is_wrong) {
  make_store();
  write("fanfare.toml", "[log]\nlevel = \"loud\"\n");

  const auto end = fanfare(on_store({"doctor"}));

  EXPECT_EQ(end.exit_code, 78);
  EXPECT_EQ(end.out.rfind("problem  configuration: fanfare.toml:2: [log] level: 'loud'", 0), 0u)
      << end.out;
}

// -- backup ---------------------------------------------------------------------

TEST_F(Operations, backup_copies_the_store_while_a_node_works_on_it) {
  process node{serving()};
  ASSERT_TRUE(node.wait_for_line("engine ready")) << node.err();
  make_store();

  EXPECT_EQ(must(on_store({"store", "backup", "copy.db"})), "Backup written: copy.db\n");

  EXPECT_EQ(must({"event", "listener", "list", "--store=sqlite:copy.db"}),
            must(on_store({"event", "listener", "list"})));
}

TEST_F(Operations, backup_replaces_nothing_unless_it_is_forced_to) {
  make_store();
  write("copy.db", "precious");

  const auto refused = fanfare(on_store({"store", "backup", "copy.db"}));
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_NE(refused.err.find("copy.db: is there already"), std::string::npos) << refused.err;
  EXPECT_EQ(std::filesystem::file_size(directory_.file("copy.db")), 8u);

  must(on_store({"store", "backup", "copy.db", "--force"}));
  EXPECT_EQ(fanfare(on_store({"store", "backup"})).exit_code, 64);
}

} // namespace
} // namespace fanfare::test
