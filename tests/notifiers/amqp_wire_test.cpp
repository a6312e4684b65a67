#include "notifiers/amqp_connection.hpp"
#include "notifiers/amqp_wire.hpp"
#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/support/staged_broker.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <proton/connection.hpp>
#include <proton/connection_options.hpp>
#include <proton/error_condition.hpp>
#include <proton/io/connection_driver.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/session.hpp>
#include <proton/transport.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace fanfare::test {
namespace {

using clock = std::chrono::steady_clock;

/// A broker at the other end of a pair of sockets, that goes on only when it is told to.
class other_end {
public:
  other_end() {
    int both[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) != 0)
      throw std::runtime_error{"no sockets"};
    file_ = both[0];
    wires_ = both[1];
    driver_.accept(proton::connection_options{handler_});
  }
  ~other_end() { hang_up(); }

  other_end(const other_end&) = delete;
  other_end& operator=(const other_end&) = delete;

  /// Returns the socket for the wire.
  int socket() const { return wires_; }
  proton::connection connection() const { return driver_.connection(); }

  /// Takes what has come and says what there is to say.
  void talk() {
    driver_.dispatch();
    for (bool more = true; more;) {
      const auto room = driver_.read_buffer();
      const auto got = room.size == 0 ? 0 : recv(file_, room.data, room.size, MSG_DONTWAIT);
      more = got > 0;
      if (more)
        driver_.read_done(static_cast<std::size_t>(got));
      driver_.dispatch();
    }
    for (auto rest = driver_.write_buffer(); rest.size > 0; rest = driver_.write_buffer()) {
      const auto sent = send(file_, rest.data, rest.size, MSG_NOSIGNAL);
      if (sent <= 0)
        return;
      driver_.write_done(static_cast<std::size_t>(sent));
      driver_.dispatch();
    }
  }

  void hang_up() {
    if (file_ >= 0)
      close(file_);
    file_ = -1;
  }

private:
  int file_ = -1;
  int wires_ = -1;
  proton::messaging_handler handler_;
  proton::io::connection_driver driver_;
};

/// Notes what is told of a connection, and throws where it is asked to.
class listening final : public proton::messaging_handler {
public:
  bool throws = false;
  bool is_open = false;
  std::string closed_with;
  std::string lost_with;

private:
  void on_connection_open(proton::connection&) override {
    if (throws)
      throw std::out_of_range{"no such thing"};
    is_open = true;
  }
  void on_connection_error(proton::connection& which) override {
    closed_with = which.error().what();
  }
  void on_transport_error(proton::transport& which) override { lost_with = which.error().what(); }
  void on_error(const proton::error_condition&) override {}
};

void let_talk(amqp_wire& one, other_end& other) {
  for (int i = 0; i < 10; ++i) {
    one.flush(clock::now());
    other.talk();
    one.receive();
  }
}

TEST(AmqpWire, reads_what_the_broker_said_before_it_hung_up) {
  other_end broker;
  listening told;
  amqp_wire wire{broker.socket(), proton::connection_options{told}};
  let_talk(wire, broker);
  ASSERT_TRUE(told.is_open);

  broker.connection().close({"amqp:not-allowed", "you talk too much"});
  broker.talk();
  broker.hang_up();
  wire.connection().open_session();
  wire.flush(clock::now());

  EXPECT_EQ(told.closed_with, "amqp:not-allowed: you talk too much");
  EXPECT_TRUE(wire.is_over());
}

TEST(AmqpWire, is_lost_when_the_broker_hangs_up_and_says_nothing) {
  other_end broker;
  listening told;
  amqp_wire wire{broker.socket(), proton::connection_options{told}};
  let_talk(wire, broker);

  broker.hang_up();
  wire.connection().open_session();
  wire.flush(clock::now());

  EXPECT_EQ(told.closed_with, "");
  EXPECT_EQ(told.lost_with.rfind("fanfare:io: ", 0), 0u) << told.lost_with;
  EXPECT_TRUE(wire.is_over());
}

TEST(AmqpWire, is_over_when_something_is_thrown_and_says_what) {
  other_end broker;
  listening told;
  told.throws = true;
  amqp_wire wire{broker.socket(), proton::connection_options{told}};

  let_talk(wire, broker);

  EXPECT_EQ(wire.thrown(), "no such thing");
  EXPECT_TRUE(wire.is_over());
}

/// Returns a socket that is connected to a broker of this process.
int socket_to(const amqp_address& at) {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(at.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return made;
}

TEST(AmqpConnection, is_broken_off_with_the_cause_when_something_is_thrown_in_it) {
  staged_manners how;
  how.forbidden = {"pulp"};
  const staged_broker at{how};
  const auto broker = amqp_broker::with(at.options());
  const amqp_patience patience;
  amqp_tls tls{broker->how};
  amqp_answers answers;
  amqp_counts counts;
  amqp_meter meter{counts};
  amqp_suspects suspects;
  curl_transfers transfers;
  const auto made =
      amqp_connection::make(socket_to(broker->addresses[0]),
                            {*broker, broker->addresses[0], patience, tls, answers, meter, suspects,
                             []() -> double { throw std::out_of_range{"no dice"}; }},
                            transfers, clock::now());
  ASSERT_TRUE(made) << made.error().detail;
  auto& connection = **made;
  outcome_log log;
  amqp_job job;
  job.what = sync_start("pulp");
  const std::atomic<bool> closed{false};
  job.answer = {std::make_shared<attempt_batch>(log.sink(), 1, closed), job.what.ticket};
  job.deadline = job.start_by = clock::now() + std::chrono::seconds{20};

  std::optional<amqp_job> waiting{std::move(job)};
  for (const auto start = clock::now(); connection.how_far() != amqp_connection::stage::over &&
                                        clock::now() - start < std::chrono::seconds{20};) {
    if (waiting && connection.how_far() == amqp_connection::stage::open)
      connection.add("pulp", *std::exchange(waiting, std::nullopt), clock::now());
    connection.advance(clock::now());
    pollfd ready{connection.file(), POLLIN, 0};
    poll(&ready, 1, 100);
    connection.receive(clock::now());
  }
  connection.lose_all();
  answers.report();

  EXPECT_NE(connection.fault().find("something unexpected happened: no dice"), std::string::npos)
      << connection.fault();
  ASSERT_EQ(log.size(), 1u) << "nothing is lost";
  EXPECT_EQ(log.wait_for(1)[0].how, verdict::unsent);
  const auto families = meter.families();
  const auto faults = std::find_if(families.begin(), families.end(), [](const auto& each) {
    return each.name == "fanfare_amqp_faults_total";
  });
  ASSERT_NE(faults, families.end());
  EXPECT_EQ(faults->samples.at(0).value, 1);
}

} // namespace
} // namespace fanfare::test
