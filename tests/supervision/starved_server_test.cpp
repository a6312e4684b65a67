#include "tests/server/server_test.hpp"
#include "tests/support/failing_allocations.hpp"

#include <pthread.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* name = "served";

/// An HTTP server one of whose thread's allocations fails.
class StarvedServer : public server_test {
protected:
  /// A new thread is called as the one that starts it.
  void SetUp() override {
    std::array<char, 16> ours{};
    pthread_getname_np(pthread_self(), ours.data(), ours.size());
    pthread_setname_np(pthread_self(), name);
    begin({.patience = 200ms});
    pthread_setname_np(pthread_self(), ours.data());
  }

  raw_answer get(const std::string& path) {
    return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  unsigned long failures() {
    const std::string field = "\nfanfare_http_server_failures_total ";
    const auto body = get("/metrics").body;
    const auto at = body.find(field);
    return at == std::string::npos ? 0 : std::strtoul(&body[at + field.size()], nullptr, 10);
  }
};

TEST_F(StarvedServer, loses_one_client_at_most_and_serves_the_next_one) {
  for (std::size_t n = 1; n < 400; n += 1 + n / 2) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    failing_allocations::fail_nth_on(name, n);
    const auto first = get("/livez");
    const bool has_failed = failing_allocations::forget_nth_on_thread() == 0;

    EXPECT_EQ(get("/livez").status, 200);
    EXPECT_TRUE(has_failed || first.status == 200);
    if (!has_failed || HasFailure())
      break;
  }

  EXPECT_GT(failures(), 2u);
}

} // namespace
} // namespace fanfare::test
