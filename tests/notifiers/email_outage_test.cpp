#include "tests/notifiers/email_attempts.hpp"

#include <gtest/gtest.h>

#include <chrono>

// A mail server that cannot be reached: no delivery pays for it.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// Where no mail server is (any more).
email_options nowhere() {
  const mail_server gone;
  return options_for(gone);
}

std::vector<attempt> mails(std::uint64_t count) {
  std::vector<attempt> batch;
  for (std::uint64_t i = 1; i <= count; ++i)
    batch.push_back(mail_to("a@b.c", i));
  return batch;
}

TEST(EmailOutage, leaves_every_mail_unsent_and_says_when_to_come_again) {
  const auto mailer = mailer_of(nowhere());
  outcome_log log;

  mailer->send(mails(50), log.sink());

  const auto all = log.wait_for(50);
  ASSERT_EQ(all.size(), 50u);
  for (const auto& one : all) {
    EXPECT_EQ(one.how, verdict::unsent) << one.detail;
    EXPECT_NE(one.detail.find("Connection refused"), std::string::npos) << one.detail;
    ASSERT_TRUE(one.retry_after);
    EXPECT_LE(*one.retry_after, 1s);
  }
}

TEST(EmailOutage, is_told_for_as_long_as_it_lasts) {
  const auto how = nowhere();
  const auto mailer = mailer_of(how);
  EXPECT_FALSE(mailer->outage()) << "nobody has asked the server yet";

  deliver(*mailer, mail_to("a@b.c"));

  EXPECT_EQ(mailer->outage(), "the mail server 127.0.0.1:" + std::to_string(how.port) +
                                  " takes no mail: could not connect: Connection refused");
}

TEST(EmailOutage, ends_with_a_probe_that_the_server_takes) {
  const auto how = nowhere();
  const auto mailer = mailer_of(how);
  ASSERT_EQ(deliver(*mailer, mail_to("a@b.c", 1)).how, verdict::unsent);
  const mail_server again{{"--port", std::to_string(how.port)}};
  const auto give_up = std::chrono::steady_clock::now() + 20s;

  auto said = deliver(*mailer, mail_to("a@b.c", 2));
  for (std::uint64_t i = 3;
       said.how == verdict::unsent && std::chrono::steady_clock::now() < give_up; ++i)
    said = deliver(*mailer, mail_to("a@b.c", i));

  EXPECT_EQ(said.how, verdict::delivered) << said.detail;
  EXPECT_FALSE(mailer->outage());
  EXPECT_EQ(again.wait_for(1).size(), 1u) << "while it was open only probes were sent";
}

TEST(EmailOutage, of_a_server_that_refuses_logins_is_one_too) {
  const mail_server server{{"--auth"}};
  auto how = options_for(server);
  how.username = "ann";
  how.password = "wrong";
  const auto mailer = mailer_of(how);

  deliver(*mailer, mail_to("a@b.c"));

  ASSERT_TRUE(mailer->outage());
  EXPECT_NE(mailer->outage()->find("refuses the username and password"), std::string::npos);
}

TEST(EmailOutage, is_none_when_an_address_is_refused) {
  const mail_server server;
  const auto mailer = mailer_for(server);

  deliver(*mailer, mail_to("refused@a.b"));
  deliver(*mailer, mail_to("later@a.b"));

  EXPECT_FALSE(mailer->outage());
}

} // namespace
} // namespace fanfare::test
