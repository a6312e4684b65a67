#include "engine/diagnosis.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/temp_directory.hpp"
#include "tests/support/fake_store.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

class Diagnosis : public testing::Test {
protected:
  std::vector<finding> of(store& which) { return diagnosis{which, how_, listeners_}.all(); }

  std::unique_ptr<store> a_store() {
    return must(open_store("sqlite:" + place_.file("s.db"), store_mode::create));
  }

  /// Returns the finding about a subject; the test fails if there is none.
  static finding about(const std::string& subject, const std::vector<finding>& in) {
    for (const auto& each : in)
      if (each.subject == subject)
        return each;
    ADD_FAILURE() << "nothing is said of " << subject;
    return {};
  }

  temp_directory place_;
  options how_;
  std::vector<listener_finding> listeners_;
};

TEST_F(Diagnosis, of_a_store_with_a_node_finds_nothing_to_do) {
  const auto healthy = a_store();
  must(healthy->become_node({"n1", {"http"}}));

  for (const auto& each : of(*healthy)) {
    EXPECT_NE(each.how, severity::problem) << each.subject << ": " << each.what;
    EXPECT_EQ(each.advice.empty(), each.how == severity::ok) << each.subject;
  }
  EXPECT_EQ(about("node", of(*healthy)).how, severity::ok);
  EXPECT_EQ(about("persistence", of(*healthy)).how, severity::ok);
  EXPECT_EQ(about("integrity", of(*healthy)).how, severity::ok);
  EXPECT_EQ(about("clock", of(*healthy)).how, severity::ok);
}

TEST_F(Diagnosis, misses_a_node) {
  const auto lonely = a_store();

  const auto found = about("nodes", of(*lonely));

  EXPECT_EQ(found.how, severity::warning);
  EXPECT_NE(found.advice.find("fanfare serve"), std::string::npos);
}

TEST_F(Diagnosis, counts_dead_letters) {
  const auto store = a_store();
  const auto id = must(store->events().write({.appends = {{"{}"}}})).front();
  must(store->events().write({.settles = {.settled = {id}, .dead = {{id, "l1"}}}}));

  const auto found = about("dead letters", of(*store));

  EXPECT_EQ(found.how, severity::warning);
  EXPECT_EQ(found.what, "1 delivery was given up on");
}

TEST_F(Diagnosis, names_the_listeners_that_are_broken) {
  const auto store = a_store();
  EXPECT_EQ(about("listeners", of(*store)).what, "there are none yet");
  listeners_ = {{.id = "fine"}};
  EXPECT_EQ(about("listeners", of(*store)).what, "1 is valid");

  listeners_.push_back({.id = "ops",
                        .problem = "notifier_config: is missing",
                        .version = listener_finding::in_use::nothing});

  const auto found = about("listener", of(*store));
  EXPECT_EQ(found.how, severity::warning);
  EXPECT_EQ(found.what, "'ops' is broken and does nothing: notifier_config: is missing");
}

TEST_F(Diagnosis, tells_what_may_be_wrong_with_a_valid_listener) {
  const auto store = a_store();
  listeners_ = {{.id = "mails", .warnings = {"deliveries to it are held: mail is switched off"}}};

  const auto found = about("listener", of(*store));

  EXPECT_EQ(found.how, severity::warning);
  EXPECT_EQ(found.what, "'mails': deliveries to it are held: mail is switched off");
  EXPECT_EQ(about("listeners", of(*store)).how, severity::ok);
}

TEST_F(Diagnosis, names_a_mail_server_that_does_not_answer) {
  const auto store = a_store();
  EXPECT_EQ(about("mail", of(*store)).how, severity::ok);
  how_.email.enabled = true;
  how_.email.host = "127.0.0.1";
  how_.email.port = 1; // nobody may listen there

  const auto found = about("mail", of(*store));

  EXPECT_EQ(found.how, severity::problem);
  EXPECT_EQ(found.what, "127.0.0.1:1: could not connect: Connection refused");
  EXPECT_NE(found.advice.find("[email] host"), std::string::npos);
}

TEST_F(Diagnosis, names_a_broker_that_cannot_be_reached) {
  const auto store = a_store();
  EXPECT_EQ(about("broker", of(*store)).how, severity::ok) << "there is none";
  how_.messaging.url = "amqp://127.0.0.1:1"; // nobody may listen there

  const auto found = about("broker", of(*store));

  EXPECT_EQ(found.how, severity::problem);
  EXPECT_EQ(found.what, "127.0.0.1:1: could not connect: Connection refused");
  EXPECT_NE(found.advice.find("[messaging] url"), std::string::npos);
}

TEST_F(Diagnosis, names_the_key_of_messaging_that_is_wrong) {
  const auto store = a_store();
  how_.messaging.url = "amqp://127.0.0.1:1";
  how_.messaging.sasl = "plain";

  const auto found = about("broker", of(*store));

  EXPECT_EQ(found.how, severity::problem);
  EXPECT_EQ(found.what, "[messaging] sasl: is \"plain\" and there is no username");
}

TEST_F(Diagnosis, warns_of_networks_that_open_too_much) {
  const auto store = a_store();
  const std::vector<std::pair<std::string, severity>> table{
      {"10.0.0.0/8", severity::ok},  {"0.0.0.0/0", severity::warning},
      {"::/0", severity::warning},   {"169.254.0.0/16", severity::warning},
      {"127.0.0.0/8", severity::ok}, {"fe80::/10", severity::warning},
  };
  for (const auto& [network, how] : table) {
    how_.allow_networks = {network};

    EXPECT_EQ(about("networks", of(*store)).how, how) << network;
  }
}

TEST_F(Diagnosis, warns_of_a_store_in_memory) {
  const auto fleeting = must(open_store("sqlite::memory:", store_mode::create));

  EXPECT_EQ(about("persistence", of(*fleeting)).how, severity::warning);
}

TEST_F(Diagnosis, of_a_store_that_fails_names_what_it_says) {
  fake_store gone;
  gone.down = error{errc::store_unreachable, "the cable is cut"};

  const auto found = of(gone);

  EXPECT_EQ(about("nodes", found).how, severity::problem);
  EXPECT_EQ(about("deliveries", found).what, "the cable is cut");
}

} // namespace
} // namespace fanfare::test
