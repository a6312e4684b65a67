#include "cli/attempt_view.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

recent_attempt delivered(int status) {
  recent_attempt made;
  made.listener_id = "bus";
  made.outcome = "delivered";
  made.status = status;
  made.detail = "no queue is bound for 'repo.sync.finish'";
  return made;
}

bool tells(const recent_attempt& what) {
  return lines_of(what, attempts_of::one_event, 80).find("no queue is bound") != std::string::npos;
}

TEST(AttemptView, tells_what_there_is_to_say_of_a_delivery_whose_protocol_has_no_numbers) {
  EXPECT_TRUE(tells(delivered(0)));
  EXPECT_FALSE(tells(delivered(204))) << "the number says it";
}

} // namespace
} // namespace fanfare
