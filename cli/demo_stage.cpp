#include "cli/demo_stage.hpp"

#include "cli/interruption.hpp"

#include <nlohmann/json.hpp>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace fanfare {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto start_patience = 20s;
constexpr auto stop_patience = 15s;

constexpr std::string_view config = R"([server]
listen = "127.0.0.1:0"

[security]
allow_networks = ["127.0.0.0/8"]
)";

std::string mail_config(unsigned port) {
  return "\n[email]\nenabled = true\nhost = \"127.0.0.1\"\nport = " + std::to_string(port) +
         "\nfrom = \"fanfare@example.com\"\n";
}

error failure(std::string detail) { return {errc::internal, std::move(detail)}; }

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines)
    text += (text.empty() ? "" : " / ") + line;
  return text;
}

std::optional<demo_arrival> arrival_from(const std::string& line) {
  auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("path"))
    return std::nullopt;
  return demo_arrival{json.value("path", ""), json.value("id", ""), json.value("body", ""),
                      json.value("status", 0)};
}

} // namespace

result<temporary_directory> temporary_directory::make() {
  std::error_code wrong;
  auto place = std::filesystem::temp_directory_path(wrong);
  auto name = (wrong ? std::filesystem::path{"/tmp"} : place).string() + "/fanfare-demo-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr)
    return failure("cannot make " + name + ": " + std::generic_category().message(errno) + ".");
  return temporary_directory{name};
}

temporary_directory::temporary_directory(temporary_directory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  if (!path_.empty())
    std::filesystem::remove_all(path_, ignored);
}

std::string demo_receiver::url() const {
  const auto address = "127.0.0.1:" + std::to_string(port);
  if (listener->queues())
    return "amqp://" + address + "/" + std::string{listener->name};
  return listener->mails() ? "smtp://" + address
                           : "http://" + address + "/" + std::string{listener->name};
}

result<std::unique_ptr<demo_stage>> demo_stage::set_up(demo_store::kind on) {
  auto directory = temporary_directory::make();
  if (!directory)
    return directory.error();
  auto store = demo_store::make(on, directory->path());
  if (!store)
    return store.error();
  std::unique_ptr<demo_stage> stage{new demo_stage{*std::move(directory), *std::move(store)}};
  if (auto written = stage->configure(std::string{config}); !written)
    return written.error();
  return stage;
}

/// Adds a section to the configuration of engine and commands.
result<void> demo_stage::configure(const std::string& section) {
  configuration_ += section;
  auto written = write("fanfare.toml", configuration_);
  return written ? result<void>{} : written.error();
}

result<std::vector<std::string>> demo_stage::words_to_receive(const demo_listener& listener) {
  if (listener.mails())
    return std::vector<std::string>{"demo-mailbox"};
  if (!listener.queues())
    return std::vector<std::string>{"demo-receiver", "--refuse-first",
                                    std::to_string(listener.refusals)};
  auto broker = demo_rabbitmq::start(directory_.path(), listener.name, listener.binding);
  if (!broker)
    return broker.error();
  rabbitmq_.emplace(*std::move(broker));
  return std::vector<std::string>{"demo-queue", "--port",
                                  std::to_string(rabbitmq_->management_port()), "--queue",
                                  std::string{listener.name}};
}

result<void> demo_stage::start_receiver(const demo_listener& listener) {
  const auto words = words_to_receive(listener);
  if (!words)
    return words.error();
  auto started = child_process::start(*words);
  if (!started)
    return started.error();
  std::vector<std::string> seen;
  unsigned port = 0;
  await_line(*started, start_patience, seen, [&](const std::string& line) {
    auto json = nlohmann::json::parse(line, nullptr, false);
    port = json.is_object() ? json.value("port", 0U) : 0U;
    return port != 0;
  });
  if (port == 0)
    return failure("the receiver " + std::string{listener.name} +
                   " did not start: " + joined(seen));
  if (listener.queues())
    port = rabbitmq_->amqp_port();
  receivers_.push_back({&listener, *std::move(started), port});
  if (listener.queues())
    return configure(rabbitmq_->configuration());
  return listener.mails() ? configure(mail_config(port)) : result<void>{};
}

result<void> demo_stage::start_engine() {
  auto started = child_process::start(with_config({"serve"}));
  if (!started)
    return started.error();
  engine_.emplace(*std::move(started));
  auto ready = await_line(*engine_, start_patience, engine_log_, [](const std::string& line) {
    return line.find("engine ready") != line.npos;
  });
  if (!ready)
    return failure("the engine did not start: " + joined(engine_log_));
  engine_line_ = ready->substr(ready->find("engine ready"));
  return {};
}

result<std::vector<std::string>> demo_stage::run(std::vector<std::string> words) const {
  if (interruption::has_come())
    return failure("interrupted by a signal.");
  auto ended = run_to_end(with_config(words), start_patience);
  if (!ended)
    return ended.error();
  if (ended->exit_code != 0)
    return failure("`fanfare " + words.front() + " …` ended with " +
                   std::to_string(ended->exit_code) + ": " + joined(ended->lines));
  return std::move(ended->lines);
}

result<std::string> demo_stage::write(const std::string& name, std::string_view text) const {
  auto path = (directory_.path() / name).string();
  std::ofstream file{path, std::ios::binary};
  if (!(file << text).flush())
    return failure(path + " cannot be written.");
  return path;
}

void demo_stage::receive_all_due(milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  take_output();
  while (!all_due_arrived() && steady_clock::now() < deadline && !interruption::has_come()) {
    wait_for_output(100ms);
    take_output();
  }
}

result<void> demo_stage::tear_down() {
  engine_->terminate();
  auto code = engine_->wait(stop_patience);
  for (auto& receiver : receivers_) {
    receiver.process.terminate();
    receiver.process.wait(stop_patience);
  }
  if (rabbitmq_)
    rabbitmq_->close();
  store_.close();
  take_output();
  if (code != 0)
    return failure(code ? "the engine ended with " + std::to_string(*code) + ": " +
                              joined(engine_log_)
                        : "the engine did not end after SIGTERM: " + joined(engine_log_));
  return {};
}

std::vector<std::string> demo_stage::with_config(std::vector<std::string> words) const {
  words.insert(words.begin(), {"--config", (directory_.path() / "fanfare.toml").string(), "--store",
                               store_.url()});
  return words;
}

bool demo_stage::all_due_arrived() const {
  return std::all_of(receivers_.begin(), receivers_.end(), [](const demo_receiver& one) {
    auto taken = std::count_if(one.arrived.begin(), one.arrived.end(),
                               [](const demo_arrival& request) { return request.taken(); });
    return static_cast<std::size_t>(taken) >= due_at(*one.listener);
  });
}

void demo_stage::wait_for_output(milliseconds patience) const {
  std::vector<pollfd> watched{{engine_->descriptor(), POLLIN, 0}};
  for (const auto& one : receivers_)
    watched.push_back({one.process.descriptor(), POLLIN, 0});
  ::poll(watched.data(), watched.size(), static_cast<int>(patience.count()));
}

void demo_stage::take_output() {
  for (auto& line : engine_->read_lines())
    engine_log_.push_back(std::move(line));
  for (auto& one : receivers_)
    for (const auto& line : one.process.read_lines())
      if (auto arrival = arrival_from(line))
        one.arrived.push_back(*std::move(arrival));
}

} // namespace fanfare
