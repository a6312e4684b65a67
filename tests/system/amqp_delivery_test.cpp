#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/notifiers/amqp_rabbitmq.hpp"
#include "tests/support/process.hpp"
#include "tests/support/talking_server.hpp"
#include "tests/system/brokered_site.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <future>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

// The whole program before a real RabbitMQ.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

class AmqpDelivery : public ::testing::Test {
protected:
  const rabbitmq_server& broker = the_rabbitmq();
  program_site site{environment_of(broker.options())};

  static std::string report(const std::string& type) { return numbered_reports(1, 0, type); }

  /// Returns how many deliveries the node says were accepted.
  static double delivered(const served_node& node) {
    return metric(node, R"(fanfare_deliveries_total{notifier="amqp",outcome="delivered"})");
  }

  /// Takes a queue's messages as a program does that speaks AMQP 0-9-1: their bodies, a line each.
  std::multiset<std::string> consumed(const std::string& queue) const {
    const process_plan take{"/usr/bin/amqp-get",
                            {"--url",
                             "amqp://guest:guest@127.0.0.1:" + std::to_string(broker.port()),
                             "--queue", queue}};
    std::multiset<std::string> bodies;
    for (auto end = run(take); end.exit_code == 0; end = run(take))
      bodies.insert(end.out + '\n');
    return bodies;
  }
};

TEST_F(AmqpDelivery, makes_the_exchange_with_the_first_event_and_each_queue_gets_its_own) {
  served_node node{site};
  listen_on(site, "pulp");
  ASSERT_FALSE(broker.exchange("pulp"));

  site.publish(report("first.event"));
  ASSERT_TRUE(soon([&] { return broker.exchange("pulp").has_value(); }));
  for (const auto& [queue, key] :
       {std::pair{"syncs", "repo.sync.*"}, {"repos", "repo.#"}, {"finishes", "repo.*.finish"}}) {
    broker.add_queue(queue);
    broker.bind(queue, "pulp", key);
  }
  const auto ids =
      site.publish(report("repo.sync.start") + report("repo.sync.finish") +
                   report("repo.publish.start") + report("repo.publish.finish") + report("fleet"));
  ASSERT_EQ(ids.size(), 5u);
  ASSERT_EQ(site.emptied().parked, 0u);

  EXPECT_EQ(consumed("syncs"),
            (std::multiset<std::string>{report("repo.sync.finish"), report("repo.sync.start")}));
  EXPECT_EQ(consumed("repos"),
            (std::multiset<std::string>{report("repo.publish.finish"), report("repo.publish.start"),
                                        report("repo.sync.finish"), report("repo.sync.start")}));
  EXPECT_EQ(consumed("finishes"), (std::multiset<std::string>{report("repo.publish.finish"),
                                                              report("repo.sync.finish")}));
  const auto made = broker.exchange("pulp").value_or("");
  EXPECT_NE(made.find(R"("type":"topic")"), std::string::npos) << made;
  EXPECT_NE(made.find(R"("durable":true)"), std::string::npos) << made;
}

TEST_F(AmqpDelivery, loses_nothing_when_the_broker_is_killed_and_started_again) {
  constexpr std::size_t count = 15'000;
  constexpr std::size_t part_size = 5'000;
  auto& killed = the_rabbitmq();
  killed.add_exchange("all", "topic");
  killed.add_queue("all");
  killed.bind("all", "all", "#");
  served_node node{site};
  listen_on(site, "all", R"({"concurrency":256})");
  std::vector<std::string> ids;
  // The last part comes when it is dead, so that it cannot be too late to kill it.
  std::promise<void> dead;
  std::thread publisher{[&, gone = dead.get_future()]() mutable {
    for (std::size_t part = 0; part < count; part += part_size) {
      if (part + part_size >= count)
        gone.wait();
      for (auto& id : site.publish(numbered_reports(part_size, part)))
        ids.push_back(std::move(id));
    }
  }};

  const bool begun = soon([&] { return delivered(node) >= 2'000; });
  killed.kill_now();
  dead.set_value();
  const auto before = delivered(node);
  killed.start();
  publisher.join();

  ASSERT_TRUE(begun);
  ASSERT_LT(before, count);
  const auto left = site.emptied(120s);
  EXPECT_EQ(left.unsettled + left.parked, 0u);
  EXPECT_EQ(left.dead_letters, 0u);
  ASSERT_EQ(ids.size(), count);
  std::map<std::string, std::string> bodies;
  std::size_t arrived = 0;
  for (const auto& each : killed.take_all("all")) {
    ++arrived;
    const auto known = bodies.emplace(each.message_id, each.body);
    EXPECT_EQ(known.first->second, each.body) << "a repeat is the same message";
  }
  std::size_t missing = 0;
  for (const auto& id : ids)
    missing += 1 - bodies.count(id);
  EXPECT_EQ(missing, 0u);
  EXPECT_EQ(bodies.size(), count);
  RecordProperty("accepted_before_the_kill", std::to_string(before));
  RecordProperty("repeats", std::to_string(arrived - count));
  std::printf("accepted before the kill: %.0f, arrived: %zu, missing: %zu, repeats: %zu\n", before,
              arrived, missing, arrived - count);
}

TEST_F(AmqpDelivery, is_looked_into_by_the_doctor_at_each_address) {
  const talking_server mail{"220 mail.example ESMTP\r\n"};
  auto how = broker.options();
  how.url += ",amqp://127.0.0.1:" + std::to_string(mail.port());
  const program_site other{environment_of(how)};
  listen_on(other, "pulp");

  const auto said = other.fanfare({"doctor"});

  EXPECT_NE(said.out.find("is RabbitMQ 3"), said.out.npos) << said.out << said.err;
  EXPECT_NE(said.out.find("it does not speak AMQP 1.0 at this port"), said.out.npos) << said.out;
}

TEST_F(AmqpDelivery, keeps_what_is_wrong_with_an_exchange_with_its_listener) {
  broker.add_exchange("loud", "fanout");
  served_node node{site};
  listen_on(site, "loud");
  site.publish(report("repo.sync.start"));

  std::string said;
  EXPECT_TRUE(soon([&] {
    said = site.fanfare({"event", "listener", "list", "--json"}).out;
    return said.find("it is there and of another type") != said.npos;
  })) << said;
  EXPECT_NE(said.find("exchange 'loud' at 127.0.0.1:"), said.npos) << said;
}

} // namespace
} // namespace fanfare::test
