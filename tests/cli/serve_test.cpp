#include "tests/cli/program_test.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace fanfare::test {
namespace {

/// A receiver that takes connections and never answers.
class silent_receiver {
public:
  silent_receiver() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(door_, generic, size), 0);
    EXPECT_EQ(::listen(door_, 16), 0);
    EXPECT_EQ(::getsockname(door_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~silent_receiver() {
    if (connection_ >= 0)
      ::close(connection_);
    ::close(door_);
  }
  silent_receiver(const silent_receiver&) = delete;
  silent_receiver& operator=(const silent_receiver&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

  /// Waits until somebody sends something.
  void wait_for_request() {
    connection_ = ::accept4(door_, nullptr, nullptr, SOCK_CLOEXEC);
    char byte = 0;
    EXPECT_EQ(::recv(connection_, &byte, 1, 0), 1);
  }

private:
  int door_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int connection_ = -1;
  unsigned port_ = 0;
};

class ServeCommand : public program_test {
protected:
  process_plan serve_plan() const {
    auto how = plan({"serve", "--listen=127.0.0.1:0"});
    how.environment["FANFARE_SECURITY_ALLOW_NETWORKS"] = "127.0.0.0/8";
    return how;
  }
};

TEST_F(ServeCommand, is_ready_makes_its_store_and_ends_well_with_SIGTERM) {
  process node{serve_plan()};

  auto ready = node.wait_for_line("engine ready");
  node.signal(SIGTERM);
  auto end = node.wait();

  ASSERT_TRUE(ready) << node.err();
  EXPECT_NE(ready->find("http://127.0.0.1:"), std::string::npos);
  EXPECT_NE(ready->find("sqlite:fanfare.db"), std::string::npos);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 0) << end->err;
  EXPECT_EQ(end->out, "");
  EXPECT_TRUE(std::filesystem::exists(directory_.file("fanfare.db")));
}

TEST_F(ServeCommand, ends_well_with_SIGINT_too) {
  process node{serve_plan()};

  ASSERT_TRUE(node.wait_for_line("engine ready")) << node.err();
  node.signal(SIGINT);
  auto end = node.wait();

  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 0) << end->err;
}

TEST_F(ServeCommand, gives_the_attempts_under_way_time_unless_it_is_told_twice) {
  silent_receiver receiver;
  must({"event", "listener", "http", "create", "--event-type=*", "--url=" + receiver.url()});
  process node{serve_plan()};
  ASSERT_TRUE(node.wait_for_line("engine ready")) << node.err();
  must({"publish", "--event-type=a"});
  receiver.wait_for_request();

  node.signal(SIGTERM);
  ASSERT_TRUE(node.wait_for_line("SIGTERM: taking no more events"));
  EXPECT_FALSE(node.wait(std::chrono::milliseconds{300})) << "ended with an attempt under way";
  node.signal(SIGTERM);
  auto end = node.wait(std::chrono::seconds{2});

  ASSERT_TRUE(end);
  EXPECT_EQ(end->signal, SIGTERM);
}

TEST_F(ServeCommand, refuses_a_store_that_another_node_has) {
  process node{serve_plan()};
  ASSERT_TRUE(node.wait_for_line("engine ready")) << node.err();

  auto second = run(serve_plan());

  EXPECT_EQ(second.exit_code, 69);
  EXPECT_NE(second.err.find(std::to_string(node.pid())), std::string::npos) << second.err;
}

TEST_F(ServeCommand, refuses_an_address_that_cannot_be_listened_on) {
  auto end = fanfare({"serve", "--listen=nonsense"});

  EXPECT_EQ(end.exit_code, 78);
  EXPECT_NE(end.err.find("nonsense"), std::string::npos) << end.err;
}

} // namespace
} // namespace fanfare::test
