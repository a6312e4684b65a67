#include "tests/support/mail_server.hpp"

#include <nlohmann/json.hpp>

#include <sstream>
#include <stdexcept>
#include <thread>

namespace fanfare::test {

namespace {

process_plan plan_of(std::vector<std::string> words) {
  words.insert(words.begin(), FANFARE_SOURCE_DIR "/tests/support/mail_server.py");
  process_plan plan;
  plan.program = "/usr/bin/python3";
  plan.words = std::move(words);
  return plan;
}

taken_mail mail_from(const nlohmann::json& line) {
  return {line.value("from", ""),   line.value("to", std::vector<std::string>{}),
          line.value("text", ""),   line.value("connection", 0),
          line.value("tls", false), line.value("user", "")};
}

} // namespace

mail_server::mail_server(std::vector<std::string> words) : running_(plan_of(std::move(words))) {
  const auto line = running_.wait_for_line("\"port\"");
  if (!line)
    throw std::runtime_error{"the mail server did not start: " + running_.err()};
  const auto started = nlohmann::json::parse(*line);
  port_ = started.at("port").get<std::uint16_t>();
  ca_path_ = started.at("ca").get<std::string>();
}

std::vector<taken_mail> mail_server::mails() const {
  std::vector<taken_mail> all;
  std::istringstream lines{running_.out()};
  for (std::string line; std::getline(lines, line);) {
    const auto read = nlohmann::json::parse(line, nullptr, false);
    if (read.is_object() && read.contains("text"))
      all.push_back(mail_from(read));
  }
  return all;
}

std::vector<taken_mail> mail_server::wait_for(std::size_t count) const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (mails().size() < count && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  return mails();
}

} // namespace fanfare::test
