#include "fanfare/configuration.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

translated_settings translated(std::string_view text) {
  auto got = settings_from_pulp(text, "server.conf");
  EXPECT_TRUE(got) << got.error().detail;
  return got ? *std::move(got) : translated_settings{};
}

bool has_line(const translated_settings& in, const std::string& line) {
  return in.toml.find("\n" + line + "\n") != std::string::npos;
}

TEST(PulpSettings, become_the_sections_for_email_and_messaging) {
  const auto got = translated(R"(# = Email =
[email]
host: mail.example.org
port = 2525
From: no-reply@your.domain ; as it shipped
enabled: true

[messaging]
url: ssl://pulp:s3cret@broker.example.org:5671/vhost
topic_exchange: 'pulp'
)");

  EXPECT_TRUE(has_line(got, "[email]\nenabled = true\nhost = \"mail.example.org\"\nport = 2525\n"
                            "from = \"no-reply@your.domain\""))
      << got.toml;
  EXPECT_TRUE(has_line(got, "[messaging]\nurl = \"amqps://broker.example.org:5671/vhost\"\n"
                            "username = \"pulp\"\npassword = \"s3cret\"\n"
                            "topic_exchange = \"pulp\""))
      << got.toml;
  EXPECT_TRUE(has_line(got, "subject_prefix = \"pulp.server\""));
  EXPECT_EQ(got.notes, std::vector<std::string>{});
}

TEST(PulpSettings, that_are_commented_out_become_what_they_were_in_pulp) {
  const auto got = translated("[email]\n# host: h\n# enabled: true\n[messaging]\n#url: x\n");

  EXPECT_TRUE(has_line(got, "enabled = false\nhost = \"localhost\"\nport = 25\n"
                            "from = \"pulp@localhost\""))
      << got.toml;
  EXPECT_TRUE(has_line(got, "url = \"amqp://localhost:5672\"\ntopic_exchange = \"amq.topic\""));
}

TEST(PulpSettings, that_have_no_counterpart_are_named_without_their_values) {
  const auto got = translated("[database]\nname: pulp_database\npassword: hunter2\n[tasks]\n"
                              "[messaging]\ntransport: qpid\nclientcert: /hunter2.pem\n");

  ASSERT_EQ(got.notes.size(), 3u);
  EXPECT_NE(got.notes[0].find("server.conf:6: [messaging] 'transport'"), std::string::npos);
  EXPECT_NE(got.notes[1].find("server.conf:7: [messaging] 'clientcert'"), std::string::npos);
  EXPECT_NE(got.notes[2].find("'database'"), std::string::npos);
  for (const auto& note : got.notes) {
    EXPECT_EQ(note.find("hunter2"), std::string::npos);
    EXPECT_EQ(note.find("tasks"), std::string::npos) << "an empty section is nothing left out";
  }
}

TEST(PulpSettings, of_a_file_that_is_not_pulps_raise_a_doubt) {
  const auto got = translated("[main]\ncachedir=/var\n");

  ASSERT_EQ(got.notes.size(), 2u);
  EXPECT_NE(got.notes[1].find("server.conf?"), std::string::npos);
}

TEST(PulpSettings, are_read_as_python_read_them) {
  const auto got = translated("\r\n; a comment\r\n[email]\r\nHOST = a.example.org\r\n"
                              "  # indented comment\r\nfrom: a;b@c\r\nhost: b.example.org\r\n"
                              "[email]\nport: 26\n");

  EXPECT_TRUE(has_line(got, "host = \"b.example.org\"\nport = 26\nfrom = \"a;b@c\"")) << got.toml;
}

TEST(PulpSettings, cannot_end_a_text_or_a_line_of_the_result) {
  const auto got = translated("[email]\nfrom: \"x\"\n [security]\nhost: a\n");

  EXPECT_TRUE(has_line(got, R"(from = "\"x\"\n[security]")")) << got.toml;
}

TEST(PulpSettings, that_are_wrong_are_refused_with_their_line_and_no_password) {
  const std::vector<std::pair<const char*, std::vector<const char*>>> table{
      {"[email]\nport: smtp\n", {"server.conf:2:", "port", "'smtp'"}},
      {"[email]\nport: 0\n", {"server.conf:2:", "port", "1 to 65535"}},
      {"[email]\nenabled: perhaps\n", {"server.conf:2:", "enabled", "'perhaps'"}},
      {"[messaging]\nurl: hunter2@broker\n", {"server.conf:2:", "url", "tcp://HOST:PORT"}},
      {"[messaging]\nurl: tcp://u:hunter2@\n", {"server.conf:2:", "url", "tcp://HOST:PORT"}},
      {"[messaging]\nurl: http://hunter2\n", {"server.conf:2:", "url", "ssl://HOST:PORT"}},
      {"host: h\n", {"server.conf:1:", "'host'", "no section"}},
      {"[email\n", {"server.conf:1:", "[NAME]"}},
      {"[email]\n\nhunter2\n", {"server.conf:3:", "KEY: VALUE"}},
  };
  for (const auto& [text, words] : table) {
    SCOPED_TRACE(text);

    const auto got = settings_from_pulp(text, "server.conf");

    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::invalid_options);
    EXPECT_EQ(got.error().detail.find("hunter2"), std::string::npos) << got.error().detail;
    for (const auto* word : words)
      EXPECT_NE(got.error().detail.find(word), std::string::npos)
          << word << " is missing in " << got.error().detail;
  }
}

} // namespace
} // namespace fanfare::test
