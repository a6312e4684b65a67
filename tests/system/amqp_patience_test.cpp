#include "tests/notifiers/amqp_rabbitmq.hpp"
#include "tests/support/talking_server.hpp"
#include "tests/system/brokered_site.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// What the whole program does about a broker that never lets it in.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto watched_for = 60s;

/// Returns the processor time that a process has used.
std::chrono::duration<double> cpu_of(pid_t process) {
  clockid_t which{};
  timespec used{};
  EXPECT_EQ(clock_getcpuclockid(process, &which), 0);
  EXPECT_EQ(clock_gettime(which, &used), 0);
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

/// Returns the processor time that the threads of the amqp notifier have used, those included
/// that libcurl makes for it and that run now.
std::chrono::duration<double> cpu_of_notifier(pid_t process) {
  std::chrono::nanoseconds used{0};
  std::size_t threads = 0;
  for (const auto& each :
       std::filesystem::directory_iterator{"/proc/" + std::to_string(process) + "/task"}) {
    std::string name;
    std::getline(std::ifstream{each.path() / "comm"}, name);
    if (name != "fanfare-amqp")
      continue;
    std::int64_t on_cpu = 0;
    std::ifstream{each.path() / "schedstat"} >> on_cpu;
    EXPECT_GT(on_cpu, 0);
    used += std::chrono::nanoseconds{on_cpu};
    ++threads;
  }
  EXPECT_GE(threads, 1u) << "there is no thread of its name";
  return used;
}

/// A node with events for a broker that does not let it in.
class refused_node {
public:
  refused_node(const messaging_options& broker, std::string what_is_said)
      : site_(environment_of(broker)), said_(std::move(what_is_said)), node_(site_) {
    listen_on(site_, "pulp");
    site_.publish(numbered_reports(100));
    begun_with_ = cpu_of(node_.running().pid());
  }

  /// Looks at what it did since then, and ends it.
  void judge() {
    const auto used = cpu_of_notifier(node_.running().pid()); // since its first attempt
    const auto used_by_all = cpu_of(node_.running().pid()) - begun_with_;
    const auto tries = metric(node_, "fanfare_amqp_connects_total");
    const auto ready = asked(node_, "/readyz");
    node_.running().signal(SIGTERM);
    const auto end = node_.running().wait(10s);

    std::printf("\"%s\": %.0f tries, %.4f s of CPU in %lld s (the whole node: %.3f s)\n",
                said_.c_str(), tries, used.count(), static_cast<long long>(watched_for.count()),
                used_by_all.count());
    EXPECT_NE(ready.find("notifier amqp: the broker is not to be had: "), std::string::npos);
    EXPECT_NE(ready.find(said_), std::string::npos) << ready;
    EXPECT_GE(tries, 2) << said_;
    EXPECT_LE(tries, 10) << said_;
    EXPECT_LE(used.count(), 0.5) << said_;
    // Most of it goes to the engine, which looks for new events all the time. Who tries
    // without a pause uses up a core.
    EXPECT_LE(used_by_all.count(), 1.0) << said_;
    ASSERT_TRUE(end) << "it did not end: " << said_;
    EXPECT_EQ(end->exit_code, 0) << end->err;
    EXPECT_EQ(site_.open()->counts()->dead_letters, 0u) << said_;
  }

private:
  program_site site_;
  const std::string said_;
  served_node node_;
  std::chrono::duration<double> begun_with_{};
};

TEST(AmqpPatience, names_what_keeps_it_out_and_asks_again_at_little_cost) {
  const talking_server mail{"220 mail.example ESMTP\r\n"};
  const talking_server silent;
  const auto fine = the_rabbitmq().options();
  auto wrong_password = fine;
  wrong_password.password = "hunter2";
  auto untrusted = fine;
  untrusted.url = "amqps://localhost:" + std::to_string(the_rabbitmq().tls_port());
  auto no_amqp = fine;
  no_amqp.url = "amqp://127.0.0.1:" + std::to_string(mail.port());
  auto says_nothing = fine;
  says_nothing.url = "amqp://127.0.0.1:" + std::to_string(silent.port());

  refused_node nodes[] = {
      {wrong_password, "the broker refuses the username and password of [messaging]"},
      {untrusted, "its certificate is not to be trusted"},
      {no_amqp, "it does not speak AMQP 1.0 at this port"},
      {says_nothing, "it is there, and says nothing in AMQP within 5s"},
  };
  std::this_thread::sleep_for(watched_for);

  for (auto& each : nodes)
    each.judge();
}

} // namespace
} // namespace fanfare::test
