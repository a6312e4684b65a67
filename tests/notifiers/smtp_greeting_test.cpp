#include "notifiers/smtp_greeting.hpp"
#include "tests/notifiers/email_attempts.hpp"

#include <gmock/gmock.h>

namespace fanfare::test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

/// Returns what is said of a mail server; empty if all is well.
std::string fault_at(const email_options& how, std::chrono::milliseconds patience = 5s) {
  auto server = smtp_server::with(how);
  EXPECT_TRUE(server) << server.error().detail;
  return greeting_fault(*server, patience).value_or("");
}

TEST(SmtpGreeting, of_a_server_that_answers_has_no_fault_and_leaves_no_mail) {
  const mail_server server;

  EXPECT_EQ(fault_at(options_for(server)), "");
  EXPECT_TRUE(server.mails().empty());
}

TEST(SmtpGreeting, tries_tls_and_the_login) {
  const mail_server server{{"--tls", "starttls", "--auth"}};
  auto how = options_for(server);
  how.tls = smtp_security::starttls;
  how.username = "ann";
  how.password = "s3cret";

  EXPECT_EQ(fault_at(how), "");
  how.password = "hunter2";
  const auto refused = fault_at(how);
  EXPECT_THAT(refused, HasSubstr("refuses the username and password"));
  EXPECT_THAT(refused, ::testing::Not(HasSubstr("hunter2")));
  how.ca_path.clear();
  EXPECT_THAT(fault_at(how), HasSubstr("certificate"));
}

TEST(SmtpGreeting, names_a_server_that_is_not_there) {
  email_options how;
  {
    const mail_server server;
    how = options_for(server);
  }

  EXPECT_EQ(fault_at(how), "could not connect: Connection refused");
}

TEST(SmtpGreeting, waits_no_longer_than_told_for_one_that_says_nothing) {
  const mail_server server{{"--raw", "silent"}};

  EXPECT_EQ(fault_at(options_for(server), 200ms), "no answer to the greeting within 200ms");
}

} // namespace
} // namespace fanfare::test
