#include "fanfare/event.hpp"

#include "messages/parse_report.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {
namespace {

constexpr auto json = report_encoding::json;
constexpr auto ndjson = report_encoding::ndjson;

std::vector<std::string> bodies(std::string_view body, report_encoding how) {
  auto reports = read_reports(body, how);
  if (!reports)
    return {"refused: " + reports.error().detail};
  std::vector<std::string> found;
  for (const auto& each : *reports) {
    EXPECT_EQ(each.key, "");
    found.push_back(each.body);
  }
  return found;
}

error refusal(std::string_view body, report_encoding how, const report_limits& limits = {}) {
  auto reports = read_reports(body, how, limits);
  if (!reports)
    return reports.error();
  ADD_FAILURE() << "accepted: " << body.substr(0, 200);
  return {errc::internal, "(accepted)"};
}

void expect_words(const error& why, const std::vector<std::string>& words, std::string_view body) {
  for (const auto& word : words)
    EXPECT_NE(why.detail.find(word), std::string::npos)
        << "no '" << word << "' in: " << why.detail << "\nfor: " << body.substr(0, 200);
}

const std::string odd_1 = "{ \"payload\" : [1e400 ,\t123456789012345678901234567890],"
                          "\r\n \"event_type\":\"a.b\" }";
const std::string odd_2 = R"({"event_type":"a.b","x":"],[{}\"\\","\u00e9":"\ud83d\ude00"})";
const std::string plain = R"({"event_type":"a.b"})";

TEST(ReadReports, keeps_every_byte_of_a_lone_object) {
  EXPECT_EQ(bodies(odd_1, json), std::vector{odd_1});
  EXPECT_EQ(bodies(" \n" + odd_2 + "\n", json), std::vector{" \n" + odd_2 + "\n"});
}

TEST(ReadReports, keeps_every_byte_of_the_objects_in_an_array) {
  std::vector expected{odd_1, odd_2, plain};

  EXPECT_EQ(bodies("[" + odd_1 + "," + odd_2 + "," + plain + "]", json), expected);
  EXPECT_EQ(bodies(" [\n " + odd_1 + "\t, " + odd_2 + " ,\r\n" + plain + " ] \n", json), expected);
}

TEST(ReadReports, keeps_every_byte_of_the_objects_on_lines) {
  std::vector expected{odd_2, plain};

  EXPECT_EQ(bodies(odd_2 + "\n" + plain, ndjson), expected);
  EXPECT_EQ(bodies("\n\r\n " + odd_2 + " \r\n\n\n" + plain + "\n \n", ndjson), expected);
}

TEST(ReadReports, refuses_a_body_without_an_event) {
  struct {
    std::string_view body;
    report_encoding how;
    std::string word;
  } const table[] = {
      {"", json, "empty"},
      {"  \n", json, "empty"},
      {"", ndjson, "empty"},
      {"\n\r\n", ndjson, "empty"},
      {"[]", json, "array is empty"},
      {" [ \n ] ", json, "array is empty"},
  };

  for (const auto& [body, how, word] : table) {
    auto why = refusal(body, how);

    EXPECT_EQ(why.code, errc::invalid_report);
    expect_words(why, {"no event in the request", word}, body);
  }
}

TEST(ReadReports, names_the_first_bad_item_and_the_position_in_it) {
  std::string many = "[";
  for (int i = 0; i < 17; ++i)
    many += plain + ",";

  expect_words(refusal(many + R"({"event_type":"repo sync"},)" + "{}]", json),
               {"event 17: event_type: 'repo sync'"}, "many");
  expect_words(refusal(plain + "\n\n{\"event_type\":\"a.b\",}\n", ndjson),
               {"event 1: ", "at byte 20"}, "lines");
  expect_words(refusal("[" + plain + ", 7]", json), {"event 1: ", "JSON object"}, "7");
}

