#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

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

TEST_F(FilterCommands, test_takes_json_in_a_json_string_as_cases_do) {
  EXPECT_EQ(tried(R"("{\"a\":[\"x\"]}")", R"("{\"a\":\"x\"}")").out, "true\n");
  EXPECT_EQ(tried(R"({"a":["x"]})", R"("{\"a\":\"y\"}")").out, "false\n");
  EXPECT_EQ(tried(R"("{\"a\":5}")", "{}").exit_code, 65);
  EXPECT_EQ(tried(R"("x)", "{}").exit_code, 65);
}

class LanguageCases : public FilterCommands {
protected:
  /// Lines of a file of tests/data, and what the program says of the cases made of them.
  std::vector<json> lines(const std::string& file) {
    std::ifstream in{FANFARE_SOURCE_DIR "/tests/data/" + file};
    std::vector<json> made;
    for (std::string line; std::getline(in, line);)
      made.push_back(json::parse(line));
    return made;
  }
  std::vector<std::string> answers(const std::string& file) {
    const auto done = fanfare({"filter", "test", "--cases", file});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.err, "");
    std::istringstream in{done.out};
    std::vector<std::string> made;
    for (std::string line; std::getline(in, line);)
      made.push_back(line);
    return made;
  }
  void expect_as_the_file_says(const std::string& file, const char* expectation) {
    const auto cases = lines(file);
    const auto said = answers(FANFARE_SOURCE_DIR "/tests/data/" + file);
    ASSERT_EQ(said.size(), cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i)
      EXPECT_EQ(said[i], cases[i][expectation].get<bool>() ? "true" : "false") << cases[i];
  }
};

TEST_F(LanguageCases, are_answered_in_order_by_what_the_language_says) {
  expect_as_the_file_says("filter_cases.jsonl", "match");
  expect_as_the_file_says("filter_quirks.jsonl", "expected_by_model");
}

TEST_F(LanguageCases, that_do_not_compile_are_answered_with_the_error) {
  const auto filters = lines("filter_invalid.jsonl");
  std::string cases;
  for (const auto& each : filters)
    cases += json{{"pattern", each["pattern_text"]}, {"event", json::object()}}.dump() + "\n";
  write("invalid.jsonl", cases);

  const auto said = answers("invalid.jsonl");

  ASSERT_EQ(said.size(), filters.size());
  for (std::size_t i = 0; i < filters.size(); ++i)
    EXPECT_EQ(said[i].starts_with("error: filter: "), !filters[i]["valid"].get<bool>())
        << filters[i] << ": " << said[i];
}

TEST_F(FilterCommands, test_survives_cases_that_somebody_wrote_to_do_harm) {
  write("cases.jsonl",
        "{\"pattern\":{\"a\":[1]},\"event\":{\"a\":1}}\r\n"
        "\xEF\xBB\xBF{}\n"
        "{\"pattern\":{\"a\":[\"\xFF\"]},\"event\":{}}\n"
        "{\"pattern\":{\"a\":[\"\\ud800\"]},\"event\":{}}\n"
        "{\"pattern\":{\"a\":5,\"\\u001b[31m\":1},\"event\":{}}\n" +
            std::string{"{\"pattern\":\0}\n", 14} + R"({"pattern":{"a":[1]},"event":{"a":)" +
            std::string(100'000, '[') + "\n" + R"({"pattern":{"a":["x"]},"event":{"a":")" +
            std::string(2'000'000, 'x') + "\"}}\n" + R"({"pattern":{"a":[1]},"event":{"a":1}})");

  const auto all = fanfare({"filter", "test", "--cases", "cases.jsonl"});

  EXPECT_EQ(all.exit_code, 0);
  std::istringstream in{all.out};
  std::vector<std::string> words;
  for (std::string line; std::getline(in, line);) {
    words.push_back(line.substr(0, line.find(':')));
    EXPECT_EQ(line.find('\x1b'), std::string::npos) << line;
  }
  EXPECT_EQ(words, (std::vector<std::string>{"true", "error", "error", "error", "error", "error",
                                             "error", "false", "true"}));
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

TEST_F(FilterCommands, explain_wants_a_listener_id_that_is_something) {
  created({"--event-type=*"});

  const auto refused = fanfare({"event", "explain", "--listener-id="}, R"({"event_type":"a"})");

  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_EQ(refused.out, "");
  EXPECT_NE(refused.err.find("--listener-id is empty; leave it out to ask about all listeners."),
            std::string::npos)
      << refused.err;
}

TEST_F(FilterCommands, explain_takes_events_of_the_engines_own_types) {
  created({"--event-type=fanfare.listener.*", "--name=ops"});

  const auto own = fanfare({"event", "explain", "--json"},
                           R"({"event_type":"fanfare.listener.failing","payload":{}})");

  ASSERT_EQ(own.exit_code, 0) << own.err;
  EXPECT_TRUE(json::parse(own.out)["listeners"][0]["matched"]) << own.out;
}

TEST_F(FilterCommands, explain_takes_one_event) {
  const auto many = fanfare({"event", "explain"}, R"( [{"event_type":"a"},{"event_type":"b"}])");
  const auto none = fanfare({"event", "explain"}, "");

  EXPECT_EQ(many.exit_code, 65);
  EXPECT_NE(many.err.find("one event is explained at a time"), std::string::npos) << many.err;
  EXPECT_EQ(none.exit_code, 65);
}

TEST_F(FilterCommands, explain_shows_what_could_steer_a_terminal_as_escapes) {
  created({"--event-type=*", "--name=ops", R"(--filter={"payload":{"n":["x\u001b[31m"]}})"});

  const auto text =
      must({"event", "explain"}, R"({"event_type":"a","payload":{"n":"\u001b[2J\n\u202e"}})");

  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  EXPECT_EQ(text.find("\u202e"), std::string::npos) << text;
  EXPECT_NE(text.find(R"(payload.n is "\u001b[2J\u000a)"), std::string::npos) << text;
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
