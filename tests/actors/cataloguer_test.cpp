#include "actors/cataloguer.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using names = std::set<std::string>;

class Cataloguer : public ::testing::Test, protected workplace {
protected:
  cataloguer_desk desk;
  virtual_time time;

  void start() {
    time.employ({{"cataloguer", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<cataloguer>(clock, desk, queue, around);
                  }}},
                around);
  }

  void meet(std::vector<std::string> types) {
    desk.met.push(std::move(types));
    time.run();
  }
};

TEST_F(Cataloguer, writes_what_it_is_told) {
  start();

  meet({"a.b", "c.d"});
  meet({"e.f"});

  EXPECT_EQ(store.types_seen, (names{"a.b", "c.d", "e.f"}));
}

TEST_F(Cataloguer, writes_later_what_the_store_would_not_take) {
  store.down = error{errc::store_unreachable, "the cable is cut"};
  start();
  meet({"a.b"});
  meet({"c.d"});
  EXPECT_EQ(store.types_seen, names{});

  store.down.reset();
  time.advance(1s);

  EXPECT_EQ(store.types_seen, (names{"a.b", "c.d"}));
}

} // namespace
} // namespace fanfare::test