TEST(ReadReports, refuses_an_array_that_is_not_one) {
  struct {
    std::string body;
    std::vector<std::string> words;
  } const table[] = {
      {"[", {"at byte 1", "does not end"}},
      {"[" + plain, {"at byte 21", "does not end"}},
      {"[" + plain + ",", {"at byte 22", "does not end"}},
      {"[" + plain + ",]", {"event 1", "no JSON"}},
      {"[,]", {"event 0", "no JSON"}},
      {"[" + plain + ",," + plain + "]", {"event 1", "no JSON"}},
      {"[" + plain + " " + plain + "]", {"event 0", "nothing may follow"}},
      {"[" + plain + "}", {"at byte 21", "',' or ']'"}},
      {"[" + plain + "]x", {"at byte 22", "nothing may follow"}},
      {"[" + plain + "][" + plain + "]", {"at byte 22", "nothing may follow"}},
      {"[" + plain + R"(,{"event_type":"a.b])", {"event 1", "string begins"}},
      {"[" + plain + R"(,{"event_type":"a.b"])", {"event 1", "at byte 19"}},
      {"[[" + plain + "]]", {"event 0", "an array"}},
      {"\xEF\xBB\xBF[" + plain + "]", {"byte order mark"}},
      {std::string(100'000, '['), {"event 0", "nested more than 64 deep"}},
  };

  for (const auto& [body, words] : table) {
    auto why = refusal(body, json);

    EXPECT_EQ(why.code, errc::invalid_report);
    expect_words(why, words, body);
  }
}

TEST(ReadReports, takes_as_many_events_as_allowed_and_not_one_more) {
  std::string lines;
  for (int i = 0; i < 10'000; ++i)
    lines += plain + "\n";
  std::string list = lines;
  for (auto& c : list)
    c = c == '\n' ? ',' : c;
  list.pop_back();

  EXPECT_EQ(bodies(lines, ndjson).size(), 10'000u);
  EXPECT_EQ(bodies("[" + list + "]", json).size(), 10'000u);
  for (const auto& why :
       {refusal(lines + plain, ndjson), refusal("[" + list + "," + plain + "]", json)}) {
    EXPECT_EQ(why.code, errc::too_large);
    expect_words(why, {"10000", "max_events"}, "10,001 events");
  }
}

TEST(ReadReports, names_the_limit_that_a_body_or_an_item_is_over) {
  report_limits limits;
  limits.max_body_bytes = 100;
  limits.max_event_bytes = 30;
  std::string large = R"({"event_type":"a.b","x":"yyyyyy"})";

  auto body = refusal(std::string(101, ' '), json, limits);
  auto item = refusal("[" + plain + "," + large + "]", json, limits);

  EXPECT_EQ(body.code, errc::too_large);
  expect_words(body, {"101", "100", "max_body_bytes"}, "");
  EXPECT_EQ(item.code, errc::too_large);
  expect_words(item, {"event 1: ", "30", "max_event_bytes"}, "");
}

TEST(Report, is_built_of_its_parts_as_they_are) {
  EXPECT_EQ(report::of("a.b", "{ \"n\":1e400 }", "{}").body,
            R"({"event_type":"a.b","payload":{ "n":1e400 },"call_report":{}})");
  EXPECT_EQ(report::of("a.b").body, R"({"event_type":"a.b","payload":null,"call_report":null})");
}

TEST(Report, escapes_a_type_so_that_publish_can_refuse_it) {
  auto odd = report::of("a\",\"x\":\"\\\n").body;

  auto parsed = parse_report(odd, 1000);

  EXPECT_EQ(odd, R"({"event_type":"a\",\"x\":\"\\\u000a","payload":null,"call_report":null})");
  ASSERT_FALSE(parsed);
  expect_words(parsed.error(), {"not an event type"}, odd);
  EXPECT_FALSE(parse_report(report::of("a.b", "1,\"event_type\":\"c.d\"").body, 1000));
}

} // namespace
} // namespace fanfare
