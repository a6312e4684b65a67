#include "notifiers/email_message.hpp"
#include "notifiers/indented_report.hpp"
#include "tests/notifiers/email_attempts.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace fanfare::test {
namespace {

event event_of(std::string body) {
  return {{1'700'000'000'000, 1, 3, 0xabcdef0123}, "repo.sync.start", std::move(body)};
}

std::string mail_of(const event& what) {
  return email_text(
      {what, "ops", "pulp notification", "no-repy@your.domain", "someone@redhat.com"});
}

std::string body_of(const std::string& mail) { return mail.substr(mail.find("\r\n\r\n") + 4); }

std::string undone_quoting(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text.starts_with("=\r\n")) {
      text.remove_prefix(3);
    } else if (text.front() == '=') {
      plain += static_cast<char>(std::stoi(std::string{text.substr(1, 2)}, nullptr, 16));
      text.remove_prefix(3);
    } else {
      plain += text.front();
      text.remove_prefix(1);
    }
  }
  return plain;
}

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    longest = std::max(longest, std::min(end, text.size()));
    text.remove_prefix(end == text.npos ? text.size() : end + 2);
  }
  return longest;
}

TEST(IndentedReport, has_one_member_or_item_a_line_and_keeps_every_token) {
  EXPECT_EQ(indented_report(R"({"b":[1,{"a":[]},[]],"a":{ },"n":-1.50e+07,"s":"x\/,{\"\u00e9"})"),
            "{\r\n"
            "  \"b\": [\r\n"
            "    1,\r\n"
            "    {\r\n"
            "      \"a\": []\r\n"
            "    },\r\n"
            "    []\r\n"
            "  ],\r\n"
            "  \"a\": {},\r\n"
            "  \"n\": -1.50e+07,\r\n"
            "  \"s\": \"x\\/,{\\\"\\u00e9\"\r\n"
            "}\r\n");
}

TEST(IndentedReport, does_not_depend_on_the_white_space_it_is_given) {
  EXPECT_EQ(indented_report("\n{ \"a\" :\t[ 1 ,2 ]\r\n}\n"), indented_report(R"({"a":[1,2]})"));
}

TEST(IndentedReport, keeps_numbers_of_any_size_and_keys_that_are_there_twice) {
  EXPECT_EQ(indented_report(R"({"a":123456789012345678901234567890,"a":1e400})"),
            "{\r\n  \"a\": 123456789012345678901234567890,\r\n  \"a\": 1e400\r\n}\r\n");
}

TEST(IndentedReport, writes_characters_beyond_ascii_as_escapes_with_surrogates) {
  EXPECT_EQ(indented_report("{\"\xc3\xa9\":\"\xe2\x82\xac \xf0\x9f\x8e\xba\"}"),
            "{\r\n  \"\\u00e9\": \"\\u20ac \\ud83c\\udfba\"\r\n}\r\n");
}

TEST(EmailMessage, is_the_mail_of_pulps_documentation_byte_for_byte) {
  EXPECT_EQ(mail_of(event_of(seed_report())), seed_mail());
}

TEST(EmailMessage, is_the_same_whenever_it_is_made) {
  const auto what = event_of(R"({"event_type":"a"})");

  EXPECT_EQ(mail_of(what), mail_of(what));
}

TEST(EmailMessage, has_an_id_of_its_own_for_each_event_listener_and_address) {
  const auto what = event_of("{}");
  auto other = what;
  other.id.sequence = 2;
  const auto id = [](const event& of, const char* listener, const char* to) {
    return email_message_id({of, listener, "s", "from@example.com", to});
  };

  EXPECT_EQ(id(what, "ops", "a@b"), id(what, "ops", "a@b"));
  EXPECT_NE(id(what, "ops", "a@b"), id(other, "ops", "a@b"));
  EXPECT_NE(id(what, "ops", "a@b"), id(what, "dev", "a@b"));
  EXPECT_NE(id(what, "ops", "a@b"), id(what, "ops", "c@b"));
  EXPECT_EQ(id(what, "..x", "a@b").find(what.id.text() + ".=2E=2Ex."), 1u) << "no empty atom";
}

TEST(EmailMessage, with_a_line_that_smtp_does_not_take_is_quoted_printable) {
  const auto what =
      event_of(R"({"event_type":"a","payload":")" + std::string(2'000, 'x') + R"(="})");

  const auto mail = mail_of(what);

  EXPECT_NE(mail.find("Content-Transfer-Encoding: quoted-printable\r\n"), std::string::npos);
  EXPECT_LE(longest_line(body_of(mail)), 76u);
  EXPECT_EQ(undone_quoting(body_of(mail)), indented_report(what.body));
}

TEST(EmailMessage, with_a_line_that_smtp_just_takes_is_7bit) {
  // `  "p": "` and the closing quote take 9 of the 998.
  const auto what = event_of(R"({"p":")" + std::string(989, 'x') + R"("})");
  const auto longer = event_of(R"({"p":")" + std::string(990, 'x') + R"("})");

  EXPECT_NE(mail_of(what).find("Encoding: 7bit"), std::string::npos);
  EXPECT_NE(mail_of(longer).find("Encoding: quoted-printable"), std::string::npos);
}

} // namespace
} // namespace fanfare::test
