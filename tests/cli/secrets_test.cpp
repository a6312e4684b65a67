#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

namespace fanfare::test {
namespace {

using nlohmann::json;

class ListenerSecrets : public program_test {
protected:
  json config(const std::string& id) {
    return json::parse(must({"event", "listener", "show", "--json", "--listener-id", id}))
        .at("notifier_config");
  }
  process_end update(const std::string& id, std::vector<std::string> more) {
    more.insert(more.begin(), {"event", "listener", "http", "update", "--listener-id", id});
    return fanfare(more);
  }
  std::string with_password(const std::string& password) {
    return created({"--event-type=*", "--username=me", "--password=" + password});
  }
};

TEST_F(ListenerSecrets, that_are_references_are_kept_and_shown_as_such) {
  EXPECT_EQ(config(with_password("env:HOOK_PASSWORD"))["password"], "env:HOOK_PASSWORD");
  EXPECT_EQ(config(with_password("file:/run/secrets/hook"))["password"], "file:/run/secrets/hook");
  EXPECT_EQ(config(with_password("hunter2"))["password"], "********");
}

TEST_F(ListenerSecrets, that_are_references_to_nothing_are_refused) {
  for (const auto* bad : {"env:", "env:not a name", "file:relative"}) {
    const auto end =
        fanfare({"event", "listener", "http", "create", "--event-type=*", "--url=http://x/",
                 "--username=me", std::string{"--password="} + bad});
    EXPECT_EQ(end.exit_code, 65) << bad;
    EXPECT_NE(end.err.find("password: "), std::string::npos) << end.err;
  }
}

TEST_F(ListenerSecrets, unset_takes_keys_out) {
  const auto id = with_password("hunter2");

  const auto end = update(id, {"--unset=password", "--unset", "username"});

  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(config(id), (json{{"url", "http://myserver.redhat.com"}}));
}

TEST_F(ListenerSecrets, unset_goes_with_other_changes) {
  write("ca.pem", "");
  const auto id = created({"--event-type=*", "--ca-path=ca.pem"});

  const auto end = fanfare({"event", "listener", "update", "--listener-id", id, "--unset=ca_path",
                            "--config", R"({"url":"http://other.example.com"})"});

  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(config(id), (json{{"url", "http://other.example.com"}}));
}

TEST_F(ListenerSecrets, unset_of_a_key_that_is_not_there_is_refused_with_a_suggestion) {
  const auto id = with_password("hunter2");

  const auto end = update(id, {"--unset=pasword"});

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_NE(end.err.find("no such key. Did you mean password?"), std::string::npos) << end.err;
}

TEST_F(ListenerSecrets, unset_of_what_is_needed_or_set_by_the_same_command_changes_nothing) {
  const auto id = with_password("hunter2");
  const auto before = config(id);

  const auto needed = update(id, {"--unset=url"});
  const auto both = update(id, {"--unset=username", "--username=you"});

  EXPECT_EQ(needed.exit_code, 65);
  EXPECT_NE(needed.err.find("url: is missing"), std::string::npos) << needed.err;
  EXPECT_EQ(both.exit_code, 65);
  EXPECT_NE(both.err.find("the same command sets it"), std::string::npos) << both.err;
  EXPECT_EQ(config(id), before);
}

} // namespace
} // namespace fanfare::test
