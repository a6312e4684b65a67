#include "tests/notifiers/email_attempts.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

TEST(EmailNotifier, sends_the_mail_of_pulps_documentation) {
  const mail_server server;
  const auto mailer = mailer_for(server);

  const auto how = deliver(*mailer, mail_to("someone@redhat.com", 1, seed_report()));

  EXPECT_EQ(how.how, verdict::delivered) << how.detail;
  const auto mails = server.wait_for(1);
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].from, "no-repy@your.domain");
  EXPECT_EQ(mails[0].to, std::vector<std::string>{"someone@redhat.com"});
  EXPECT_EQ(mails[0].text, seed_mail());
}

TEST(EmailNotifier, refuses_one_address_and_serves_the_other) {
  const mail_server server;
  const auto mailer = mailer_for(server);
  auto to = listener_for(R"({"subject":"s","addresses":["refused@a.b","fine@a.b"]})");
  auto first = attempt_for(to, 1);
  auto second = attempt_for(to, 2);
  first.part = "refused@a.b";
  second.part = "fine@a.b";
  outcome_log log;

  mailer->send({first, second}, log.sink());

  for (const auto& one : log.wait_for(2))
    if (one.ticket == 1) {
      EXPECT_EQ(one.how, verdict::rejected);
      EXPECT_EQ(one.detail, "mail to refused@a.b by 127.0.0.1:" + std::to_string(server.port()) +
                                " -> 550 5.1.1 No such user here (answer to RCPT TO)");
    } else {
      EXPECT_EQ(one.how, verdict::delivered) << one.detail;
    }
  ASSERT_EQ(server.wait_for(1).size(), 1u);
  EXPECT_EQ(server.mails()[0].to, std::vector<std::string>{"fine@a.b"});
}

TEST(EmailNotifier, tells_what_is_over_from_what_may_work_later) {
  const mail_server server;
  const auto mailer = mailer_for(server);
  struct {
    const char* to;
    verdict how;
    const char* said;
    std::uint32_t status;
    const char* answer;
  } table[] = {
      {"later@a.b", verdict::retry, "450 4.2.0 Greylisted", 450, "450 4.2.0 Greylisted, come back"},
      {"toobig@a.b", verdict::rejected, "552 5.3.4 Message too big (answer to the text)", 552,
       "552 5.3.4 Message too big"},
      {"closing@a.b", verdict::retry, "421 4.3.2 Shutting down", 421, "421 4.3.2 Shutting down"},
      {"dropped@a.b", verdict::retry, "answer to the text", 0, ""},
  };
  for (const auto& [to, expected, said, status, answer] : table) {
    const auto how = deliver(*mailer, mail_to(to));

    EXPECT_EQ(how.how, expected) << how.detail;
    EXPECT_NE(how.detail.find(said), std::string::npos) << how.detail;
    EXPECT_EQ(how.status, status) << how.detail;
    EXPECT_EQ(how.answer, answer);
  }
}

TEST(EmailNotifier, retries_when_its_sender_is_refused_as_that_is_no_fault_of_the_address) {
  const mail_server server{{"--refuse-sender"}};

  const auto how = deliver(*mailer_for(server), mail_to("fine@a.b"));

  EXPECT_EQ(how.how, verdict::retry);
  EXPECT_NE(how.detail.find("550 5.7.1 Sender not allowed (answer to MAIL FROM)"),
            std::string::npos)
      << how.detail;
}

TEST(EmailNotifier, keeps_its_connection_from_mail_to_mail) {
  const mail_server server;
  const auto mailer = mailer_for(server);

  for (std::uint64_t i = 1; i <= 5; ++i)
    EXPECT_EQ(deliver(*mailer, mail_to("a@b.c", i)).how, verdict::delivered);

  std::set<int> connections;
  for (const auto& mail : server.wait_for(5))
    connections.insert(mail.connection);
  EXPECT_EQ(connections.size(), 1u);
}

TEST(EmailNotifier, sends_again_when_the_server_gave_a_kept_connection_up) {
  const mail_server server{{"--raw", "brief"}};
  const auto mailer = mailer_for(server);

  for (std::uint64_t i = 1; i <= 3; ++i) {
    const auto how = deliver(*mailer, mail_to("a@b.c", i));
    EXPECT_EQ(how.how, verdict::delivered) << how.detail;
  }

  EXPECT_EQ(server.wait_for(3).size(), 3u);
}

