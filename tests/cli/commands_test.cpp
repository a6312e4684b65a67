#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fanfare::test {
namespace {

class ListenerCommands : public program_test {
protected:
  nlohmann::json shown(const std::string& id) {
    return nlohmann::json::parse(
        must({"event", "listener", "show", "--json", "--listener-id", id}));
  }
};

TEST_F(ListenerCommands, update_merges_the_configuration_and_replaces_the_types) {
  auto id = created({"--event-type=repo.sync.start", "--username=me", "--password=old"});

  auto out = must({"event", "listener", "http", "update", "--listener-id", id, "--username=you",
                   "--event-type=repo.#"});

  EXPECT_EQ(out, "Event listener successfully updated\n");
  EXPECT_EQ(shown(id)["event_types"], nlohmann::json{"repo.#"});
  EXPECT_EQ(shown(id)["notifier_config"]["username"], "you");
  EXPECT_EQ(shown(id)["notifier_config"]["url"], "http://myserver.redhat.com");
  EXPECT_EQ(shown(id)["notifier_config"]["password"], "********");
}

TEST_F(ListenerCommands, update_of_nothing_is_no_failure) {
  auto end = fanfare({"event", "listener", "http", "update", "--listener-id", "any"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.out, "No changes were made\n");
}

TEST_F(ListenerCommands, update_takes_an_empty_value_for_a_value) {
  auto id = created({"--event-type=*", "--username=me", "--password=x"});

  must({"event", "listener", "http", "update", "--listener-id", id, "--username="});

  EXPECT_EQ(shown(id)["notifier_config"]["username"], "");
}

TEST_F(ListenerCommands, update_by_json_removes_a_key_with_null) {
  write("ca.pem", "");
  auto id = created({"--event-type=*", "--ca-path=ca.pem"});

  must({"event", "listener", "update", "--listener-id", id, "--config", R"({"ca_path":null})"});

  EXPECT_FALSE(shown(id)["notifier_config"].contains("ca_path"));
}

TEST_F(ListenerCommands, create_of_any_type_takes_the_configuration_as_json) {
  write("config.json", R"({"url":"http://other.example.com"})");

  auto out = must({"event", "listener", "create", "--type=http", "--event-type=*", "--name=ops",
                   "--config", "@config.json"});

  EXPECT_EQ(without_ids(out), "Event listener successfully created\nId: ID\n");
  EXPECT_EQ(shown("ops")["notifier_config"]["url"], "http://other.example.com");
}

TEST_F(ListenerCommands, disable_and_enable_change_only_that) {
  auto id = created({"--event-type=*"});

  EXPECT_EQ(must({"event", "listener", "disable", "--listener-id", id}),
            "Event listener successfully disabled\n");
  EXPECT_EQ(shown(id)["enabled"], false);
  EXPECT_EQ(must({"event", "listener", "enable", "--listener-id", id}),
            "Event listener successfully enabled\n");
  EXPECT_EQ(shown(id)["enabled"], true);
}

TEST_F(ListenerCommands, delete_makes_it_unknown) {
  auto id = created({"--event-type=*"});

  EXPECT_EQ(must({"event", "listener", "delete", "--listener-id", id}),
            "Event listener successfully deleted\n");
  auto again = fanfare({"event", "listener", "delete", "--listener-id", id});

  EXPECT_EQ(again.exit_code, 65);
  EXPECT_EQ(again.err, "using store sqlite:fanfare.db\n"
                       "The following resource(s) could not be found:\n  " +
                           id + " (event_listener)\n");
}

TEST_F(ListenerCommands, a_type_that_nobody_knows_is_accepted_with_a_note) {
  auto end = fanfare({"event", "listener", "http", "create", "--event-type=repo.sync.strat",
                      "--url=http://myserver.redhat.com"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_NE(end.err.find("note: "), std::string::npos) << end.err;
  EXPECT_NE(end.err.find("repo.sync.start"), std::string::npos) << end.err;
}

TEST_F(ListenerCommands, a_password_may_come_from_standard_input_or_a_file) {
  write("password", "from file\n");

  must({"event", "listener", "http", "create", "--event-type=*", "--url=http://a.example",
        "--username=me", "--password", "-"},
       "from stdin\n");
  must({"event", "listener", "http", "create", "--event-type=*", "--url=http://a.example",
        "--username=me", "--password=@password"});

  auto all = nlohmann::json::parse(must({"event", "listener", "list", "--json"}));
  EXPECT_EQ(all[0]["notifier_config"]["password"], "********");
  EXPECT_EQ(all[1]["notifier_config"]["password"], "********");
}

TEST_F(ListenerCommands, the_store_is_named_only_when_nobody_named_it) {
  write("my.toml", "[store]\nurl = \"sqlite:configured.db\"\n");

  auto create = std::vector<std::string>{"event",  "listener",       "http",
                                         "create", "--event-type=*", "--url=http://a.example"};
  auto with_store = create;
  with_store.insert(with_store.begin() + 2, "--store=sqlite:named.db");
  auto with_config = create;
  with_config.insert(with_config.end(), {"--config", "my.toml"});

  EXPECT_EQ(fanfare(create).err, "using store sqlite:fanfare.db\n");
  EXPECT_EQ(fanfare(with_store).err, "");
  EXPECT_EQ(fanfare(with_config).err, "");
  EXPECT_TRUE(std::filesystem::exists(directory_.file("named.db")));
  EXPECT_TRUE(std::filesystem::exists(directory_.file("configured.db")));
}

class PublishCommand : public program_test {
protected:
  void SetUp() override { make_empty_store(); }

  static std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
};

TEST_F(PublishCommand, prints_one_id_a_report_in_their_order) {
  auto out = must({"publish"}, "{\"event_type\":\"a\"}\n\n{\"event_type\":\"b\"}\n");

  ASSERT_EQ(lines(out), 2u);
  auto first = out.substr(0, out.find('\n'));
  auto second = out.substr(first.size() + 1, first.size());
  EXPECT_EQ(first.size(), 34u);
  EXPECT_LT(first, second);
}

TEST_F(PublishCommand, takes_a_file_standard_input_and_flags) {
  write("a.json", "{\n\"event_type\":\"a\"\n}");

  EXPECT_EQ(lines(must({"publish", "a.json"})), 1u);
  EXPECT_EQ(lines(must({"publish", "-"}, "{\"event_type\":\"a\"}")), 1u);
  EXPECT_EQ(lines(must({"publish", "--event-type=a", "--payload=@a.json", "--call-report", "null",
                        "--key", "k"})),
            1u);
}

TEST_F(PublishCommand, stores_nothing_unless_all_is_valid) {
  auto end = fanfare({"publish"}, "{\"event_type\":\"a\"}\n{\"event_type\":\"b c\"}\n");

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_EQ(end.out, "");
  EXPECT_NE(end.err.find("event 1"), std::string::npos) << end.err;
}

} // namespace
} // namespace fanfare::test
