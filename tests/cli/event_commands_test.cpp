#include "tests/cli/program_test.hpp"
#include "tests/contract/raw_sqlite.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <regex>
#include <sstream>

namespace fanfare::test {
namespace {

using nlohmann::json;

/// A store with attempts that nothing but a node could have made.
class EventCommands : public program_test {
protected:
  EventCommands()
      : id_(created({"--event-type=repo.#", "--name=ops"})),
        event_(first_line(must({"publish", "--event-type=repo.sync.start"}))) {}

  static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

  void attempt(int number, const std::string& outcome, int status, const std::string& detail = "",
               const std::string& answer = "", const std::string& listener = "") const {
    raw_sqlite{directory_.file("fanfare.db")}.execute(
        "INSERT INTO attempts(event, type, lane, part, number, outcome, status, took, ended, "
        "detail, answer) SELECT max(position), 'repo.sync.start', '" +
        (listener.empty() ? id_ : listener) + "', '', " + std::to_string(number) + ", '" + outcome +
        "', " + std::to_string(status) + ", 12, 1700000000000 + " + std::to_string(number) + ", '" +
        detail + "', '" + answer + "' FROM journal");
  }

  void fail_once_then_deliver() const {
    attempt(1, "retry", 503, "POST http://myserver.redhat.com -> 503", "come again");
    attempt(2, "delivered", 200);
  }

  std::string without_events(const std::string& text) const {
    const auto ids = std::regex_replace(without_ids(text), std::regex{"[0-9a-f]{34}"}, "EVENT");
    return std::regex_replace(ids, std::regex{"(Published At: *)[-0-9T:.]+Z"}, "$1TIME");
  }

  void fails(const std::vector<std::string>& words, int code, const std::string& part) const {
    const auto end = fanfare(words);
    EXPECT_EQ(end.exit_code, code) << end.err;
    EXPECT_NE(end.err.find(part), std::string::npos) << end.err;
    EXPECT_EQ(end.out, "");
  }

  const std::string id_;
  const std::string event_;
};

TEST_F(EventCommands, show_tells_an_event_from_publish_to_its_last_attempt) {
  fail_once_then_deliver();

  EXPECT_EQ(without_events(must({"event", "show", event_})), golden("event_show.txt"));
}

TEST_F(EventCommands, show_as_json_has_every_field_always) {
  fail_once_then_deliver();

  const auto told = json::parse(must({"event", "show", event_, "--json"}));

  EXPECT_EQ(told["event_id"], event_);
  EXPECT_EQ(told["event_type"], "repo.sync.start");
  EXPECT_EQ(told["settled"], false);
  EXPECT_EQ(json::parse(told["report"].get<std::string>())["event_type"], "repo.sync.start");
  ASSERT_EQ(told["deliveries"].size(), 1u);
  const json wanted{{"listener_id", id_},   {"listener_name", "ops"}, {"part", ""},
                    {"state", "delivered"}, {"attempts", 2},          {"due_at", ""},
                    {"reason", ""},         {"dead_letter_id", ""}};
  EXPECT_EQ(told["deliveries"][0], wanted);
  ASSERT_EQ(told["attempts"].size(), 2u);
  auto first = told["attempts"][0];
  EXPECT_EQ(first["event_id"], event_);
  EXPECT_EQ(first["outcome"], "retry");
  EXPECT_EQ(first["status"], 503);
  EXPECT_EQ(first["took_ms"], 12);
  EXPECT_EQ(first["ended_at"], "2023-11-14T22:13:20.001Z");
  EXPECT_EQ(first["answer"], "come again");
}

TEST_F(EventCommands, show_of_what_is_not_known_says_why_and_what_an_id_looks_like) {
  fails({"event", "show", std::string(34, '0')}, 65, "nothing is known of event 000");
  fails({"event", "show", "x"}, 65, "34 hex digits");
  fails({"event", "show"}, 64, "name the event by its id");
}

TEST_F(EventCommands, attempts_of_a_listener_are_listed_the_newest_first) {
  fail_once_then_deliver();
  attempt(7, "rejected", 404, "", "", "another");

  const auto all =
      json::parse(must({"event", "listener", "attempts", "--listener-id=ops", "--json"}));
  const auto one = json::parse(
      must({"event", "listener", "attempts", "--listener-id", id_, "--limit=1", "--json"}));

  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]["number"], 2);
  EXPECT_EQ(all[1]["number"], 1);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(without_events(must({"event", "listener", "attempts", "--listener-id=ops"})),
            golden("listener_attempts.txt"));
}

TEST_F(EventCommands, attempts_of_nobody_and_wrong_numbers_are_refused) {
  fails({"event", "listener", "attempts", "--listener-id=nobody"}, 65, "nobody");
  fails({"event", "listener", "attempts"}, 64, "--listener-id");
  fails({"event", "listener", "attempts", "--listener-id=ops", "--limit=0"}, 64, "--limit: 0");
  fails({"event", "tail", "--lines=x"}, 64, "--lines: x is no number from 0 to 1000000");
}

TEST_F(EventCommands, attempts_of_a_listener_without_any_are_none) {
  EXPECT_EQ(must({"event", "listener", "attempts", "--listener-id=ops"}), "");
  EXPECT_EQ(must({"event", "listener", "attempts", "--listener-id=ops", "--json"}), "[]\n");
}

TEST_F(EventCommands, attempts_of_a_listener_that_is_deleted_are_still_there) {
  attempt(1, "delivered", 200, "", "", "deleted");

  EXPECT_EQ(json::parse(must({"event", "listener", "attempts", "--listener-id=deleted", "--json"}))
                .size(),
            1u);
}

TEST_F(EventCommands, tail_follows_what_is_made_and_ends_in_order_by_a_signal) {
  fail_once_then_deliver();
  process tail{plan({"event", "tail", "--lines=1"})};
  ASSERT_TRUE(tail.wait_for_line("attempt 2"));

  attempt(3, "rejected", 404, "POST http://myserver.redhat.com -> 404");
  ASSERT_TRUE(tail.wait_for_line("attempt 3")) << tail.err();
  ASSERT_TRUE(tail.wait_for_line("-> 404"));
  tail.signal(SIGINT);

  const auto end = tail.wait();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 0) << end->err;
  EXPECT_EQ(end->out.find("attempt 1 "), std::string::npos) << "one line was asked for";
  EXPECT_EQ(end->err.find("rror"), std::string::npos) << end->err;
}

TEST_F(EventCommands, tail_as_json_prints_one_attempt_a_line_of_the_listener_that_is_named) {
  process tail{plan({"event", "tail", "--json", "--listener-id=ops", "--lines=0"})};
  attempt(1, "delivered", 200, "", "", "another");
  attempt(2, "delivered", 200);
  // It may have begun after these two; what comes next it cannot miss.
  std::optional<std::string> line;
  for (int number = 3; !line && number < 200; ++number) {
    attempt(number, "delivered", 200);
    line = tail.wait_for_line("\"number\"", std::chrono::milliseconds{100});
  }
  tail.signal(SIGTERM);
  const auto end = tail.wait();

  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 0) << end->err;
  std::istringstream lines{end->out};
  int count = 0;
  for (std::string each; std::getline(lines, each); ++count)
    EXPECT_EQ(json::parse(each)["listener_id"], id_);
  EXPECT_GT(count, 0);
}

} // namespace
} // namespace fanfare::test
