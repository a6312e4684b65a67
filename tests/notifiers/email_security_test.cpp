#include "tests/notifiers/email_attempts.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

email_options with_login(email_options how, std::string password = "s3cret") {
  how.username = "ann";
  how.password = std::move(password);
  return how;
}

TEST(EmailSecurity, starttls_comes_before_the_login_and_the_mail) {
  const mail_server server{{"--tls", "starttls", "--auth"}};
  auto how = with_login(options_for(server));
  how.tls = smtp_security::starttls;

  const auto end = deliver(*mailer_of(how), mail_to("a@b.c"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  const auto mails = server.wait_for(1);
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_TRUE(mails[0].tls);
  EXPECT_EQ(mails[0].user, "ann");
}

TEST(EmailSecurity, tls_from_the_first_byte_works_too) {
  const mail_server server{{"--tls", "implicit"}};
  auto how = options_for(server);
  how.tls = smtp_security::tls;

  const auto end = deliver(*mailer_of(how), mail_to("a@b.c"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
}

TEST(EmailSecurity, no_mail_is_sent_to_a_server_that_offers_no_starttls) {
  const mail_server server;
  auto how = with_login(options_for(server));
  how.tls = smtp_security::starttls;

  const auto end = deliver(*mailer_of(how), mail_to("a@b.c"));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("offers no STARTTLS"), std::string::npos) << end.detail;
  EXPECT_TRUE(server.mails().empty());
}

TEST(EmailSecurity, no_mail_is_sent_to_a_server_that_nobody_vouches_for) {
  const mail_server server{{"--tls", "starttls"}};
  auto how = options_for(server);
  how.tls = smtp_security::starttls;
  how.ca_path.clear();

  const auto end = deliver(*mailer_of(how), mail_to("a@b.c"));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("certificate"), std::string::npos) << end.detail;
  EXPECT_TRUE(server.mails().empty());
}

TEST(EmailSecurity, a_wrong_password_costs_no_attempt_and_is_never_repeated) {
  const mail_server server{{"--auth"}};

  const auto end =
      deliver(*mailer_of(with_login(options_for(server), "hunter2")), mail_to("a@b.c"));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("refuses the username and password"), std::string::npos) << end.detail;
  EXPECT_EQ((end.detail + end.answer).find("hunter2"), std::string::npos);
  EXPECT_EQ(end.answer, "") << "the server may say the credentials back to us";
  EXPECT_TRUE(server.mails().empty());
}

TEST(EmailSecurity, a_login_needs_no_tls) {
  const mail_server server{{"--auth"}};

  const auto end = deliver(*mailer_of(with_login(options_for(server))), mail_to("a@b.c"));

  EXPECT_EQ(end.how, verdict::delivered) << end.detail;
  EXPECT_EQ(server.wait_for(1).at(0).user, "ann");
}

} // namespace
} // namespace fanfare::test
