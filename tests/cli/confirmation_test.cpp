#include "cli/arguments.hpp"
#include "cli/confirmation.hpp"
#include "cli/console.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace fanfare::test {
namespace {

class Confirmation : public testing::Test {
protected:
  consent answered(const std::string& answer) {
    in_.str(answer);
    console to{in_, out_, err_};
    to.may_ask = true;
    return ask({}, to, "drop 3 dead letters");
  }

  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Confirmation, asks_the_question_on_the_side_of_the_messages) {
  answered("y\n");

  EXPECT_EQ(err_.str(), "drop 3 dead letters? [y/N] ");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(Confirmation, is_given_by_yes_and_by_nothing_else) {
  EXPECT_EQ(answered("y\n"), consent::given);
  in_.clear();
  EXPECT_EQ(answered("yes\n"), consent::given);
  for (const auto* no : {"", "\n", "n\n", "no\n", "yikes\n", " y\n"}) {
    in_.clear();
    EXPECT_EQ(answered(no), consent::refused) << no;
  }
}

TEST_F(Confirmation, needs_somebody_to_ask) {
  console to{in_, out_, err_};

  EXPECT_EQ(ask({}, to, "drop it"), consent::nobody_to_ask);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Confirmation, is_given_beforehand_by_the_flag) {
  console to{in_, out_, err_};
  arguments said;
  said.given["--yes"] = {""};

  EXPECT_EQ(ask(said, to, "drop it"), consent::given);
}

} // namespace
} // namespace fanfare::test
