#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

process_plan shell(const std::string& script) { return {"/bin/sh", {"-c", script}}; }

TEST(Process, tells_exit_code_and_both_streams) {
  auto end = run(shell("echo out; echo err >&2; exit 7"));

  EXPECT_EQ(end.exit_code, 7);
  EXPECT_EQ(end.signal, 0);
  EXPECT_EQ(end.out, "out\n");
  EXPECT_EQ(end.err, "err\n");
}

TEST(Process, tells_the_signal_that_ended_it) {
  process one{shell("echo ready; exec sleep 60")};
  ASSERT_TRUE(one.wait_for_line("ready"));

  one.signal(SIGTERM);
  auto end = one.wait();

  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, -1);
  EXPECT_EQ(end->signal, SIGTERM);
}

TEST(Process, takes_and_gives_more_than_a_pipe_holds) {
  const std::string text(3 * 1024 * 1024, 'x');
  auto plan = shell("cat");
  plan.input = text;

  EXPECT_EQ(run(plan).out, text);
}

TEST(Process, has_its_directory_and_no_settings_of_fanfare_but_its_own) {
  ::setenv("FANFARE_FROM_OUTSIDE", "1", 1);
  auto plan = shell("pwd; env | grep ^FANFARE_");
  plan.directory = "/";
  plan.environment = {{"FANFARE_OWN", "2"}};

  EXPECT_EQ(run(plan).out, "/\nFANFARE_OWN=2\n");
  ::unsetenv("FANFARE_FROM_OUTSIDE");
}

TEST(Process, gives_up_waiting_when_patience_is_over_or_it_has_ended) {
  process running{shell("echo half-a-line-is-none | tr -d '\\n'; exec sleep 60")};
  process ended{shell("exit 0")};

  EXPECT_EQ(running.wait(1ms), std::nullopt);
  EXPECT_EQ(running.wait_for_line("half", 1ms), std::nullopt);
  EXPECT_EQ(ended.wait_for_line("anything"), std::nullopt);
}

TEST(Process, is_killed_with_its_object) {
  pid_t pid = 0;
  {
    process one{shell("exec sleep 60")};
    pid = one.pid();
  }

  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Process, of_a_program_that_is_not_there_ends_with_127) {
  EXPECT_EQ(run({"/nowhere/program"}).exit_code, 127);
}

} // namespace
} // namespace fanfare::test
