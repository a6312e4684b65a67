#include "tests/crash/account.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/steady_publisher.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace fanfare::test {
namespace {

constexpr std::size_t events = 400;

/// What throws once, in a real node under load, and who has to be started again for it.
struct mishap {
  const char* point; ///< As FANFARE_THROW_AT has it.
  const char* who;
  const char* name;
};

/// For the names of the tests.
std::ostream& operator<<(std::ostream& to, const mishap& what) { return to << what.point; }

class Thrown : public testing::TestWithParam<mishap> {
protected:
  /// Waits until all were answered. A producer that was refused goes on when it is told to.
  bool all_are_answered(steady_publisher& by) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{40};
    do {
      by.go_to(node_.address());
      if (by.wait_for(events, std::chrono::milliseconds{250}))
        return true;
    } while (std::chrono::steady_clock::now() < deadline);
    return false;
  }

  std::string ask(const std::string& path) const {
    raw_client client{node_.address()};
    client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return client.read().body;
  }

  delivery_ledger receiver_;
  program_site site_{{{"FANFARE_THROW_AT", GetParam().point}}};
  served_node node_{site_};
};

INSTANTIATE_TEST_SUITE_P(At, Thrown,
                         testing::Values(mishap{"read:3", "journal reader", "reader"},
                                         mishap{"match:30", "matcher", "matcher"},
                                         mishap{"answer:50", "deliverer http", "deliverer"},
                                         mishap{"settled:3", "settler", "settler"},
                                         mishap{"before-settle:3", "fanfare-store", "settling"},
                                         mishap{"after-ingest:3", "fanfare-store", "ingesting"},
                                         mishap{"http-turn:20", "fanfare-http", "http_loop"}),
                         [](const auto& what) { return what.param.name; });

TEST_P(Thrown, is_counted_and_shown_and_nothing_is_lost) {
  site_.listen(receiver_.url("/all"), "load.#", R"({"first_delay":"100ms"})");
  steady_publisher producer{events};

  ASSERT_TRUE(all_are_answered(producer)) << node_.running().err();
  const auto left = site_.emptied();

  const auto came = account_of(receiver_, producer.answered(), {"/all"});
  EXPECT_EQ(came.missing, 0u);
  EXPECT_EQ(came.wrong_bytes, 0u);
  EXPECT_LE(came.repeats, 8u) << "more than were under way";
  EXPECT_EQ(left.unsettled + left.parked + left.referenced + left.dead_letters, 0u);
  const auto metrics = ask("/metrics");
  EXPECT_NE(metrics.find("fanfare_actor_restarts_total 1\n"), std::string::npos);
  const auto counted =
      metrics.find(std::string{R"(fanfare_restarts_total{what=")"} + GetParam().who);
  ASSERT_NE(counted, std::string::npos) << metrics;
  const auto ready = ask("/readyz");
  EXPECT_NE(ready.find(R"("ready":true)"), std::string::npos) << ready;
  EXPECT_NE(ready.find("was started again, once"), std::string::npos) << ready;
  EXPECT_NE(ready.find("what was thrown at"), std::string::npos) << ready;
}

} // namespace
} // namespace fanfare::test
