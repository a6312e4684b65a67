#include "tests/system/mailed_engine.hpp"

#include <set>

namespace fanfare::test {
namespace {

class EmailDelivery : public mailed_engine {};

TEST_F(EmailDelivery, sends_each_address_a_mail_of_its_own) {
  start();
  listen({"someone@redhat.com", "another@redhat.com"});

  publish();

  const auto mails = server.wait_for(2);
  ASSERT_EQ(mails.size(), 2u);
  std::set<std::string> to;
  for (const auto& mail : mails) {
    ASSERT_EQ(mail.to.size(), 1u);
    to.insert(mail.to[0]);
    EXPECT_NE(mail.text.find("\r\nTo: " + mail.to[0] + "\r\n"), std::string::npos);
  }
  EXPECT_EQ(to, (std::set<std::string>{"another@redhat.com", "someone@redhat.com"}));
  EXPECT_EQ(node->counts().delivered, 2u);
}

TEST_F(EmailDelivery, buries_only_the_mail_to_the_address_that_was_refused) {
  start();
  const auto id = listen({"refused@a.b", "fine@a.b"});

  publish();

  EXPECT_EQ(server.wait_for(1).size(), 1u);
  const auto dead = at().dead_letters(10);
  ASSERT_TRUE(dead);
  ASSERT_EQ(dead->size(), 1u);
  EXPECT_EQ((*dead)[0].listener_id, id);
  EXPECT_EQ((*dead)[0].part, "refused@a.b");
  EXPECT_NE((*dead)[0].last_answer.find("550 5.1.1 No such user"), std::string::npos)
      << (*dead)[0].last_answer;
}

TEST_F(EmailDelivery, holds_mails_while_mail_is_switched_off_and_sends_them_when_it_is_on) {
  start(false);
  listen({"a@b.c", "d@b.c"});
  publish();
  publish();
  EXPECT_EQ(counts().parked, 4u);
  EXPECT_EQ(logged("type email are held: mail is switched off"), 1);
  node.reset();
  EXPECT_TRUE(server.mails().empty());

  start();

  EXPECT_TRUE(nothing_waits());
  EXPECT_EQ(server.wait_for(4).size(), 4u);
  EXPECT_EQ(counts().dead_letters, 0u);
}

TEST_F(EmailDelivery, drops_a_mail_that_waits_for_an_address_which_the_listener_has_no_more) {
  start();
  const auto id = listen({"later@a.b", "fine@a.b"});
  publish();
  ASSERT_EQ(counts().parked, 1u);

  ASSERT_TRUE(at().update(id, {.notifier_config = R"({"addresses":["fine@a.b"]})"}));

  EXPECT_TRUE(nothing_waits());
  EXPECT_EQ(counts().dead_letters, 0u);
  EXPECT_EQ(counts().referenced, 0u);
  EXPECT_EQ(server.mails().size(), 1u);
}

TEST_F(EmailDelivery, holds_what_is_due_to_listeners_of_type_amqp) {
  start();
  ASSERT_TRUE(at().create({.notifier_type = "amqp",
                           .event_types = {"*"},
                           .notifier_config = amqp_config{"pulp"}.json()}));

  publish();

  EXPECT_EQ(counts().parked, 1u);
  EXPECT_EQ(logged("type amqp are held: there is no broker; [messaging] url names one"), 1);
  EXPECT_EQ(at().why_held("amqp"), "there is no broker; [messaging] url names one");
}

TEST_F(EmailDelivery, is_known_to_admins_beside_a_node_by_what_the_node_does) {
  start();
  options elsewhere;
  elsewhere.store_url = "sqlite:" + place.file("store.db");
  const auto beside = admin::open(elsewhere);
  ASSERT_TRUE(beside);

  EXPECT_EQ((*beside)->why_held("email"), std::nullopt) << "the node has it switched on";
  node.reset();
}

} // namespace
} // namespace fanfare::test
