#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

namespace fanfare::test {
namespace {

using nlohmann::json;

class FilterCommands : public program_test {
protected:
  json filter_of(const std::string& name) {
    return json::parse(
        must({"event", "listener", "show", "--json", "--listener-id=" + name}))["filter"];
  }
  process_end update(std::vector<std::string> more) {
    more.insert(more.begin(), {"event", "listener", "http", "update", "--listener-id=ops"});
    return fanfare(more);
  }
  process_end tried(const std::string& filter, const std::string& event) {
    return fanfare({"filter", "test", "--filter=" + filter, "--event=" + event});
  }
};

TEST_F(FilterCommands, create_takes_a_filter_and_list_and_show_have_it) {
  created({"--event-type=*", "--name=ops", R"(--filter={"payload": {"repo_id": ["a", "b"]}})"});

  EXPECT_EQ(filter_of("ops"), (json{{"payload", {{"repo_id", {"a", "b"}}}}}));
  for (const auto* command : {"list", "show"}) {
    auto words = std::vector<std::string>{"event", "listener", command};
    if (command == std::string{"show"})
      words.emplace_back("--listener-id=ops");
    EXPECT_NE(must(words).find(R"(Filter:            {"payload":{"repo_id":["a","b"]}})"),
              std::string::npos)
        << must(words);
  }
}

TEST_F(FilterCommands, create_reads_a_filter_from_a_file) {
  write("wanted.json", "{\"a\":\n  [\"x\"]}\n");

  created({"--event-type=*", "--name=ops", "--filter=@wanted.json"});

  EXPECT_EQ(filter_of("ops"), (json{{"a", {"x"}}}));
}

TEST_F(FilterCommands, create_refuses_a_bad_filter_and_makes_nothing) {
  make_empty_store();

  const auto bad = fanfare({"event", "listener", "http", "create", "--event-type=*",
                            "--url=http://x/", R"(--filter={"payload":{"repo_id":"a"}})"});
  const auto empty = fanfare(
      {"event", "listener", "http", "create", "--event-type=*", "--url=http://x/", "--filter="});

  EXPECT_EQ(bad.exit_code, 65);
  EXPECT_NE(bad.err.find("filter: payload.repo_id: must be a list of what is allowed or an object "
                         "of fields, as in [\"x\"]; is \"a\""),
            std::string::npos)
      << bad.err;
  EXPECT_EQ(empty.exit_code, 64);
  EXPECT_NE(empty.err.find("--filter is empty; leave it out"), std::string::npos) << empty.err;
  EXPECT_EQ(must({"event", "listener", "list"}), "");
}

TEST_F(FilterCommands, update_replaces_keeps_and_removes_a_filter) {
  created({"--event-type=*", "--name=ops", R"(--filter={"a":["x"]})"});

  EXPECT_EQ(update({"--url=http://other/"}).exit_code, 0);
  EXPECT_EQ(filter_of("ops"), (json{{"a", {"x"}}}));
  EXPECT_EQ(update({R"(--filter={"b":["y"]})"}).out, "Event listener successfully updated\n");
  EXPECT_EQ(filter_of("ops"), (json{{"b", {"y"}}}));
  EXPECT_EQ(update({R"(--filter={"b":[]})"}).exit_code, 65);
  EXPECT_EQ(filter_of("ops"), (json{{"b", {"y"}}}));
  EXPECT_EQ(update({"--filter="}).exit_code, 0);
  EXPECT_EQ(filter_of("ops"), json::object());
}

TEST_F(FilterCommands, numbers_stay_as_they_are_spelt) {
  created({"--event-type=*", "--name=ops", R"(--filter={"n":[12345678901234567891234]})"});
  update({"--url=http://other/"});

  const auto explained =
      fanfare({"event", "explain", "--json"}, R"({"event_type":"a","n":12345678901234567891234})");

  EXPECT_TRUE(json::parse(explained.out)["listeners"][0]["matched"]) << explained.out;
}

TEST_F(FilterCommands, an_export_with_a_filter_is_imported_elsewhere) {
  created({"--event-type=*", "--name=ops", R"(--filter={"a":[{"prefix":"x"}]})"});
  const auto file = must({"event", "listener", "export"});
  created({"--event-type=*", "--store=sqlite:other.db"});

  must({"event", "listener", "import", "-", "--store=sqlite:other.db"}, file);

  const auto there = must({"event", "listener", "list", "--json", "--store=sqlite:other.db"});
  EXPECT_EQ(json::parse(there)[1]["filter"], (json{{"a", {{{"prefix", "x"}}}}}));
}

TEST_F(FilterCommands, an_import_with_a_bad_filter_is_refused) {
  make_empty_store();

  const auto refused = fanfare({"event", "listener", "import", "-"},
                               R"([{"name":"n","notifier_type_id":"http","event_types":["*"],)"
                               R"("notifier_config":{"url":"http://x/"},"filter":{"a":[{}]}}])");

  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_NE(refused.err.find("filter: a[0]: must have exactly one operator"), std::string::npos)
      << refused.err;
}

TEST_F(FilterCommands, test_says_whether_a_filter_takes_an_event) {
  const auto yes = tried(R"({"a":["x"]})", R"({"a":"x"})");
  const auto no = tried(R"({"a":["x"]})", R"({"a":"y"})");

  EXPECT_EQ(yes.out, "true\n");
  EXPECT_EQ(yes.exit_code, 0);
  EXPECT_EQ(no.out, "false\n");
  EXPECT_EQ(no.exit_code, 0);
}

TEST_F(FilterCommands, test_says_what_is_wrong_with_filter_event_or_command) {
  EXPECT_EQ(tried("{}", "{}").err,
            "fanfare: filter: must not be an empty object: it names no field\n");
  EXPECT_EQ(tried(R"({"a":["x"]})", "[1]").err, "fanfare: event: must be a JSON object\n");
  EXPECT_EQ(tried(R"({"a":["x"]})", R"({"a":tru})").exit_code, 65);
  EXPECT_EQ(fanfare({"filter", "test", "--filter={}"}).exit_code, 64);
  EXPECT_EQ(fanfare({"filter", "test", "--filter={}", "--cases=x"}).exit_code, 64);
  EXPECT_NE(fanfare({"filter", "test", "--cases=no-such-file"}).exit_code, 0);
}

TEST_F(FilterCommands, test_goes_through_a_file_of_cases_line_by_line) {
  write("cases.jsonl", R"({"pattern":{"a":["x"]},"event":{"a":"x"},"note":"by value"}
{"event":"{\"a\":\"x\"}","pattern":"{\"a\":[\"y\"]} and more"}
{"pattern":{"a":"x"},"event":{}}
{"pattern":{"a":["x"]},"event":7}
not JSON
{"pattern":{"a":["x"]}}
[]

{"pattern":{"n":[9007199254740993]},"event":{"n":9007199254740993}}
)");

  const auto all = fanfare({"filter", "test", "--cases", "cases.jsonl"});

  EXPECT_EQ(all.exit_code, 0);
  EXPECT_EQ(all.err, "");
  EXPECT_EQ(all.out,
            "true\n"
            "false\n"
            "error: filter: a: must be a list of what is allowed or an object of fields, as in "
            "[\"x\"]; is \"x\"\n"
            "error: event: must be a JSON object\n"
            "error: the case is not JSON: at byte 0: a value is expected\n"
            "error: a case is an object, {\"pattern\":…,\"event\":…}\n"
            "error: a case is an object, {\"pattern\":…,\"event\":…}\n"
            "true\n");
}

TEST_F(FilterCommands, explain_names_the_first_clause_that_fails_and_what_is_there) {
  created({"--event-type=repo.#", "--name=ops",
           R"(--filter={"payload":{"result":["error"],"repo_id":["a",{"prefix":"epel-"}]}})"});
  const auto explained = [this](const std::string& payload) {
    return fanfare({"event", "explain", "--json"},
                   R"({"event_type":"repo.sync.finish","payload":)" + payload + "}");
  };

  const auto other = json::parse(explained(R"({"repo_id":"b","result":"error"})").out);
  const auto absent = json::parse(explained(R"({"repo_id":"epel-9"})").out);
  const auto taken = json::parse(explained(R"({"repo_id":"epel-9","result":"error"})").out);

  const auto& missed = other["listeners"][0];
  EXPECT_EQ(missed["reason"], "filter");
  EXPECT_EQ(missed["clauses"], json{R"(payload.repo_id: ["a",{"prefix":"epel-"}])"});
  EXPECT_EQ(missed["found"], json{R"("b")"});
  EXPECT_EQ(missed["sentence"],
            R"(payload.repo_id is "b", and its filter wants ["a",{"prefix":"epel-"}])");
  EXPECT_EQ(absent["listeners"][0]["sentence"],
            R"(there is no payload.result, and its filter wants ["error"])");
  EXPECT_EQ(taken["listeners"][0]["matched"], true);
  EXPECT_EQ(taken["listeners"][0]["sentence"],
            "'repo.#' stands for this type, and its filter takes the event");
}

} // namespace
} // namespace fanfare::test
