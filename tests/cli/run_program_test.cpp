#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace fanfare {
namespace {

class RunProgram : public testing::Test {
protected:
  int run(std::vector<std::string> line) {
    line_ = std::move(line);
    std::vector<char*> words;
    for (auto& word : line_)
      words.push_back(word.data());
    console to{in_, out_, err_};
    return run_program(program_grammar(), words, to);
  }

  std::vector<std::string> line_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RunProgram, hides_secrets_from_those_who_list_processes) {
  run({"event", "listener", "http", "create", "--event-type=*", "--url=http://h.example",
       "--password", "hunter2", "--store=sqlite:/dev/null/x.db"});

  EXPECT_EQ(line_[7], "*******");
  EXPECT_EQ(line_[5], "--url=http://h.example");
  EXPECT_EQ(err_.str().find("hunter2"), std::string::npos);
}

TEST_F(RunProgram, hides_the_query_of_a_url) {
  run({"event", "listener", "http", "update", "--listener-id=x", "--url=http://h/?token=t0ken",
       "--store=sqlite:/dev/null/x.db"});

  EXPECT_EQ(line_[5], "--url=http://h/?***********");
}

TEST_F(RunProgram, hides_the_configuration_of_any_type_too) {
  run({"event", "listener", "create", "--type=x", "--event-type=*", R"(--config={"token":"t"})",
       "--store=sqlite:/dev/null/x.db"});

  EXPECT_EQ(line_[5], "--config=*************");
}

TEST_F(RunProgram, fails_when_its_result_cannot_be_written) {
  out_.setstate(std::ios::badbit);

  EXPECT_EQ(run({"--version"}), exit_no_output);
  EXPECT_NE(err_.str().find("standard output"), std::string::npos);
}

TEST_F(RunProgram, prints_help_as_wide_as_the_console) {
  console narrow{in_, out_, err_, 50};
  std::string create[] = {"publish", "--help"};
  std::vector<char*> words{create[0].data(), create[1].data()};

  run_program(program_grammar(), words, narrow);

  std::istringstream lines{out_.str()};
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(line.size(), 50u) << line;
}

} // namespace
} // namespace fanfare
