#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

namespace fanfare::test {
namespace {

class EmailCommands : public program_test {
protected:
  process_end create(const std::string& addresses) {
    return fanfare({"event", "listener", "email", "create", "--event-type=repo.sync.start",
                    "--subject=news", "--name=mails", "--addresses=" + addresses});
  }

  nlohmann::json config() {
    return nlohmann::json::parse(
        must({"event", "listener", "show", "--json", "--listener-id=mails"}))["notifier_config"];
  }
};

TEST_F(EmailCommands, create_warns_that_mails_are_held_while_mail_is_switched_off) {
  const auto off = create("a@b.c");
  write("fanfare.toml", "[email]\nenabled = true\n");
  const auto on = create("a@b.c");

  EXPECT_EQ(off.exit_code, 0);
  EXPECT_EQ(off.err, "using store sqlite:fanfare.db\n"
                     "warning: deliveries to listeners of type email are held: mail is switched "
                     "off; [email] enabled = true switches it on\n");
  EXPECT_EQ(on.err, "using store sqlite:fanfare.db\n");
}

TEST_F(EmailCommands, update_replaces_what_is_given_and_keeps_the_rest) {
  create("a@b.c");

  EXPECT_EQ(must({"event", "listener", "email", "update", "--listener-id=mails",
                  "--addresses=x@b.c,\"y@b.c\""}),
            "Event listener successfully updated\n");

  EXPECT_EQ(config(), (nlohmann::json{{"subject", "news"}, {"addresses", {"x@b.c", "y@b.c"}}}));
}

TEST_F(EmailCommands, unset_takes_keys_out_but_none_that_is_needed) {
  create("a@b.c");
  must({"event", "listener", "amqp", "create", "--event-type=*", "--name=bus", "--exchange=x"});

  must({"event", "listener", "amqp", "update", "--listener-id=bus", "--unset=exchange"});
  const auto needed =
      fanfare({"event", "listener", "email", "update", "--listener-id=mails", "--unset=subject"});

  EXPECT_EQ(nlohmann::json::parse(must(
                {"event", "listener", "show", "--json", "--listener-id=bus"}))["notifier_config"],
            nlohmann::json::object());
  EXPECT_EQ(needed.exit_code, 65);
  EXPECT_NE(needed.err.find("subject"), std::string::npos) << needed.err;
  EXPECT_EQ(config()["subject"], "news");
}

TEST_F(EmailCommands, update_of_nothing_changes_nothing) {
  EXPECT_EQ(must({"event", "listener", "email", "update", "--listener-id=any"}),
            "No changes were made\n");
  EXPECT_EQ(must({"event", "listener", "amqp", "update", "--listener-id=any"}),
            "No changes were made\n");
}

TEST_F(EmailCommands, addresses_that_are_none_are_refused_with_a_way_out) {
  struct {
    const char* addresses;
    const char* said;
  } table[] = {{"a@b.c, d@b.c", "' d@b.c' holds a space; write the addresses without spaces"},
               {"a@b.c,", "'' is empty"},
               {"\"a@b.c", "--addresses: a quote is opened and not closed"},
               {"a@b.c\r\nDATA", "control character"}};
  for (const auto& [addresses, said] : table) {
    const auto end = create(addresses);

    EXPECT_EQ(end.exit_code, 65) << addresses;
    EXPECT_NE(end.err.find(said), std::string::npos) << end.err;
    EXPECT_EQ(end.out, "");
  }
}

TEST_F(EmailCommands, what_is_missing_is_listed) {
  const auto end = fanfare({"event", "listener", "email", "create", "--event-type=*"});

  EXPECT_EQ(end.exit_code, 64);
  EXPECT_EQ(end.err, golden("help_email_create.txt") +
                         "\nThe following options are required but were not specified:\n"
                         "  --subject\n  --addresses\n");
}

TEST_F(EmailCommands, update_is_refused_for_a_listener_of_another_type) {
  auto id = created({"--event-type=*"});

  const auto end =
      fanfare({"event", "listener", "email", "update", "--listener-id", id, "--subject=x"});

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_NE(end.err.find("is of type http"), std::string::npos) << end.err;
}

} // namespace
} // namespace fanfare::test
