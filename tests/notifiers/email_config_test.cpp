#include "notifiers/email_address.hpp"
#include "notifiers/email_notifier.hpp"
#include "notifiers/email_subject.hpp"
#include "notifiers/email_target.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fanfare::test {
namespace {

struct bad_config {
  const char* config;
  std::vector<const char*> words;
};

TEST(EmailConfig, that_is_wrong_is_refused_with_the_field_and_a_way_out) {
  const std::vector<bad_config> table{
      {R"([])", {"notifier_config: "}},
      {R"({"addresses":["a@b.c"]})", {"subject: ", "missing"}},
      {R"({"subject":7,"addresses":["a@b.c"]})", {"subject: ", "string", "number"}},
      {R"({"subject":"","addresses":["a@b.c"]})", {"subject: ", "empty"}},
      {R"({"subject":"a\r\nBcc: x","addresses":["a@b.c"]})", {"subject: ", "control"}},
      {R"({"subject":"a\u0085b","addresses":["a@b.c"]})", {"subject: ", "control"}},
      {R"({"subject":"a\u2028b","addresses":["a@b.c"]})", {"subject: ", "control"}},
      {R"({"subject":"s"})", {"addresses: ", "missing"}},
      {R"({"subject":"s","addresses":[]})", {"addresses: ", "empty"}},
      {R"({"subject":"s","addresses":"a@b.c"})", {"addresses: ", "list", "string"}},
      {R"({"subject":"s","addresses":[7]})", {"addresses: ", "strings", "number"}},
      {R"({"subject":"s","addresses":["a@b.c"," d@b.c"]})", {"addresses: ", "' d@b.c'", "space"}},
      {R"({"subject":"s","addresses":["a@b.c","a@b.c"]})", {"addresses: ", "twice"}},
      {R"({"subject":"s","addresses":["ops"]})", {"addresses: ", "'ops'", "no @"}},
      {R"({"subject":"s","adresses":["a@b.c"]})", {"'adresses'", "mean 'addresses'"}},
      {R"({"subject":"s","addresses":["a@b.c"],"headers":{}})", {"'headers'", "no field"}},
      {R"({"subject":"s","addresses":["a@b.c"],"format":"html"})",
       {"format: ", "'html'", "not available", "'json'"}},
  };
  for (const auto& bad : table) {
    const auto read = email_target::parse(bad.config);

    ASSERT_FALSE(read) << bad.config;
    EXPECT_EQ(read.error().code, errc::invalid_listener);
    for (const auto* word : bad.words)
      EXPECT_NE(read.error().detail.find(word), std::string::npos) << read.error().detail;
  }
}

TEST(EmailConfig, names_its_addresses_as_parts) {
  const auto server = smtp_server::with({});
  ASSERT_TRUE(server);
  const auto email = make_email_notifier(*server);
  const auto* config = R"({"subject":"s","addresses":["a@b.c","d@b.c"],"format":"json"})";

  EXPECT_TRUE(email->validate(config));
  EXPECT_EQ(email->parts(config), (std::vector<std::string>{"a@b.c", "d@b.c"}));
}

TEST(EmailAddress, is_what_mail_programs_take_for_one) {
  for (const auto* good :
       {"a@b", "someone@redhat.com", "first.last+tag@sub.example.co.uk", "root@localhost",
        "o'hara@example.com", "ops@[192.0.2.1]", "ops@[IPv6:2001:db8::1]", "x@xn--bcher-kva.de"})
    EXPECT_EQ(address_fault(good), std::nullopt) << good;
}

TEST(EmailAddress, is_not_what_could_become_something_else_on_the_wire) {
  for (const auto& bad :
       {std::string{"a@b\r\nDATA"},
        std::string{"a\0@b", 4},
        std::string{"a@b>"},
        std::string{"<a@b"},
        std::string{"a b@c"},
        std::string{"\"a b\"@c"},
        std::string{"a@b@"},
        std::string{"@b"},
        std::string{"a@"},
        std::string{"a..b@c"},
        std::string{".a@b"},
        std::string{"a@b..c"},
        std::string{"-f@b"},
        std::string{"=?utf-8?q?a?=@b"},
        std::string{"a@-b"},
        std::string{"ü@b.de"},
        std::string{"a,b@c"},
        std::string{"a@b;c"},
        std::string(65, 'a') + "@b",
        "a@" + std::string(64, 'b'),
        "a@" + std::string(60, 'b') + "." + std::string(60, 'b') + "." + std::string(60, 'b') +
            "." + std::string(60, 'b') + "." + std::string(20, 'b')})
    EXPECT_NE(address_fault(bad), std::nullopt) << bad;
}

TEST(EmailSubject, that_is_plain_stays_as_it_is) {
  EXPECT_EQ(header_subject("pulp notification"), "pulp notification");
  EXPECT_EQ(header_subject("%s%n%x"), "%s%n%x");
}

TEST(EmailSubject, that_is_long_is_folded_at_its_spaces) {
  const std::string text = "a subject that is rather longer than the seventy-eight bytes that "
                           "a line of a header should have at most";

  const auto written = header_subject(text);

  auto unfolded = written;
  const auto fold = unfolded.find("\r\n");
  ASSERT_NE(fold, std::string::npos);
  EXPECT_LE(fold + std::string{"Subject: "}.size(), 78u);
  EXPECT_EQ(unfolded.erase(fold, 2), text);
}

TEST(EmailSubject, beyond_ascii_becomes_encoded_words) {
  EXPECT_EQ(header_subject("h\xc3\xa9llo \xe2\x9c\x93"), "=?utf-8?b?aMOpbGxvIOKckw==?=");
}

TEST(EmailSubject, that_is_long_and_encoded_is_split_between_characters) {
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "\xe2\x9c\x93";

  const auto written = header_subject(text);

  // 15 characters of three bytes fill a word of 45.
  std::string word = "=?utf-8?b?";
  for (int i = 0; i < 15; ++i)
    word += "4pyT";
  word += "?=";
  EXPECT_EQ(written.substr(0, 2 * word.size() + 3), word + "\r\n " + word);
}

TEST(EmailSubject, that_looks_like_an_encoded_word_arrives_as_it_was_written) {
  EXPECT_EQ(header_subject("=?utf-8?b?QQ==?="), "=?utf-8?b?PT91dGYtOD9iP1FRPT0/PQ==?=");
}

struct bad_server {
  email_options how;
  const char* key;
};

TEST(SmtpServer, that_could_not_work_is_refused_with_its_key) {
  const std::vector<bad_server> table{
      {{.host = ""}, "[email] host: "},
      {{.host = "mail.example.com:25"}, "[email] host: "},
      {{.host = "a/b"}, "[email] host: "},
      {{.host = "a\r\nb"}, "[email] host: "},
      {{.port = 0}, "[email] port: "},
      {{.port = 70'000}, "[email] port: "},
      {{.from = "a@x.org>\r\nRCPT TO:<evil@z.org"}, "[email] from: "},
      {{.username = "a\r\nb", .password = "x"}, "[email] username: "},
      {{.password = "x"}, "[email] username: "},
  };
  for (const auto& bad : table) {
    const auto server = smtp_server::with(bad.how);

    ASSERT_FALSE(server) << bad.key;
    EXPECT_EQ(server.error().code, errc::invalid_options);
    EXPECT_EQ(server.error().detail.find(bad.key), 0u) << server.error().detail;
  }
}

TEST(SmtpServer, may_be_an_address) {
  EXPECT_EQ(smtp_server::with({.host = "::1", .port = 26})->url, "smtp://[::1]:26");
  EXPECT_EQ(smtp_server::with({.host = "192.0.2.7", .port = 465, .tls = smtp_security::tls})->url,
            "smtps://192.0.2.7:465");
}

} // namespace
} // namespace fanfare::test
