#include "tests/support/redis_server.hpp"

#include "tests/support/process.hpp"

#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <utility>

namespace fanfare::test {

namespace {

std::string text_of(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER)
    return std::to_string(reply.integer);
  if (reply.type != REDIS_REPLY_ARRAY)
    return reply.str == nullptr ? std::string{} : std::string{reply.str, reply.len};
  std::string lines;
  for (std::size_t i = 0; i < reply.elements; ++i)
    lines += text_of(*reply.element[i]) + "\n";
  return lines;
}

struct closer {
  void operator()(redisContext* open) const { redisFree(open); }
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

} // namespace

redis_server::redis_server(std::vector<std::string> settings) : settings_(std::move(settings)) {
  start();
}

redis_server::~redis_server() = default;

void redis_server::launch() {
  process_plan plan{"/usr/bin/redis-server",
                    {"--port", "0", "--unixsocket", socket(), "--dir", place_.path().string(),
                     "--save", "", "--logfile", "", "--daemonize", "no"}};
  plan.words.insert(plan.words.end(), settings_.begin(), settings_.end());
  running_ = std::make_unique<process>(plan);
}

void redis_server::start() {
  launch();
  if (!running_->wait_for_line("eady to accept connections"))
    throw std::runtime_error{"redis-server did not start: " + running_->out() + running_->err()};
}

void redis_server::kill_now() {
  running_->signal(SIGKILL);
  if (!running_->wait())
    throw std::runtime_error{"redis-server outlived SIGKILL"};
}

void redis_server::signal(int number) { running_->signal(number); }

std::string redis_server::ask(const std::vector<std::string>& words) const {
  const timeval patience{5, 0};
  std::unique_ptr<redisContext, closer> open{
      redisConnectUnixWithTimeout(socket().c_str(), patience)};
  if (!open || open->err != 0)
    throw std::runtime_error{"cannot connect to " + socket()};
  redisSetTimeout(open.get(), patience);
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const auto& word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  std::unique_ptr<redisReply, closer> reply{static_cast<redisReply*>(
      redisCommandArgv(open.get(), static_cast<int>(words.size()), texts.data(), sizes.data()))};
  if (!reply)
    throw std::runtime_error{words.front() + ": " + static_cast<const char*>(open->errstr)};
  return text_of(*reply);
}

} // namespace fanfare::test
