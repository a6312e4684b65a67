#include "bench/redis_server.hpp"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <thread>

namespace fanfare::bench {

namespace {

bool answers(const std::string& socket_path) {
  auto* context = redisConnectUnix(socket_path.c_str());
  if (context == nullptr)
    return false;
  auto* reply =
      context->err == 0 ? static_cast<redisReply*>(redisCommand(context, "PING")) : nullptr;
  const bool sound = reply != nullptr && reply->type == REDIS_REPLY_STATUS;
  if (reply != nullptr)
    freeReplyObject(reply);
  redisFree(context);
  return sound;
}

} // namespace

redis_server::redis_server(const std::string& fsync) : process_(start(fsync)) {
  for (int i = 0; i < 250; ++i) {
    if (answers(socket_path()))
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  std::fprintf(stderr, "fanfare-bench: redis-server does not answer; is it installed?\n");
  std::exit(69);
}

pid_t redis_server::start(const std::string& fsync) const {
  const auto directory = directory_.path();
  const auto socket = socket_path();
  const auto process = fork();
  if (process != 0)
    return process;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(quiet, STDOUT_FILENO);
  execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket.c_str(), "--dir",
         directory.c_str(), "--save", "", "--appendonly", "yes", "--appendfsync", fsync.c_str(),
         static_cast<char*>(nullptr));
  _exit(127);
}

std::uint64_t redis_server::used_memory() const {
  auto* context = redisConnectUnix(socket_path().c_str());
  if (context == nullptr)
    return 0;
  auto* reply =
      context->err == 0 ? static_cast<redisReply*>(redisCommand(context, "INFO memory")) : nullptr;
  const std::string said = reply != nullptr && reply->str != nullptr ? reply->str : "";
  if (reply != nullptr)
    freeReplyObject(reply);
  redisFree(context);
  constexpr const char* field = "used_memory:";
  const auto at = said.find(field);
  return at == std::string::npos ? 0 : std::strtoull(&said[at + std::strlen(field)], nullptr, 10);
}

std::chrono::nanoseconds redis_server::cpu() const {
  clockid_t clock = 0;
  timespec used{};
  if (clock_getcpuclockid(process_, &clock) != 0 || clock_gettime(clock, &used) != 0)
    return {};
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

redis_server::~redis_server() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

} // namespace fanfare::bench
