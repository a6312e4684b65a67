#include "cli/demo_mailbox.hpp"

#include "cli/console.hpp"
#include "cli/demo_door.hpp"
#include "cli/exit_code.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view end_of_mail = "\r\n.\r\n";

/// Takes everything up to `end` off the front; nothing if it is not there yet.
std::optional<std::string> take_until(std::string& received, std::string_view end) {
  const auto at = received.find(end);
  if (at == received.npos)
    return std::nullopt;
  auto taken = received.substr(0, at);
  received.erase(0, at + end.size());
  return taken;
}

std::string between(std::string_view text, std::string_view before, char after) {
  const auto at = text.find(before);
  if (at == text.npos)
    return {};
  text.remove_prefix(at + before.size());
  return std::string{text.substr(0, text.find(after))};
}

/// Undoes what SMTP does to lines that begin with a dot.
std::string without_stuffing(std::string text) {
  for (auto at = text.find("\r\n.."); at != text.npos; at = text.find("\r\n..", at + 3))
    text.erase(at + 2, 1);
  return text;
}

/// Takes mails, and speaks no more SMTP than that takes.
class mailbox {
public:
  explicit mailbox(std::ostream& out) : out_(out) {}

  demo_manners manners() {
    return {.opened = [](int connection) { demo_door::answer(connection, "220 demo\r\n"); },
            .grown = [this](int connection, std::string& received) { read(connection, received); },
            .closed = [this](int connection) { sessions_.erase(connection); }};
  }

private:
  struct session {
    std::string to;
    bool in_mail = false;
  };

  void read(int connection, std::string& received) {
    auto& now = sessions_[connection];
    while (auto next = take_until(received, now.in_mail ? end_of_mail : "\r\n")) {
      if (now.in_mail)
        take(now, without_stuffing(*std::move(next)));
      else
        obey(now, *next);
      demo_door::answer(connection, now.in_mail ? "354 go on\r\n" : "250 OK\r\n");
    }
  }

  static void obey(session& now, const std::string& line) {
    if (line.starts_with("RCPT TO:"))
      now.to = between(line, "<", '>');
    now.in_mail = line == "DATA";
  }

  void take(session& now, const std::string& mail) {
    now.in_mail = false;
    const auto head_end = mail.find("\r\n\r\n");
    ordered_json line{{"path", now.to},
                      {"id", between(mail, "\r\nMessage-ID: <", '.')},
                      {"body", head_end == mail.npos ? "" : mail.substr(head_end + 4)},
                      {"status", 250}};
    out_ << line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
  }

  std::ostream& out_;
  std::map<int, session> sessions_;
};

int receive(const arguments&, console& to) {
  auto door = demo_door::open();
  if (!door)
    return fail(to, {errc::internal, "cannot listen on a loopback port."});
  to.out << ordered_json{{"port", door->port()}}.dump() << std::endl;
  mailbox by{to.out};
  door->serve(by.manners());
}

} // namespace

command demo_mailbox_command() {
  return {.name = "demo-mailbox",
          .description = "take the mails that the demo delivers",
          .run = receive,
          .visible = shown::nowhere};
}

} // namespace fanfare
