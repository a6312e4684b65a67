#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

namespace fanfare::test {
namespace {

class Help : public program_test {};

TEST_F(Help, of_each_place_is_what_its_golden_file_shows) {
  struct {
    std::vector<std::string> words;
    std::string file;
  } table[] = {
      {{"--help"}, "help.txt"},
      {{"event", "--help"}, "help_event.txt"},
      {{"event", "listener", "--help"}, "help_listener.txt"},
      {{"event", "listener", "amqp", "--help"}, "help_amqp.txt"},
      {{"event", "listener", "amqp", "create", "--help"}, "help_amqp_create.txt"},
      {{"event", "listener", "amqp", "update", "--help"}, "help_amqp_update.txt"},
      {{"event", "listener", "email", "--help"}, "help_email.txt"},
      {{"event", "listener", "email", "create", "--help"}, "help_email_create.txt"},
      {{"event", "listener", "email", "update", "--help"}, "help_email_update.txt"},
      {{"event", "listener", "http", "--help"}, "help_http.txt"},
      {{"event", "listener", "http", "create", "--help"}, "help_http_create.txt"},
      {{"event", "listener", "http", "update", "--help"}, "help_http_update.txt"},
      {{"event", "listener", "create", "--help"}, "help_create.txt"},
      {{"event", "listener", "update", "--help"}, "help_update.txt"},
      {{"event", "listener", "list", "--help"}, "help_list.txt"},
      {{"event", "listener", "delete", "--help"}, "help_delete.txt"},
      {{"event", "listener", "disable", "--help"}, "help_disable.txt"},
      {{"event", "listener", "pause", "--help"}, "help_pause.txt"},
      {{"event", "listener", "import", "--help"}, "help_import.txt"},
      {{"event", "listener", "export", "--help"}, "help_export.txt"},
      {{"filter", "--help"}, "help_filter.txt"},
      {{"filter", "test", "--help"}, "help_filter_test.txt"},
      {{"dead", "--help"}, "help_dead.txt"},
      {{"dead", "list", "--help"}, "help_dead_list.txt"},
      {{"dead", "replay", "--help"}, "help_dead_replay.txt"},
      {{"publish", "--help"}, "help_publish.txt"},
      {{"serve", "-h"}, "help_serve.txt"},
      {{"event", "explain", "--help"}, "help_explain.txt"},
      {{"event", "show", "--help"}, "help_event_show.txt"},
      {{"event", "tail", "--help"}, "help_event_tail.txt"},
      {{"event", "listener", "attempts", "--help"}, "help_attempts.txt"},
      {{"config", "--help"}, "help_config.txt"},
      {{"config", "show", "--help"}, "help_config_show.txt"},
      {{"store", "backup", "--help"}, "help_backup.txt"},
      {{"doctor", "--help"}, "help_doctor.txt"},
      {{"demo", "--help"}, "help_demo.txt"},
      {{"stats", "--help"}, "help_stats.txt"},
  };
  for (const auto& [words, file] : table) {
    auto end = fanfare(words);
    EXPECT_EQ(end.exit_code, 0) << file;
    EXPECT_EQ(end.out, golden(file)) << file;
    EXPECT_EQ(end.err, "") << file;
  }
}

TEST_F(Help, of_a_section_is_shown_when_the_command_is_missing) {
  auto end = fanfare({"event", "listener"});

  EXPECT_EQ(end.exit_code, 64);
  EXPECT_EQ(end.out, golden("help_listener.txt"));
}

TEST_F(Help, with_what_is_missing_is_shown_when_required_options_are) {
  auto end = fanfare({"event", "listener", "http", "create", "--username=me"});

  EXPECT_EQ(end.exit_code, 64);
  EXPECT_EQ(end.out, "");
  EXPECT_EQ(end.err, golden("help_http_create.txt") +
                         "\nThe following options are required but were not specified:\n"
                         "  --event-type\n  --url\n");
}

TEST_F(Help, does_not_show_what_is_hidden) {
  EXPECT_EQ(must({"--help"}).find("demo-receiver"), std::string::npos);
}

TEST_F(Help, names_the_version) { EXPECT_EQ(must({"--version"}), "fanfare 0.1.0\n"); }

/// What `list` shows of a store.
class Listing : public program_test {
protected:
  std::string list() { return without_ids(must({"event", "listener", "list"})); }
};

TEST_F(Listing, of_an_empty_store_is_nothing) {
  make_empty_store();

  EXPECT_EQ(list(), "");
  EXPECT_EQ(must({"event", "listener", "list", "--json"}), "[]\n");
}

TEST_F(Listing, follows_the_transcript_of_pulps_documentation) {
  auto end = fanfare({"event", "listener", "http", "create", "--event-type=repo.sync.start",
                      "--url=http://myserver.redhat.com"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(without_ids(end.out), "Event listener successfully created\nId: ID\n");
  EXPECT_EQ(end.err, "using store sqlite:fanfare.db\n");
  EXPECT_EQ(list(), golden("list_one.txt"));
}

TEST_F(Listing, of_email_follows_the_transcript_of_pulps_documentation) {
  auto end =
      fanfare({"event", "listener", "email", "create", "--event-type=repo.sync.start",
               "--subject=pulp notification", "--addresses=someone@redhat.com,another@redhat.com"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(without_ids(end.out), "Event listener successfully created\nId: ID\n");
  EXPECT_EQ(list(), golden("list_email.txt"));
}

TEST_F(Listing, of_amqp_follows_the_transcript_of_pulps_documentation) {
  auto end = fanfare({"event", "listener", "amqp", "create", "--event-type=*", "--exchange=pulp"});

  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(without_ids(end.out), "Event listener successfully created\nId: ID\n");
  EXPECT_EQ(list(), golden("list_amqp.txt"));
}

TEST_F(Listing, joins_several_event_types) {
  created({"--event-type=repo.sync.start", "--event-type=repo.sync.finish"});

  EXPECT_EQ(list(), golden("list_several_types.txt"));
}

TEST_F(Listing, has_two_blank_lines_after_each_listener) {
  created({"--event-type=repo.sync.start"});
  created({"--event-type=repo.*.finish"});
  created({"--event-type=*"});

  EXPECT_EQ(list(), golden("list_several_listeners.txt"));
}

TEST_F(Listing, wraps_long_lists_below_their_first_value) {
  created({"--event-type=repo.sync.start", "--event-type=repo.sync.finish",
           "--event-type=repo.publish.start", "--event-type=repo.publish.finish",
           "--event-type=repo.#"});

  EXPECT_EQ(list(), golden("list_wrapped.txt"));
}

TEST_F(Listing, masks_the_password_and_sorts_and_aligns_the_configuration) {
  write("ca.pem", "");
  created({"--event-type=*", "--username=Zoë", "--password=hunter2", "--ca-path=ca.pem"});

  EXPECT_EQ(list(), golden("list_full_config.txt"));
  EXPECT_EQ(must({"event", "listener", "list", "--json"}).find("hunter2"), std::string::npos);
}

TEST_F(Listing, shows_name_delivery_and_disabled_only_where_they_differ) {
  created({"--event-type=*", "--name=ops", R"(--delivery={"timeout":"5s","max_attempts":3})"});
  must({"event", "listener", "disable", "--listener-id", "ops"});

  EXPECT_EQ(list(), golden("list_named_disabled.txt"));
}

TEST_F(Listing, of_one_listener_is_as_that_of_all) {
  auto id = created({"--event-type=repo.sync.start"});

  EXPECT_EQ(without_ids(must({"event", "listener", "show", "--listener-id", id})),
            golden("list_one.txt"));
}

TEST_F(Listing, as_json_has_every_field_always) {
  auto id = created({"--event-type=repo.sync.start", "--username=me", "--password=hunter2"});

  auto all = nlohmann::json::parse(must({"event", "listener", "list", "--json"}));
  auto one =
      nlohmann::json::parse(must({"event", "listener", "show", "--json", "--listener-id", id}));

  auto expected = nlohmann::json::parse(R"([{"name": "", "notifier_type_id": "http",
    "enabled": true, "paused": false, "event_types": ["repo.sync.start"], "filter": {}, "delivery": {}, "notifier_config":
    {"url": "http://myserver.redhat.com", "username": "me", "password": "********"},
    "state": {"failing_since": null, "last_success": null, "last_error_at": null,
              "last_error": null, "consecutive_failures": 0, "breaker": "closed",
              "breaker_open_since": null, "held_since": null, "disabled": null},
    "broken": null}])");
  expected[0]["id"] = id;
  EXPECT_EQ(all, expected);
  EXPECT_EQ(one, expected[0]);
}

} // namespace
} // namespace fanfare::test
