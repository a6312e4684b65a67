#include "server/metrics_text.hpp"
#include "tests/server/server_test.hpp"

#include <limits>
#include <regex>
#include <set>
#include <sstream>

namespace fanfare::test {
namespace {

std::vector<metric_family> samples() {
  metric_family plain{"fanfare_a_total", "Says what it counts.", metric_kind::counter, {}};
  plain.samples.push_back({{{"notifier", "a\"b\\c\nd"}, {"outcome", "retry"}}, 3});
  metric_family level{"fanfare_b", "A level.", metric_kind::gauge, {}};
  level.samples.push_back({{}, 0.25});
  metric_family times{"fanfare_c_seconds", "Times.", metric_kind::histogram, {}};
  times.samples.push_back({{{"notifier", "http"}},
                           0,
                           {{0.1, 1}, {1, 3}, {std::numeric_limits<double>::infinity(), 4}},
                           7.5});
  return {plain, level, times};
}

/// Returns the lines that are not of the text format 0.0.4, or come out of order.
std::vector<std::string> faults(const std::string& text) {
  const std::regex help{R"(# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ([^\\]|\\\\|\\n)*)"};
  const std::regex type{R"(# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram))"};
  const std::regex sample{
      R"(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*")"
      R"((,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*")*\})? )"
      R"(([-+]?[0-9.]+([eE][-+]?[0-9]+)?|\+Inf|NaN))"};
  std::vector<std::string> wrong;
  std::set<std::string> families;
  std::string family;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_match(line, found, type)) {
      family = found[1];
      if (!families.insert(family).second)
        wrong.push_back("twice: " + line);
    } else if (std::regex_match(line, found, sample)) {
      if (found[1].str().rfind(family, 0) != 0)
        wrong.push_back("not of " + family + ": " + line);
    } else if (!std::regex_match(line, help)) {
      wrong.push_back(line);
    }
  }
  return wrong;
}

TEST(Exposition, has_the_text_format_of_prometheus) {
  const auto text = exposition(samples()).body;

  EXPECT_EQ(faults(text), std::vector<std::string>{}) << text;
  for (const auto* line : {
           "# TYPE fanfare_a_total counter\n",
           R"(fanfare_a_total{notifier="a\"b\\c\nd",outcome="retry"} 3)",
           "fanfare_b 0.25\n",
           R"(fanfare_c_seconds_bucket{notifier="http",le="1"} 3)",
           R"(fanfare_c_seconds_bucket{notifier="http",le="+Inf"} 4)",
           R"(fanfare_c_seconds_sum{notifier="http"} 7.5)",
           R"(fanfare_c_seconds_count{notifier="http"} 4)",
       })
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST(Exposition, of_what_is_not_the_format_is_found_out_by_this_test) {
  EXPECT_EQ(faults(R"(fanfare_a{x="a"b"} 1)").size(), 1u);
  EXPECT_EQ(faults("# TYPE fanfare_a gauge\n# TYPE fanfare_a gauge\n").size(), 1u);
  EXPECT_EQ(faults("# TYPE fanfare_a gauge\nother 1\n").size(), 1u);
}

class HttpMetrics : public server_test {
protected:
  raw_answer scrape() { return ask("GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n"); }
};

TEST_F(HttpMetrics, are_those_of_the_engine_and_of_the_server) {
  engine_.measure(samples());
  ask("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n");
  ask("GET /livez HTTP/1.1\r\nHost: h\r\n\r\n");

  const auto got = scrape();

  EXPECT_EQ(got.status, 200);
  EXPECT_TRUE(got.has("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n")) << got.head;
  EXPECT_TRUE(got.has("fanfare_b 0.25\n"));
  EXPECT_TRUE(got.has(R"(fanfare_http_responses_total{code="200"} 1)"));
  EXPECT_TRUE(got.has(R"(fanfare_http_responses_total{code="404"} 1)"));
  EXPECT_EQ(faults(got.body), std::vector<std::string>{}) << got.body;
}

TEST_F(HttpMetrics, are_only_read) {
  const auto got = ask("POST /metrics HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");

  EXPECT_EQ(got.status, 405);
  EXPECT_TRUE(got.has("Allow: GET, HEAD\r\n"));
}

} // namespace
} // namespace fanfare::test
