#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

namespace fanfare::test {
namespace {

class ConfigCommand : public program_test {
protected:
  process_end with_environment(const std::vector<std::string>& words,
                               std::map<std::string, std::string> environment) const {
    auto how = plan(words);
    how.environment = std::move(environment);
    return run(how);
  }
};

TEST_F(ConfigCommand, show_prints_every_key_with_its_value_and_origin) {
  write("fanfare.toml", "[node]\nname = \"n1\"\n\n[messaging]\n"
                        "url = \"amqp://pulp:hunter2@broker:5672\"\npassword = \"hunter2\"\n");

  const auto end = with_environment({"config", "show"}, {{"FANFARE_DELIVERY_TIMEOUT", "7s"}});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.err, "");
  EXPECT_EQ(end.out, golden("config_show.txt"));
}

TEST_F(ConfigCommand, show_can_be_read_again) {
  write("again.toml", must({"config", "show"}));

  EXPECT_EQ(must({"config", "check", "--config=again.toml"}), "configuration valid: again.toml\n");
}

TEST_F(ConfigCommand, show_as_json_has_an_object_for_each_key) {
  const auto shown = nlohmann::json::parse(must({"config", "show", "--json", "--store=sqlite:x"}));

  EXPECT_EQ(shown["file"], "");
  bool found = false;
  for (const auto& key : shown["keys"]) {
    EXPECT_FALSE(key["description"].get<std::string>().empty()) << key;
    if (key["section"] != "store")
      continue;
    found = true;
    EXPECT_EQ(key["value"], "\"sqlite:x\"");
    EXPECT_EQ(key["origin"], "--store");
  }
  EXPECT_TRUE(found);
}

TEST_F(ConfigCommand, check_says_so_if_there_is_no_file) {
  EXPECT_EQ(must({"config", "check"}),
            "configuration valid: no file: the defaults and the environment\n");
}

TEST_F(ConfigCommand, check_names_file_line_key_and_what_was_meant) {
  write("fanfare.toml", "[delivery]\nmax_atempts = 3\n");

  const auto end = fanfare({"config", "check"});

  EXPECT_EQ(end.exit_code, 78);
  EXPECT_EQ(end.out, "");
  EXPECT_EQ(end.err, "fanfare: fanfare.toml:2: [delivery] 'max_atempts': there is no such key; "
                     "did you mean 'max_attempts'?\n");
}

TEST_F(ConfigCommand, check_refuses_what_serve_would) {
  write("fanfare.toml", "[server]\nlisten = \"0.0.0.0:8480\"\n");

  const auto end = fanfare({"config", "check"});

  EXPECT_EQ(end.exit_code, 78);
  EXPECT_NE(end.err.find("[server] listen"), std::string::npos) << end.err;
}

TEST_F(ConfigCommand, import_prints_what_pulp_had) {
  write("server.conf",
        "# Configuration for Pulp\n[database]\nname: pulp_database\n\n[email]\n"
        "host: mail.example.org\nport: 25\nfrom: no-reply@your.domain\n"
        "enabled: false\n\n[messaging]\n"
        "# url: tcp://localhost:5672\ntransport: qpid\ntopic_exchange: 'amq.topic'\n");

  const auto end = fanfare({"config", "import", "--pulp", "server.conf"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.out, golden("config_import_pulp.txt"));
  EXPECT_EQ(end.err, "note: server.conf:13: [messaging] 'transport' has no counterpart and was "
                     "left out\nnote: sections that do not concern events were left out: "
                     "'database'\n");
}

TEST_F(ConfigCommand, import_refuses_what_it_cannot_understand) {
  write("server.conf", "[email]\nport: smtp\n");

  EXPECT_EQ(fanfare({"config", "import"}).exit_code, 64);
  EXPECT_EQ(fanfare({"config", "import", "--pulp=missing.conf"}).exit_code, 65);
  const auto wrong = fanfare({"config", "import", "--pulp=server.conf"});
  EXPECT_EQ(wrong.exit_code, 78);
  EXPECT_EQ(wrong.out, "");
  EXPECT_NE(wrong.err.find("server.conf:2: port"), std::string::npos) << wrong.err;
}

} // namespace
} // namespace fanfare::test
