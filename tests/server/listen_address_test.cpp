#include "tests/server/server_test.hpp"

namespace fanfare::test {
namespace {

result<std::unique_ptr<http_server>> listen_on(engine& to, const std::string& where) {
  options how;
  how.listen = where;
  return http_server::start(to, how);
}

TEST(ListenAddress, is_the_real_one_where_port_0_was_asked_for) {
  fake_engine engine;

  for (const auto* where : {"127.0.0.1:0", "localhost:0"}) {
    const auto server = listen_on(engine, where);

    ASSERT_TRUE(server) << server.error().detail;
    EXPECT_EQ((*server)->address().find("127.0.0.1:"), 0u);
    EXPECT_NE((*server)->address(), "127.0.0.1:0");
  }
}

TEST(ListenAddress, is_refused_with_a_way_out) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"127.0.0.1", "no port"},      {"127.0.0.1:", "no port"},
      {"127.0.0.1:http", "no port"}, {"127.0.0.1:65536", "65535"},
      {":8480", "127.0.0.1:8480"},   {"example.com:80", "no IP address"},
      {"::1:8480", "[::1]"},         {"[::1:8480", "[::1]"},
      {"0.0.0.0:0", "tokens"},       {"[::]:0", "tokens"},
      {"192.0.2.1:0", "tokens"},
  };
  fake_engine engine;
  for (const auto& [where, words] : table) {
    SCOPED_TRACE(where);

    const auto server = listen_on(engine, where);

    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().code, errc::invalid_options);
    EXPECT_NE(server.error().detail.find(where), std::string::npos) << server.error().detail;
    EXPECT_NE(server.error().detail.find(words), std::string::npos) << server.error().detail;
  }
}

TEST(ListenAddress, in_use_is_named) {
  fake_engine engine;
  const auto first = listen_on(engine, "127.0.0.1:0");
  ASSERT_TRUE(first);

  const auto second = listen_on(engine, (*first)->address());

  ASSERT_FALSE(second);
  EXPECT_NE(second.error().detail.find((*first)->address() + " is in use"), std::string::npos)
      << second.error().detail;
}

} // namespace
} // namespace fanfare::test
