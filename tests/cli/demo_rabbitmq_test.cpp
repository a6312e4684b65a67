#include "tests/cli/program_test.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <regex>
#include <string>

namespace fanfare::test {
namespace {

using testing::HasSubstr;

/// `./dev demo --with-rabbitmq`, with its temporary files in a directory of the test's.
class DemoWithRabbitMq : public program_test {};

TEST_F(DemoWithRabbitMq, shows_that_the_bound_queue_gets_its_reports_and_ends) {
  auto planned = plan({"demo", "--with-rabbitmq"});
  planned.environment["TMPDIR"] = directory_.path().string();

  const auto end = run(planned, std::chrono::minutes{4});

  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_EQ(end.err, "");
  for (const auto* part : {"a queue bound to amq.topic with repo.sync.*",
                           "\n  syncs         *                     4        4         4\n",
                           "All 34 deliveries of 8 reports arrived exactly as due: each once"})
    EXPECT_THAT(end.out, HasSubstr(part));
  std::size_t taken = 0;
  for (auto at = end.out.find("in queue syncs"); at != std::string::npos; ++taken)
    at = end.out.find("in queue syncs", at + 1);
  EXPECT_EQ(taken, 4u);
  std::smatch broker;
  ASSERT_TRUE(std::regex_search(end.out, broker, std::regex{"rabbitmq-server  pid ([0-9]+)"}));
  EXPECT_NE(::kill(std::stoi(broker[1]), 0), 0) << "it is still there";
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

} // namespace
} // namespace fanfare::test
