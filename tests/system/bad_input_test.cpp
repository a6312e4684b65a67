#include "tests/server/raw_client.hpp"
#include "tests/support/program_site.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

/// What is published, and what both doors say to it.
struct bad_body {
  std::string what;
  std::string body;
  int exit_code;
  int status;
  std::vector<std::string> words;
  std::string content_type = "application/json";
};

/// What is typed, and what the program says to it.
struct bad_line {
  std::vector<std::string> typed;
  int exit_code;
  std::vector<std::string> words;
};

std::vector<bad_body> bad_bodies() {
  const auto deep = R"({"event_type":"a","payload":)" + std::string(100'000, '[') +
                    std::string(100'000, ']') + "}";
  const auto frame = std::string{R"({"event_type":"a","payload":""})"}.size();
  const auto over =
      R"({"event_type":"a","payload":")" + std::string(1024 * 1024 + 1 - frame, 'x') + R"("})";
  std::string many;
  for (int i = 0; i < 10'001; ++i)
    many += R"({"event_type":"a"})"
            "\n";
  return {
      {"invalid JSON", R"({"event_type":"a",})", 65, 400, {"JSON", "byte"}},
      {"half a report", R"({"event_type":"a")", 65, 400, {"JSON"}},
      {"invalid UTF-8", "{\"event_type\":\"a\",\"payload\":\"\xC3\x28\"}", 65, 400, {"UTF-8"}},
      {"no event_type", R"({"payload":{}})", 65, 400, {"event_type"}},
      {"a type that is no text", R"({"event_type":7})", 65, 400, {"event_type"}},
      {"a type with a space",
       R"({"event_type":"repo sync"})",
       65,
       400,
       {"event_type", "repo sync"}},
      {"a pattern as a type", R"({"event_type":"rep*"})", 65, 400, {"event_type", "rep*"}},
      {"depth 100,000", deep, 65, 400, {"64"}},
      {"1 MiB + 1", over, 65, 413, {"max_event_bytes", "1048576"}},
      {"10,001 events", many, 65, 413, {"max_events", "10000"}, "application/x-ndjson"},
      {"an empty body", "", 65, 400, {"empty"}},
      {"no object", "17", 65, 400, {"object"}},
      {"one bad report after a good one",
       "{\"event_type\":\"a\"}\n{\"event_type\":\"b c\"}\n",
       65,
       400,
       {"event 1", "b c"},
       "application/x-ndjson"},
  };
}

std::vector<std::string> create(std::vector<std::string> more) {
  more.insert(more.begin(), {"event", "listener", "http", "create"});
  return more;
}

std::vector<bad_line> bad_lines() {
  return {
      {create({"--event-type=rep*", "--url=http://h"}), 65, {"event_types", "rep*"}},
      {create({"--event-type=a b", "--url=http://h"}), 65, {"event_types", "a b"}},
      {create({"--event-type=a"}), 64, {"required", "--url"}},
      {create({"--event-type=a", "--url=myserver.redhat.com"}),
       65,
       {"url", "myserver.redhat.com", "http://"}},
      {create({"--event-tpye=a", "--url=http://h"}), 64, {"--event-tpye", "--event-type"}},
      {{"event", "listener", "create", "--type=pigeon", "--event-type=a", "--config={}"},
       65,
       {"notifier", "pigeon", "http"}},
      {{"event", "listener", "create", "--type=http", "--event-type=a", "--config={}"},
       65,
       {"url"}},
      {{"event", "listener", "delete", "--listener-id=5081a42ce19a00ea4300000e"},
       65,
       {"5081a42ce19a00ea4300000e (event_listener)"}},
      {{"--config=misspelt.toml", "publish", "--event-type=a"},
       78,
       {"misspelt.toml", "2", "lissten", "listen"}},
      {{"--store=sqlite:file/below.db", "serve", "--listen=127.0.0.1:0"}, 69, {"file/below.db"}},
      {{"--store=sqlite:file/below.db", "publish", "--event-type=a"}, 69, {"file/below.db"}},
      {{"--store=sqlite:.", "serve", "--listen=127.0.0.1:0"}, 69, {"store .", "is a directory"}},
  };
}

/// A running node, at which nothing that these tests do may leave a trace.
class BadInput : public testing::Test {
protected:
  void SetUp() override {
    std::ofstream{site_.directory().file("file")} << "no directory";
    std::ofstream{site_.directory().file("misspelt.toml")} << "[server]\nlissten = \"h:1\"\n";
  }

  void TearDown() override {
    const auto left = site_.emptied();
    EXPECT_EQ(left.listeners, 0u);
    EXPECT_EQ(left.unsettled + left.parked + left.dead_letters, 0u);
    EXPECT_EQ(node_.running().err().find("warning"), std::string::npos) << node_.running().err();
  }

  static void expect_words(const std::string& text, const std::vector<std::string>& words,
                           const std::string& of) {
    for (const auto& word : words)
      EXPECT_NE(text.find(word), std::string::npos) << of << " says " << text;
    EXPECT_LT(text.size(), 2'000u) << of;
  }

  program_site site_;
  served_node node_{site_};
};

TEST_F(BadInput, is_refused_by_the_command_that_publishes) {
  for (const auto& row : bad_bodies()) {
    const auto end = site_.fanfare({"publish"}, row.body);
    EXPECT_EQ(end.exit_code, row.exit_code) << row.what;
    EXPECT_EQ(end.out, "") << row.what;
    expect_words(end.err, row.words, row.what);
  }
}

TEST_F(BadInput, is_refused_over_http) {
  for (const auto& row : bad_bodies()) {
    raw_client client{node_.address()};
    client.send(post(row.body, row.content_type));
    const auto answer = client.read();
    EXPECT_EQ(answer.status, row.status) << row.what;
    expect_words(answer.body, row.words, row.what);
    EXPECT_EQ(answer.body.find("\"ids\""), std::string::npos) << row.what;
  }
}

TEST_F(BadInput, is_refused_by_the_commands_that_take_none_from_a_file) {
  for (const auto& row : bad_lines()) {
    std::string typed = "fanfare";
    for (const auto& word : row.typed)
      typed += " " + word;
    const auto end = site_.fanfare(row.typed);
    EXPECT_EQ(end.exit_code, row.exit_code) << typed;
    EXPECT_EQ(end.out, "") << typed;
    const bool with_help = row.exit_code == 64;
    expect_words(with_help ? end.err.substr(0, 1'999) : end.err, row.words, typed);
  }
}

TEST_F(BadInput, as_a_second_node_on_the_same_file_is_told_the_first_ones_pid) {
  const auto end = site_.fanfare({"serve", "--listen", "127.0.0.1:0"});

  EXPECT_EQ(end.exit_code, 69);
  expect_words(end.err, {std::to_string(node_.running().pid()), "site.db"}, "serve");
}

TEST_F(BadInput, as_a_second_node_does_not_disturb_the_first) {
  site_.fanfare({"serve", "--listen", "127.0.0.1:0"});

  raw_client client{node_.address()};
  client.send(post(R"({"event_type":"a"})"));
  EXPECT_EQ(client.read().status, 202);
}

} // namespace
} // namespace fanfare::test
