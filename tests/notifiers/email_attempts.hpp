#pragma once

#include "notifiers/email_notifier.hpp"
#include "tests/notifiers/http_attempts.hpp"
#include "tests/support/mail_server.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace fanfare::test {

inline std::string content_of(const std::string& file) {
  std::ifstream in{std::string{FANFARE_SOURCE_DIR "/tests/"} + file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_FALSE(text.empty()) << file;
  return text;
}

/// Returns the report of Pulp's documentation.
inline std::string seed_report() { return content_of("data/reports/A_seed_repo.sync.start.json"); }

/// Returns the mail that is due for it, as it goes over the wire.
inline std::string seed_mail() {
  std::string mail;
  for (const char c : content_of("notifiers/golden/seed_mail.txt"))
    mail += c == '\n' ? std::string{"\r\n"} : std::string{c};
  return mail;
}

/// Returns options for a mail server of the tests.
inline email_options options_for(const mail_server& at) {
  email_options how;
  how.enabled = true;
  how.host = "127.0.0.1";
  how.port = at.port();
  how.from = "no-repy@your.domain";
  how.ca_path = at.ca_path();
  return how;
}

inline std::unique_ptr<notifier> mailer_of(const email_options& how,
                                           std::size_t max_connections = 4) {
  auto server = smtp_server::with(how);
  EXPECT_TRUE(server) << server.error().detail;
  return make_email_notifier(std::move(*server), max_connections);
}

inline std::unique_ptr<notifier> mailer_for(const mail_server& at) {
  return mailer_of(options_for(at));
}

/// Returns an attempt to mail `body` to one address of a listener.
inline attempt mail_to(const std::string& address, std::uint64_t ticket = 1,
                       std::string body = R"({"event_type":"repo.sync.start"})") {
  auto what = attempt_for(
      listener_for(R"({"subject":"pulp notification","addresses":[")" + address + R"("]})"), ticket,
      std::move(body));
  what.part = address;
  return what;
}

} // namespace fanfare::test
