#include "tests/cli/program_test.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <regex>
#include <sstream>

namespace fanfare::test {
namespace {

class ServeLog : public program_test {
protected:
  process_plan serving(std::map<std::string, std::string> environment = {}) const {
    auto how = plan({"serve", "--listen=127.0.0.1:0"});
    how.environment = std::move(environment);
    return how;
  }

  /// Returns how to run `serve` with its standard error going to a file.
  process_plan serving_into(const std::string& file) const {
    return {"/bin/sh",
            {"-c", R"(exec "$0" serve --listen=127.0.0.1:0 2> "$1")",
             built_program("fanfare").string(), file},
            directory_.path()};
  }

  /// Waits until the node, of which nothing can be read, is at work.
  bool is_alive() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (std::chrono::steady_clock::now() < deadline) {
      const auto end = fanfare({"stats", "--json"});
      if (end.exit_code == 0 && !nlohmann::json::parse(end.out)["nodes"].empty())
        return true;
    }
    return false;
  }

  /// Whether the node still does its work, and ends as it should.
  void expect_to_work_and_end_well(process& node) const {
    must({"publish", "--event-type=a.b"});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (nlohmann::json::parse(must({"stats", "--json"}))["unsettled"] != 0 &&
           std::chrono::steady_clock::now() < deadline) {
    }
    EXPECT_EQ(nlohmann::json::parse(must({"stats", "--json"}))["unsettled"], 0);
    node.signal(SIGTERM);
    const auto end = node.wait();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->signal, 0);
    EXPECT_EQ(end->exit_code, 0);
  }
};

TEST_F(ServeLog, is_one_json_object_a_line_when_that_is_configured) {
  process node{serving({{"FANFARE_LOG_FORMAT", "json"}, {"FANFARE_STORE_URL", "sqlite:s.db"}})};
  ASSERT_TRUE(node.wait_for_line("engine ready")) << node.err();
  node.signal(SIGTERM);
  const auto end = node.wait();

  ASSERT_TRUE(end);
  std::istringstream lines{end->err};
  std::vector<nlohmann::json> all;
  for (std::string line; std::getline(lines, line);) {
    all.push_back(nlohmann::json::parse(line, nullptr, false));
    ASSERT_FALSE(all.back().is_discarded()) << line;
    EXPECT_TRUE(std::regex_match(all.back()["time"].get<std::string>(),
                                 std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"}))
        << line;
    EXPECT_EQ(all.back()["level"], "info");
  }
  ASSERT_GE(all.size(), 3u);
  EXPECT_EQ(all.back()["message"], "stopped");
}

TEST_F(ServeLog, is_for_people_otherwise) {
  process node{serving()};

  const auto ready = node.wait_for_line("engine ready");

  ASSERT_TRUE(ready) << node.err();
  EXPECT_TRUE(std::regex_search(
      *ready, std::regex{R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info engine ready at)"}))
      << *ready;
}

TEST_F(ServeLog, leaves_out_what_is_below_its_level) {
  process node{serving({{"FANFARE_LOG_LEVEL", "error"}})};
  ASSERT_TRUE(is_alive());
  node.signal(SIGTERM);
  const auto end = node.wait();

  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_EQ(end->err.find("engine ready"), std::string::npos) << end->err;
}

TEST_F(ServeLog, that_cannot_be_written_stops_nobody) {
  process node{serving_into("/dev/full")};
  ASSERT_TRUE(is_alive());

  expect_to_work_and_end_well(node);
}

TEST_F(ServeLog, whose_reader_has_gone_stops_nobody) {
  const auto pipe = directory_.file("log");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  process node{serving_into(pipe)};
  ASSERT_TRUE(is_alive());

  ::close(reader);

  expect_to_work_and_end_well(node);
}

} // namespace
} // namespace fanfare::test
