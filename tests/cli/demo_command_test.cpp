#include "tests/cli/program_test.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <regex>

namespace fanfare::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The demo with its temporary files in a directory of the test's.
class DemoCommand : public program_test {
protected:
  process_plan demo(const std::vector<std::string>& words) const {
    auto planned = plan(words);
    planned.environment["TMPDIR"] = directory_.path().string();
    return planned;
  }

  bool nothing_is_left() const { return std::filesystem::is_empty(directory_.path()); }
};

/// Returns the process id in a line such as "redis-server at …  pid 4711".
pid_t pid_in(const std::string& line) {
  std::smatch found;
  return std::regex_search(line, found, std::regex{"pid ([0-9]+)"}) ? std::stoi(found[1]) : -1;
}

bool is_running(pid_t one) { return one > 0 && ::kill(one, 0) == 0; }

class DemoOnAStore : public DemoCommand,
                     public testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(DemoOnAStore, shows_that_every_report_arrives_exactly_as_due) {
  auto end = run(demo(GetParam()));

  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_EQ(end.err, "");
  for (auto part :
       {"engine ready", "repo.sync.start      pulp2", "to dev@example.com", "answered 503",
        "attempt 2", "sync-start    repo.sync.start       1        1         1\n",
        "finishes      repo.*.finish         5        5         6\n",
        "repositories  repo.#                8        8         8\n",
        "everything    *                     8        8         8\n",
        "mails         repo.publish.*        8        8         8\n",
        "switched-off  *                     0        0         0\n",
        "All 30 deliveries of 8 reports arrived exactly as due: each once", "and 8 as mails.\n"})
    EXPECT_THAT(end.out, HasSubstr(part));
  EXPECT_THAT(end.out, Not(HasSubstr("\033"))) << "colours, but no terminal";
  EXPECT_TRUE(nothing_is_left());
}

INSTANTIATE_TEST_SUITE_P(Kinds, DemoOnAStore,
                         testing::Values(std::vector<std::string>{"demo"},
                                         std::vector<std::string>{"demo", "--store", "redis"},
                                         std::vector<std::string>{"--store=redis", "demo"}));

TEST_F(DemoCommand, names_the_store_that_it_made) {
  auto of_default = run(demo({"demo"}));
  auto of_sqlite = run(demo({"demo", "--store=sqlite"}));
  auto of_redis = run(demo({"demo", "--store=redis"}));

  const auto place = directory_.path().string() + "/fanfare-demo-";
  EXPECT_THAT(of_default.out, HasSubstr(", store sqlite:" + place));
  EXPECT_THAT(of_sqlite.out, HasSubstr(", store sqlite:" + place));
  EXPECT_THAT(of_redis.out, HasSubstr(", store redis+unix://" + place));
}

TEST_F(DemoCommand, refuses_every_store_that_it_would_not_make_itself) {
  for (const auto& [words, repeated] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"demo", "--store", "postgres"}, "'postgres'"},
           {{"demo", "--store", "Redis"}, "'Redis'"},
           {{"demo", "--store="}, "''"},
           {{"demo", "--store", "redis://admin:s3cret@db.example.com/0"}, "'redis:…'"},
           {{"--store", "redis://admin:s3cret@db.example.com/0", "demo"}, "'redis:…'"},
           {{"--store=redis+unix:///run/redis.sock", "demo", "--store=redis"}, "'redis+unix:…'"},
           {{"demo", "--store", "sqlite", "--store", "sqlite:fanfare.db"}, "'sqlite:…'"}}) {
    auto end = run(demo(words));

    EXPECT_EQ(end.exit_code, 64) << repeated;
    EXPECT_EQ(end.out, "") << repeated;
    EXPECT_EQ(end.err, "fanfare: --store " + repeated +
                           ": the demo works on a store of its own, which it makes and throws "
                           "away, so that its listeners and reports never get among yours. Say "
                           "--store sqlite or --store redis.\n");
    EXPECT_TRUE(nothing_is_left());
  }
}

TEST_F(DemoCommand, leaves_alone_the_store_that_the_environment_names) {
  auto planned = demo({"demo"});
  planned.environment["FANFARE_STORE_URL"] = "sqlite:" + directory_.file("real.db");

  auto end = run(planned);

  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(DemoCommand, names_the_package_if_there_is_no_redis_server) {
  for (auto path : {"", ":", "/nonexistent"}) {
    auto planned = demo({"demo", "--store", "redis"});
    planned.environment["PATH"] = path;

    auto end = run(planned);

    EXPECT_EQ(end.exit_code, 69) << path;
    EXPECT_THAT(end.err, HasSubstr("install Debian's package redis-server, or say --store sqlite"));
    EXPECT_TRUE(nothing_is_left());
  }
}

TEST_F(DemoCommand, names_the_way_out_if_its_directory_has_too_long_a_name) {
  const auto deep = directory_.file(std::string(100, 'd'));
  std::filesystem::create_directory(deep);
  auto planned = demo({"demo", "--store", "redis"});
  planned.environment["TMPDIR"] = deep;

  auto end = run(planned);

  EXPECT_EQ(end.exit_code, 69);
  EXPECT_THAT(end.err, HasSubstr("too long for the name of a Unix socket: set TMPDIR"));
  EXPECT_TRUE(std::filesystem::is_empty(deep));
}

TEST_F(DemoCommand, repeats_what_redis_says_if_it_does_not_start) {
  write("redis-server", "#!/bin/sh\necho no memory for \"$1\" >&2\nexit 1\n");
  std::filesystem::permissions(directory_.file("redis-server"), std::filesystem::perms::owner_all);
  auto planned = plan({"demo", "--store", "redis"});
  planned.environment["PATH"] = directory_.path().string();

  auto end = run(planned);

  EXPECT_EQ(end.exit_code, 69);
  EXPECT_THAT(end.err, HasSubstr("redis-server did not start: no memory for --port"));
}

TEST_F(DemoCommand, ends_its_redis_when_it_is_interrupted) {
  for (auto signal : {SIGINT, SIGTERM, SIGHUP}) {
    process running{demo({"demo", "--store", "redis"})};
    const auto redis = pid_in(running.wait_for_line("redis-server at").value_or(""));
    ASSERT_TRUE(is_running(redis));
    ASSERT_TRUE(running.wait_for_line("engine ready"));

    running.signal(signal);
    auto end = running.wait();

    ASSERT_TRUE(end);
    EXPECT_EQ(end->signal, signal) << end->err;
    EXPECT_FALSE(is_running(redis));
    EXPECT_TRUE(nothing_is_left());
  }
}

TEST_F(DemoCommand, fails_and_cleans_up_when_its_redis_dies) {
  process running{demo({"demo", "--store", "redis"})};
  const auto redis = pid_in(running.wait_for_line("redis-server at").value_or(""));
  ASSERT_TRUE(is_running(redis));

  ::kill(redis, SIGKILL);
  auto end = running.wait(std::chrono::seconds{40});

  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 70) << end->out;
  EXPECT_THAT(end->err, HasSubstr("redis")) << end->out;
  EXPECT_TRUE(nothing_is_left());
}

} // namespace
} // namespace fanfare::test
