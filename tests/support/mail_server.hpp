#pragma once

#include "tests/support/process.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace fanfare::test {

/// A mail as the server took it.
struct taken_mail {
  std::string from;
  std::vector<std::string> to;
  std::string text; ///< Headers and body, lines end in CRLF; dots are not stuffed.
  int connection = 0;
  bool tls = false;
  std::string user; ///< Who logged in; empty if nobody did.
};

/// A real mail server as a process of its own: tests/support/mail_server.py,
/// which has the words that may be given. Throws if it does not start.
/// Thread safety: that of `process`.
class mail_server {
public:
  explicit mail_server(std::vector<std::string> words = {});

  std::uint16_t port() const { return port_; }
  /// Returns the file with its certificate; empty without TLS.
  const std::string& ca_path() const { return ca_path_; }

  /// Waits until it has taken `count` mails, at most 20 s, and returns all it has.
  std::vector<taken_mail> wait_for(std::size_t count) const;
  std::vector<taken_mail> mails() const;

private:
  process running_;
  std::uint16_t port_ = 0;
  std::string ca_path_;
};

} // namespace fanfare::test
