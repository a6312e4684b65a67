#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fanfare::test {
namespace {

class AmqpCommands : public program_test {
protected:
  process_end create(const std::vector<std::string>& flags) {
    std::vector<std::string> words{"event",  "listener",       "amqp",
                                   "create", "--event-type=*", "--name=bus"};
    words.insert(words.end(), flags.begin(), flags.end());
    return fanfare(words);
  }

  std::string update(const std::string& flag) {
    return must({"event", "listener", "amqp", "update", "--listener-id=bus", flag});
  }

  nlohmann::json config() {
    return nlohmann::json::parse(
        must({"event", "listener", "show", "--json", "--listener-id=bus"}))["notifier_config"];
  }
};

TEST_F(AmqpCommands, take_an_empty_exchange_for_the_configured_one) {
  create({"--exchange=pulp"});

  update("--exchange=");

  EXPECT_EQ(config()["exchange"], "");
}

TEST_F(AmqpCommands, refuse_a_name_that_is_none) {
  const auto end = create({"--exchange=a/b"});

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_NE(end.err.find("exchange: 'a/b'"), std::string::npos) << end.err;
}

TEST_F(AmqpCommands, take_how_long_a_broker_keeps_a_message) {
  const auto end = create({"--exchange=pulp", "--ttl=15m"});

  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(config(), (nlohmann::json{{"exchange", "pulp"}, {"ttl", "15m"}}));
}

TEST_F(AmqpCommands, update_the_ttl_and_leave_the_exchange) {
  create({"--exchange=pulp", "--ttl=15m"});

  update("--ttl=2h");
  EXPECT_EQ(config(), (nlohmann::json{{"exchange", "pulp"}, {"ttl", "2h"}}));
  update("--ttl=");
  EXPECT_EQ(config().value("ttl", ""), "") << "as configured";
  update("--unset=ttl");
  EXPECT_EQ(config(), (nlohmann::json{{"exchange", "pulp"}}));
}

TEST_F(AmqpCommands, refuse_a_ttl_that_no_broker_understands) {
  for (const auto* ttl : {"--ttl=soon", "--ttl=-1s", "--ttl=15", "--ttl=46d"}) {
    const auto end = create({ttl});

    EXPECT_EQ(end.exit_code, 65) << ttl;
    EXPECT_NE(end.err.find("ttl"), std::string::npos) << end.err;
  }
  EXPECT_EQ(must({"event", "listener", "list", "--json"}).find("bus"), std::string::npos);
}

} // namespace
} // namespace fanfare::test
