#include "tests/cli/program_test.hpp"

namespace fanfare::test {
namespace {

/// What is typed, the exit code, and the words that must occur on standard error.
struct bad_line {
  std::vector<std::string> words;
  int exit_code;
  std::vector<std::string> must_say;
  std::string input = {};
};

class BadInput : public program_test {
protected:
  void expect(const std::vector<bad_line>& table) {
    for (const auto& line : table) {
      auto end = fanfare(line.words, line.input);
      std::string typed = "fanfare";
      for (const auto& word : line.words)
        typed += " " + word;
      EXPECT_EQ(end.exit_code, line.exit_code) << typed << "\n" << end.err;
      EXPECT_EQ(end.out, "") << typed;
      for (const auto& word : line.must_say)
        EXPECT_NE(end.err.find(word), std::string::npos) << typed << "\n" << end.err;
    }
  }

  static std::vector<std::string> create(std::vector<std::string> more) {
    more.insert(more.begin(), {"event", "listener", "http", "create"});
    return more;
  }
};

TEST_F(BadInput, on_the_command_line_is_a_usage_error) {
  expect({
      {{"evnt"}, 64, {"Usage:", "evnt", "Did you mean event?"}},
      {{"event", "listener", "lst"}, 64, {"Available Commands:", "Did you mean list?"}},
      {create({"--event-tpye=a"}), 64, {"Command: create", "--event-tpye", "--event-type?"}},
      {create({"--event-type=a", "--url=http://h", "--fitler={}"}), 64, {"no option --fitler"}},
      {create({"--event-type=a"}), 64, {"required but were not specified", "  --url\n"}},
      {create({"--event-type=a", "--url="}), 64, {"  --url\n"}},
      {create({"--event-type=a", "--url"}), 64, {"--url needs a value"}},
      {create({"--event-type=a", "b", "--url=http://h"}), 64, {"Did not expect b"}},
      {{"event", "listener", "show"}, 64, {"  --listener-id\n"}},
      {{"event", "listener", "list", "--json=1"}, 64, {"--json takes no value"}},
      {{"publish", "a", "b"}, 64, {"Did not expect b"}},
      {{"publish", "a", "--event-type=x"}, 64, {"not both"}},
      {{"publish", "--payload={}"}, 64, {"--event-type"}},
      {{"serve", "--port=1"}, 64, {"no option --port"}},
  });
}

TEST_F(BadInput, of_a_listener_is_named_and_nothing_is_made) {
  make_empty_store();

  expect({
      {create({"--event-type=a", "--url=myserver.redhat.com"}), 65, {"url", "http"}},
      {create({"--event-type=a", "--url=ftp://h"}), 65, {"url", "ftp"}},
      {create({"--event-type=a", "--url=http://u:p@h"}), 65, {"url", "username"}},
      {create({"--event-type=rep*", "--url=http://h"}), 65, {"event_types", "rep*"}},
      {create({"--event-type=a b", "--url=http://h"}), 65, {"event_types", "a b"}},
      {create({"--event-type=a..b", "--url=http://h"}), 65, {"event_types", "a..b"}},
      {create({"--event-type=a", "--url=http://h", "--name=a/b"}), 65, {"name", "a/b"}},
      {create({"--event-type=a", "--url=http://h", R"(--delivery={"timout":"5s"})"}),
       65,
       {"delivery", "timout"}},
      {create({"--event-type=a", "--url=http://h", "--delivery=[1"}), 65, {"delivery"}},
      {create({"--event-type=a", "--url=http://h", "--username=\xFF"}),
       65,
       {"--username", "UTF-8"}},
      {create({"--event-type=a", "--url=http://h", "--password=env:"}), 65, {"password: "}},
      {create({"--event-type=a", "--url=http://h", "--password=@no"}), 65, {"--password", "no"}},
      {create({"--event-type=a", "--url=http://h", "--username=me", "--password=********"}),
       65,
       {"password"}},
      {{"event", "listener", "create", "--type=pigeon", "--event-type=a", "--config={}"},
       65,
       {"notifier", "pigeon"}},
      {{"event", "listener", "create", "--type=http", "--event-type=a", "--config={}"},
       65,
       {"url"}},
      {{"event", "listener", "create", "--type=http", "--event-type=a", "--config=[1"},
       65,
       {"notifier_config"}},
  });
  EXPECT_EQ(must({"event", "listener", "list"}), "");
}

TEST_F(BadInput, of_an_id_that_nobody_has_is_said_as_pulp_said_it) {
  make_empty_store();
  const std::string text =
      "The following resource(s) could not be found:\n  foo (event_listener)\n";

  expect({
      {{"event", "listener", "show", "--listener-id=foo"}, 65, {text}},
      {{"event", "listener", "delete", "--listener-id=foo"}, 65, {text}},
      {{"event", "listener", "enable", "--listener-id=foo"}, 65, {text}},
      {{"event", "listener", "disable", "--listener-id=foo"}, 65, {text}},
      {{"event", "listener", "http", "update", "--listener-id=foo", "--url=http://h"}, 65, {text}},
      {{"event", "listener", "update", "--listener-id=foo", "--config={}"}, 65, {text}},
  });
}

TEST_F(BadInput, of_an_update_leaves_the_listener_as_it_was) {
  auto id = created({"--event-type=repo.sync.start"});
  auto before = must({"event", "listener", "list", "--json"});

  expect({
      {{"event", "listener", "http", "update", "--listener-id", id, "--url="}, 65, {"url"}},
      {{"event", "listener", "http", "update", "--listener-id", id, "--event-type=rep*"},
       65,
       {"event_types", "rep*"}},
      {{"event", "listener", "update", "--listener-id", id, R"(--config={"url":null})"},
       65,
       {"url"}},
      {{"event", "listener", "update", "--listener-id", id, "--config=nonsense"},
       65,
       {"notifier_config"}},
  });
  EXPECT_EQ(must({"event", "listener", "list", "--json"}), before);
}

TEST_F(BadInput, of_a_report_is_named_by_its_place) {
  make_empty_store();
  std::string many;
  for (int i = 0; i < 10'001; ++i)
    many += "{\"event_type\":\"a\"}\n";

  expect({
      {{"publish"}, 65, {}, ""},
      {{"publish"}, 65, {"event 0"}, "nonsense"},
      {{"publish"}, 65, {"event 1"}, "{\"event_type\":\"a\"}\n{\"event_type\":\n"},
      {{"publish"}, 65, {"event_type"}, R"({"payload":1})"},
      {{"publish"}, 65, {"a b"}, R"({"event_type":"a b"})"},
      {{"publish"}, 65, {"UTF-8"}, "{\"event_type\":\"a\",\"payload\":\"\xFF\"}"},
      {{"publish"},
       65,
       {"64"},
       R"({"event_type":"a","payload":)" + std::string(100'000, '[') + std::string(100'000, ']') +
           "}"},
      {{"publish"},
       65,
       {"1048576"},
       R"({"event_type":"a","payload":")" + std::string(1024 * 1024, 'x') + R"("})"},
      {{"publish"}, 65, {"10000"}, many},
      {{"publish", "no-such-file"}, 65, {"no-such-file", "No such file"}},
      {{"publish", "--event-type=a b"}, 65, {"a b"}},
      {{"publish", "--event-type=a", "--payload={"}, 65, {"--payload", "one JSON value"}},
      {{"publish", "--event-type=a", R"(--payload=1,"x":2)"}, 65, {"--payload"}},
      {{"publish", "--event-type=a", R"(--payload=1},{"event_type":"b")"}, 65, {"--payload"}},
      {{"publish", "--event-type=a", R"(--payload="a\")"}, 65, {"--payload"}},
      {{"publish", "--event-type=a", "--call-report=nul"},
       65,
       {"not a JSON text", "a value is expected"}},
      {{"publish", "--event-type=a", "--payload=@none"}, 65, {"--payload", "none"}},
  });
}

TEST_F(BadInput, of_a_store_names_its_path) {
  write("file", "no store");
  write("foreign.db", std::string(8192, 'x'));

  expect({
      {{"event", "listener", "list"}, 69, {"fanfare.db"}},
      {{"publish", "--event-type=a"}, 69, {"fanfare.db"}},
      {{"--store=sqlite:file/below.db", "event", "listener", "list"}, 69, {"file/below.db"}},
      {{"--store=sqlite:file/below.db", "serve", "--listen=127.0.0.1:0"}, 69, {"file/below.db"}},
      {create({"--store=sqlite:file/below.db", "--event-type=a", "--url=http://h"}),
       69,
       {"file/below.db"}},
      {{"--store=sqlite:foreign.db", "event", "listener", "list"}, 69, {"foreign.db"}},
      {{"--store=mysql://h", "event", "listener", "list"}, 78, {"mysql"}},
  });
  EXPECT_FALSE(std::filesystem::exists(directory_.file("fanfare.db")));
}

TEST_F(BadInput, of_the_configuration_names_file_line_and_key) {
  write("misspelt.toml", "[store]\nurl = \"sqlite:a.db\"\n[sever]\n");
  write("key.toml", "[server]\n\nlissten = \"127.0.0.1:0\"\n");
  write("broken.toml", "[store\n");

  expect({
      {{"--config", "misspelt.toml", "serve"}, 78, {"misspelt.toml", "3", "sever", "server"}},
      {{"--config=key.toml", "event", "listener", "list"},
       78,
       {"key.toml", "3", "lissten", "listen"}},
      {{"--config=broken.toml", "publish", "--event-type=a"}, 78, {"broken.toml"}},
      {{"--config=nowhere.toml", "publish", "--event-type=a"}, 78, {"nowhere.toml"}},
  });
}

} // namespace
} // namespace fanfare::test
