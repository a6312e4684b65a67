#include "notifiers/amqp_routes.hpp"
#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/support/staged_broker.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <proton/connection.hpp>
#include <proton/connection_options.hpp>
#include <proton/io/connection_driver.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/sender.hpp>
#include <proton/session.hpp>

#include <algorithm>
#include <string>
#include <vector>

// A connection may live for months, while exchanges come and go.

namespace fanfare::test {
namespace {

using proton::io::connection_driver;

/// Ends its side of each session, and frees it, as a good broker would.
class tidy final : public proton::messaging_handler {
public:
  void on_session_close(proton::session& which) override { sessions.end(which); }
  void on_error(const proton::error_condition&) override {}

  amqp_routes sessions;
};

/// Brings what one has to say to the other.
void carry(connection_driver& from, connection_driver& to) {
  from.dispatch();
  const auto said = from.write_buffer();
  const auto room = to.read_buffer();
  const auto size = std::min(said.size, room.size);
  std::copy_n(said.data, size, room.data);
  from.write_done(size);
  to.read_done(size);
  from.dispatch();
  to.dispatch();
}

class AmqpSessions : public ::testing::Test {
protected:
  AmqpSessions() {
    ours.connect(proton::connection_options{our_handler});
    theirs.accept(proton::connection_options{their_handler});
    talk();
  }

  void talk() {
    for (int i = 0; i < 4; ++i) {
      carry(ours, theirs);
      carry(theirs, ours);
      our_sessions.sweep();
      their_handler.sessions.sweep();
    }
  }

  /// Opens and ends so many, with a link and messages that nobody settles.
  void come_and_go(int count) {
    for (int i = 0; i < count; ++i) {
      auto session = ours.connection().open_session();
      auto link = session.open_sender("x");
      talk();
      link.send(proton::message{"nobody settles this"});
      talk();
      our_sessions.end(session);
      talk();
    }
  }

  static std::size_t count(const proton::connection& of) {
    std::size_t all = 0;
    for ([[maybe_unused]] const auto& each : of.sessions())
      ++all;
    return all;
  }

  proton::messaging_handler our_handler;
  amqp_routes our_sessions;
  tidy their_handler;
  connection_driver ours;
  connection_driver theirs;
};

TEST_F(AmqpSessions, are_freed_with_all_that_is_in_them) {
  come_and_go(10);

  EXPECT_EQ(count(ours.connection()), 0u);
  EXPECT_EQ(count(theirs.connection()), 0u);
}

TEST_F(AmqpSessions, cost_no_memory_when_they_are_over) {
  come_and_go(200);
  const auto before = mallinfo2().uordblks;

  come_and_go(1'000);

  // One that is kept takes more than a kilobyte.
  EXPECT_LT(mallinfo2().uordblks, before + 100'000);
}

TEST(AmqpExchanges, come_and_go_over_one_connection) {
  staged_broker broker;
  const auto way = amqp_of(broker.options());

  for (std::uint64_t i = 1; i <= 1'100; ++i) {
    const auto end = deliver(*way, sync_start("x" + std::to_string(i), i));
    ASSERT_EQ(end.how, verdict::delivered) << end.detail;
  }

  EXPECT_EQ(broker.connections(), 1u);
  EXPECT_LE(broker.sessions(), 1'000u);
}

} // namespace
} // namespace fanfare::test
