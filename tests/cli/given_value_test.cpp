#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/publish.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace fanfare {
namespace {

class GivenValue : public testing::Test {
protected:
  std::string written(const std::string& name, const std::string& text) {
    auto path = directory_.file(name);
    std::ofstream{path, std::ios::binary} << text;
    return path;
  }

  test::temp_directory directory_;
  std::istringstream in_{"from stdin\n"};
  std::ostringstream out_;
  std::ostringstream err_;
  console console_{in_, out_, err_};
};

TEST_F(GivenValue, is_itself_unless_it_names_a_source) {
  EXPECT_EQ(*given_text("--x", "plain", console_), "plain");
  EXPECT_EQ(*given_text("--x", "", console_), "");
  EXPECT_EQ(*given_text("--x", "a@b", console_), "a@b");
}

TEST_F(GivenValue, a_dash_is_standard_input_without_its_last_line_break) {
  EXPECT_EQ(*given_text("--x", "-", console_), "from stdin");
}

TEST_F(GivenValue, of_a_file_loses_only_the_last_line_break) {
  EXPECT_EQ(*given_text("--x", "@" + written("a", "one\ntwo\n\n"), console_), "one\ntwo\n");
  EXPECT_EQ(*given_text("--x", "@" + written("b", "secret\r\n"), console_), "secret");
  EXPECT_EQ(*given_text("--x", "@" + written("c", ""), console_), "");
}

TEST_F(GivenValue, names_flag_and_file_when_the_file_cannot_be_read) {
  auto missing = given_text("--password", "@" + directory_.file("nothing"), console_);
  auto folder = given_text("--password", "@" + directory_.path().string(), console_);

  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().detail, "--password: " + directory_.file("nothing") +
                                        " cannot be read: No such file or directory.");
  ASSERT_FALSE(folder);
  EXPECT_NE(folder.error().detail.find("Is a directory"), std::string::npos)
      << folder.error().detail;
}

TEST_F(GivenValue, that_is_not_utf8_is_refused) {
  for (const auto& bad : {std::string{"\xFF"}, "@" + written("bad", "a\xC3")}) {
    auto value = given_text("--username", bad, console_);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().detail, "--username: the value is not UTF-8.");
  }
}

TEST_F(GivenValue, of_a_secret_may_be_a_reference_that_stays_as_it_is) {
  for (auto reference : {"env:PASSWORD", "file:/run/password"})
    EXPECT_EQ(*given_secret("--password", reference, console_), reference);
  EXPECT_FALSE(given_secret("--password", "env:\xFF", console_));
  EXPECT_EQ(*given_secret("--password", "literal", console_), "literal");
}

TEST_F(GivenValue, is_read_no_further_than_allowed) {
  auto path = written("long", std::string(1000, 'x'));

  EXPECT_EQ(read_source(path, 10, console_)->size(), 10u);
}

// -- what is published ---------------------------------------------------------

std::vector<std::string> bodies(std::string_view text) {
  auto reports = reports_in(text, {});
  EXPECT_TRUE(reports) << (reports ? "" : reports.error().detail);
  std::vector<std::string> found;
  if (reports)
    for (const auto& one : *reports)
      found.push_back(one.body);
  return found;
}

TEST(PublishedText, may_be_one_report_a_line) {
  EXPECT_EQ(bodies("{\"event_type\":\"a\"}\n\n{\"event_type\":\"b\"}\n").size(), 2u);
  EXPECT_EQ(bodies("{\"event_type\":\"a\"}").size(), 1u);
}

TEST(PublishedText, may_be_one_object_over_several_lines) {
  std::string text = "{\n  \"event_type\": \"a\",\n  \"payload\": {}\n}";

  EXPECT_EQ(bodies(text), std::vector<std::string>{text});
}

TEST(PublishedText, may_be_an_object_whose_first_line_looks_whole) {
  EXPECT_EQ(bodies("{\"payload\": {}\n, \"event_type\": \"a\"}").size(), 1u);
}

TEST(PublishedText, may_be_an_array) {
  EXPECT_EQ(bodies("[{\"event_type\":\"a\"},\n{\"event_type\":\"b\"}]").size(), 2u);
}

TEST(PublishedText, that_is_wrong_is_explained_as_what_it_looks_like) {
  auto lines = reports_in("{\"event_type\":\"a\"}\n{\"event_type\":\"b b\"}\n", {});
  auto document = reports_in("{\n  \"event_type\": \"b b\"\n}", {});

  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().code, errc::invalid_report);
  EXPECT_NE(lines.error().detail.find('1'), std::string::npos) << lines.error().detail;
  ASSERT_FALSE(document);
  EXPECT_NE(document.error().detail.find("b b"), std::string::npos) << document.error().detail;
}

// -- exit codes ----------------------------------------------------------------

TEST(ExitCode, tells_a_script_what_it_can_do) {
  struct {
    errc code;
    int exit;
  } table[] = {{errc::invalid_report, 65},
               {errc::too_large, 65},
               {errc::invalid_listener, 65},
               {errc::not_found, 65},
               {errc::conflict, 65},
               {errc::invalid_options, 78},
               {errc::busy, 75},
               {errc::shutting_down, 75},
               {errc::store_in_use, 69},
               {errc::store_unreachable, 69},
               {errc::internal, 70}};
  for (const auto& [code, exit] : table)
    EXPECT_EQ(exit_code_of(code), exit) << name(code);
}

TEST(ExitCode, failures_are_one_harmless_line) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  console to{in, out, err};

  EXPECT_EQ(fail(to, {errc::busy, "later,\n\x1b[31mplease"}), 75);
  EXPECT_EQ(err.str(), "fanfare: later, ?[31mplease\n");
  EXPECT_EQ(out.str(), "");
}

} // namespace
} // namespace fanfare