TEST(EmailNotifier, gives_a_silent_server_up_at_the_timeout) {
  const mail_server server{{"--raw", "silent"}};
  auto what = mail_to("a@b.c");
  what.timeout = 300ms;

  const auto how = deliver(*mailer_for(server), what);

  EXPECT_EQ(how.how, verdict::retry);
  EXPECT_NE(how.detail.find("no answer to the greeting within 300ms"), std::string::npos)
      << how.detail;
}

TEST(EmailNotifier, says_why_no_server_was_reached) {
  std::uint16_t free_port = 0;
  {
    const mail_server gone;
    free_port = gone.port();
  }
  email_options how;
  how.host = "127.0.0.1";
  how.port = free_port;

  const auto end = deliver(*mailer_of(how), mail_to("a@b.c"));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_NE(end.detail.find("could not connect: Connection refused"), std::string::npos)
      << end.detail;
}

TEST(EmailNotifier, does_not_wait_for_a_server_that_refuses_and_then_says_nothing_more) {
  const mail_server server{{"--raw", "stubborn"}};
  const auto mailer = mailer_for(server);
  const auto start = std::chrono::steady_clock::now();

  const auto refused = deliver(*mailer, mail_to("refused@a.b"));
  const auto fine = deliver(*mailer, mail_to("fine@a.b"));

  EXPECT_EQ(refused.how, verdict::rejected);
  EXPECT_NE(refused.detail.find("550-5.1.1 Nobody is called that; / 550 5.1.1 ask somebody else"),
            std::string::npos)
      << refused.detail;
  EXPECT_EQ(fine.how, verdict::delivered) << fine.detail;
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s) << "libcurl waits for the end of QUIT";
}

TEST(EmailNotifier, ends_at_once_beside_a_server_that_does_not_answer_quit) {
  const mail_server server{{"--raw", "stubborn"}};
  auto mailer = mailer_for(server);
  ASSERT_EQ(deliver(*mailer, mail_to("a@b.c")).how, verdict::delivered);
  const auto start = std::chrono::steady_clock::now();

  mailer.reset();

  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST(EmailNotifier, answers_what_no_connection_was_free_for) {
  const mail_server server{{"--raw", "silent"}};
  const auto mailer = mailer_of(options_for(server), 1);
  std::vector<attempt> batch;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    batch.push_back(mail_to("a@b.c", i));
    batch.back().timeout = 300ms;
  }
  outcome_log log;

  mailer->send(batch, log.sink());

  const auto all = log.wait_for(3);
  ASSERT_EQ(all.size(), 3u);
  for (const auto& one : all)
    if (one.ticket == 1) {
      EXPECT_EQ(one.how, verdict::retry) << "it was sent, too briefly to blame the server";
    } else {
      EXPECT_EQ(one.how, verdict::unsent);
      EXPECT_NE(one.detail.find("not sent in time (timeout 300ms): all 1 connections"),
                std::string::npos)
          << one.detail;
    }
}

TEST(EmailNotifier, checks_the_listener_again_when_it_sends) {
  const mail_server server;
  const auto mailer = mailer_for(server);
  auto hostile = attempt_for(
      listener_for(R"({"subject":"s","addresses":["b@y.org>\r\nRCPT TO:<evil@z.org"]})"));
  hostile.part = "b@y.org>\r\nRCPT TO:<evil@z.org";
  auto stranger = mail_to("a@b.c");
  stranger.part = "evil@z.org";

  const auto refused = deliver(*mailer, hostile);
  const auto unknown = deliver(*mailer, stranger);

  EXPECT_EQ(refused.how, verdict::retry);
  EXPECT_NE(refused.detail.find("not sent: addresses: "), std::string::npos) << refused.detail;
  EXPECT_EQ(unknown.how, verdict::rejected);
  EXPECT_NE(unknown.detail.find("no address of the listener"), std::string::npos);
  EXPECT_EQ(deliver(*mailer, mail_to("a@b.c")).how, verdict::delivered);
  EXPECT_EQ(server.wait_for(1).size(), 1u) << "nothing of the others was on the wire";
}

TEST(EmailNotifier, doubles_the_dots_that_smtp_would_take_for_an_end) {
  const mail_server server;
  auto what = mail_to("a@b.c", 1,
                      R"({"event_type":"a","payload":")" + std::string(75, '.') +
                          std::string(1'000, '.') + R"("})");

  EXPECT_EQ(deliver(*mailer_for(server), what).how, verdict::delivered);

  const auto mails = server.wait_for(1);
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_NE(mails[0].text.find("\r\n" + std::string(75, '.') + "=\r\n"), std::string::npos)
      << "a line that begins with a dot arrives as it was";
  EXPECT_TRUE(mails[0].text.ends_with("}\r\n"));
}

} // namespace
} // namespace fanfare::test
