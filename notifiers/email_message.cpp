#include "notifiers/email_message.hpp"

#include "notifiers/email_address.hpp"
#include "notifiers/indented_report.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>

namespace fanfare {

namespace {

constexpr std::size_t max_line_bytes = 998;
constexpr std::size_t max_quoted_line_bytes = 76;
constexpr std::string_view line_end = "\r\n";

constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// As RFC 5322 has it. Not strftime, which writes the names of the host's locale.
std::string date_text(std::uint64_t unix_ms) {
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64] = "";
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d +0000",
                days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                utc.tm_min, utc.tm_sec);
  return text;
}

std::string hex(std::uint64_t number, unsigned digits) {
  constexpr std::string_view letters = "0123456789abcdef";
  std::string text;
  for (auto left = digits; left-- > 0;)
    text += letters[number >> (4 * left) & 0xf];
  return text;
}

/// FNV-1a: the same on every node and in every version.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string_view next_line(std::string_view text) { return text.substr(0, text.find(line_end)); }

bool has_long_line(std::string_view body) {
  while (!body.empty()) {
    const auto line = next_line(body);
    if (line.size() > max_line_bytes)
      return true;
    body.remove_prefix(std::min(body.size(), line.size() + line_end.size()));
  }
  return false;
}

std::string quoted_line(std::string_view line) {
  std::string text;
  std::size_t column = 0;
  for (const char c : line) {
    const bool plain = c >= ' ' && c <= '~' && c != '=';
    const auto written = plain ? std::string{c} : "=" + [c] {
      auto pair = hex(static_cast<unsigned char>(c), 2);
      std::transform(pair.begin(), pair.end(), pair.begin(), [](char digit) {
        return digit >= 'a' ? static_cast<char>(digit - 32) : digit;
      });
      return pair;
    }();
    // One place is kept for the mark of a line that goes on.
    if (column + written.size() > max_quoted_line_bytes - 1) {
      text += "=\r\n";
      column = 0;
    }
    text += written;
    column += written.size();
  }
  return text;
}

std::string quoted_printable(std::string_view body) {
  std::string text;
  text.reserve(body.size() + body.size() / 16);
  while (!body.empty()) {
    const auto line = next_line(body);
    text += quoted_line(line);
    text += line_end;
    body.remove_prefix(std::min(body.size(), line.size() + line_end.size()));
  }
  return text;
}

} // namespace

std::string email_message_id(const email_letter& of) {
  std::string listener;
  for (const char c : of.listener)
    listener += c == '.' ? "=2E" : std::string{c};
  auto host = std::string{domain_of(of.from)};
  return "<" + of.what.id.text() + "." + listener + "." + hex(hash_of(of.to), 16) + "@" + host +
         ">";
}

std::string email_text(const email_letter& of) {
  auto body = indented_report(of.what.body);
  const bool quoted = has_long_line(body);
  if (quoted)
    body = quoted_printable(body);
  std::string text;
  text.reserve(body.size() + 1024);
  const auto field = [&text](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append(line_end);
  };
  field("Content-Type", "text/plain; charset=\"us-ascii\"");
  field("MIME-Version", "1.0");
  field("Content-Transfer-Encoding", quoted ? "quoted-printable" : "7bit");
  field("Subject", of.subject);
  field("From", of.from);
  field("To", of.to);
  field("Date", date_text(of.what.id.ms));
  field("Message-ID", email_message_id(of));
  field("Auto-Submitted", "auto-generated");
  return text.append(line_end).append(body);
}

} // namespace fanfare
