#include "messages/parse_report.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace fanfare {
namespace {

using namespace std::string_literals;

constexpr std::size_t limit = 1024 * 1024;

/// A report whose payload is `payload`, which starts at byte 42.
std::string with_payload(std::string_view payload) {
  return R"({"event_type":"repo.sync.start","payload":)" + std::string{payload} + "}";
}

/// A report nested `depth` deep, the report itself included.
std::string nested(std::size_t depth, std::string_view innermost = "") {
  return with_payload(std::string(depth - 1, '[') + std::string{innermost} +
                      std::string(depth - 1, ']'));
}

std::string reason(std::string_view body) {
  auto parsed = parse_report(body, limit);
  if (parsed)
    return "(accepted)";
  EXPECT_EQ(parsed.error().code, errc::invalid_report);
  return parsed.error().detail;
}

void expect_words(const std::string& text, const std::vector<std::string>& words,
                  std::string_view body) {
  for (const auto& word : words)
    EXPECT_NE(text.find(word), std::string::npos)
        << "no '" << word << "' in: " << text << "\nfor: " << body.substr(0, 200);
}

TEST(ParseReport, takes_all_that_is_json_however_odd) {
  const std::string bodies[] = {
      with_payload("123456789012345678901234567890"),
      with_payload("-123456789012345678901234567890"),
      with_payload("18446744073709551616"),
      with_payload("[1e400,-1E+400,1e-400,0.1e5000000000000000000]"),
      with_payload("[-0,-0.0,0e0,0E-0]"),
      with_payload("0." + std::string(1000, '3')),
      with_payload(R"(["\u0041\n\t\b\f\r\/\\\"\ud83d\ude00\u0000"])"),
      with_payload(R"({"a":1,"a":2,"b":{"c":1,"c":1}})"),
      with_payload("\"\x7F\xC3\xA9\xF0\x9F\x98\x80\""),
      with_payload(R"("1e400 -01 [ \" 99999999999999999999")"),
      "\r\n\t { \"event_type\" :\n\"repo.sync.start\" } \n",
      R"({"event_type":"repo.sync.start"})",
      R"({"big":1e400,"x":"\"1e400\\","\u0065vent_type":"repo.sync.start"})",
      nested(64),
      nested(64, "1"),
      nested(64, "1e400"),
  };

  for (const auto& body : bodies) {
    auto parsed = parse_report(body, limit);

    ASSERT_TRUE(parsed) << parsed.error().detail << "\n" << body;
    EXPECT_EQ(parsed->type, "repo.sync.start");
  }
}

TEST(ParseReport, refuses_what_is_no_json_with_reason_and_position) {
  struct refusal {
    std::string body;
    std::vector<std::string> words;
  };
  const refusal table[] = {
      {"", {"at byte 0", "no JSON"}},
      {" \n ", {"at byte 3", "no JSON"}},
      {"{", {"at byte 1", "ends"}},
      {R"({"event_type":"a.b")", {"at byte 19", "ends"}},
      {R"({"event_type" "a.b"})", {"at byte 14", "':'"}},
      {R"({"event_type":"a.b",})", {"at byte 20", "name in double quotes"}},
      {"{event_type:\"a.b\"}", {"at byte 1", "double quotes"}},
      {"{'event_type':'a.b'}", {"at byte 1", "double quotes"}},
      {R"({"event_type":"a.b"}x)", {"at byte 20", "nothing may follow"}},
      {R"({"event_type":"a.b"}{})", {"at byte 20", "nothing may follow"}},
      {"{\"event_type\":\"a.b\"}\0"s, {"at byte 20", "nothing may follow"}},
      {"\0{\"event_type\":\"a.b\"}"s, {"at byte 0"}},
      {"\xEF\xBB\xBF{\"event_type\":\"a.b\"}", {"byte order mark"}},
      {with_payload("[1,,2]"), {"at byte 45", "value"}},
      {with_payload("[1 2]"), {"',' or ']'"}},
      {with_payload("{\"a\":1]"), {"',' or '}'"}},
      {with_payload("nul"), {"value is expected"}},
      {with_payload("True"), {"value is expected"}},
      {with_payload("NaN"), {"value is expected"}},
      {with_payload("01"), {"at byte 43"}},
      {with_payload("-"), {"number"}},
      {with_payload("1."), {"number"}},
      {with_payload(".5"), {"value is expected"}},
      {with_payload("1e"), {"number"}},
      {with_payload("0x1F"), {"at byte 43"}},
      {with_payload("+1"), {"value is expected"}},
      {with_payload("[1e400,01]"), {"at byte 50"}},
      {with_payload("[1e400,1e400x]"), {"at byte 54"}},
      {with_payload("\"\xFF\""), {"at byte 43", "UTF-8"}},
      {with_payload("\"\xC0\xAF\""), {"at byte 43", "UTF-8"}},
      {with_payload("\"\xED\xA0\x80\""), {"at byte 43", "UTF-8"}},
      {with_payload("\"\xF4\x90\x80\x80\""), {"at byte 43", "UTF-8"}},
      {with_payload("\"a\xC3"), {"UTF-8"}},
      {with_payload("\"a\nb\""), {"at byte 44", "escaped"}},
      {with_payload("\"a\0b\""s), {"at byte 44", "escaped"}},
      {with_payload(R"("\x41")"), {"at byte 43", "escape"}},
      {with_payload(R"("\u12G4")"), {"at byte 43", "four hex digits"}},
      {with_payload(R"("\ud800")"), {"at byte 43", "surrogate"}},
      {with_payload(R"("\ud800\u0041")"), {"at byte 43", "surrogate"}},
      {with_payload(R"("\udc00")"), {"at byte 43", "surrogate"}},
      {with_payload("\"no end"), {"string begins"}},
  };

  for (const auto& [body, words] : table)
    expect_words(reason(body), words, body);
}

TEST(ParseReport, refuses_what_is_nested_deeper_than_64) {
  for (const auto& body : {nested(65), nested(65, "1"), nested(65, "1e400"), nested(100'000),
                           nested(500'000), with_payload(std::string(100'000, '['))})
    expect_words(reason(body), {"nested more than 64 deep", "at byte 105"}, body);
  std::string objects;
  for (int i = 0; i < 100'000; ++i)
    objects += "{\"a\":";
  expect_words(reason(objects), {"nested more than 64 deep"}, "100,000 objects");
}

TEST(ParseReport, refuses_a_top_level_key_that_occurs_twice) {
  const std::string bodies[] = {
      R"({"event_type":"a.b","event_type":"a.b"})",
      R"({"event_type":"a.b","\u0065vent_type":"c.d"})",
      R"({"event_type":"a.b","n":1e400,"event_type":"c.d"})",
  };

  for (const auto& body : bodies)
    expect_words(reason(body), {"'event_type'", "twice"}, body);
  expect_words(reason(R"({"event_type":"a.b","x y":1,"z":2,"x y":3})"), {"'x y'"}, "x y");
}

TEST(ParseReport, says_what_is_wrong_with_the_event_type) {
  struct refusal {
    std::string body;
    std::vector<std::string> words;
  };
  const refusal table[] = {
      {"{}", {"event_type: missing"}},
      {R"({"payload":{"event_type":"a.b"}})", {"event_type: missing"}},
      {R"({"type":"a.b"})", {"event_type: missing"}},
      {R"({"event_type":null})", {"event_type: must be a string, is null"}},
      {R"({"event_type":12.5})", {"must be a string", "12.5"}},
      {R"({"event_type":false})", {"must be a string", "false"}},
      {R"({"event_type":["a.b"]})", {"must be a string", "an array"}},
      {R"({"event_type":{}})", {"must be a string", "an object"}},
      {R"({"event_type":""})", {"event_type: ''", "not an event type"}},
      {R"({"event_type":"repo sync"})", {"'repo sync' is not an event type"}},
      {R"({"event_type":"repo..sync"})", {"'repo..sync'"}},
      {R"({"event_type":".repo"})", {"'.repo'"}},
      {R"({"event_type":"repo."})", {"'repo.'"}},
      {R"({"event_type":"repo.*"})", {"'repo.*'"}},
      {R"({"event_type":"a\u001b[31m\u0007"})", {"'a?[31m?'"}},
      {R"({"event_type":"é"})", {"'é'"}},
      {R"({"event_type":")" + std::string(256, 'a') + "\"}", {"aaa…'", "at most 255 bytes"}},
      {R"({"event_type":"fanfare.started"})", {"'fanfare.started'", "engine's own"}},
      {R"({"specversion":"1.0","type":"fanfare.x"})", {"type: 'fanfare.x'", "engine's own"}},
      {R"({"specversion":"1.0"})", {"type: missing", "CloudEvent"}},
      {R"({"specversion":"1.0","type":7})", {"type: must be a string, is the number 7"}},
      {R"({"specversion":"0.3","type":"a.b"})", {"specversion: '0.3'", "'1.0'"}},
      {"[]", {"JSON object", "an array"}},
      {R"("a.b")", {"JSON object", "a string"}},
      {"null", {"JSON object", "null"}},
      {"1e400", {"JSON object", "number"}},
  };

  for (const auto& [body, words] : table)
    expect_words(reason(body), words, body);
}

TEST(ParseReport, takes_the_type_of_a_cloud_event_unless_there_is_an_event_type) {
  auto cloud = parse_report(R"({"specversion":"1.0","type":"com.example.made","id":"1"})", limit);
  auto both = parse_report(R"({"specversion":"1.0","type":"a.b","event_type":"c.d"})", limit);

  ASSERT_TRUE(cloud);
  EXPECT_EQ(cloud->type, "com.example.made");
  ASSERT_TRUE(both);
  EXPECT_EQ(both->type, "c.d");
}

TEST(ParseReport, lets_the_engine_and_nobody_else_use_its_own_types) {
  const auto* body = R"({"event_type":"fanfare.listener.disabled"})";

  EXPECT_TRUE(parse_report(body, limit, report_author::engine));
  EXPECT_FALSE(parse_report(body, limit, report_author::producer));
  EXPECT_TRUE(parse_report(R"({"event_type":"fanfares.blown"})", limit));
}

TEST(ParseReport, takes_a_report_of_the_limit_and_refuses_one_byte_more) {
  auto body = with_payload("\"\"");
  body.insert(body.size() - 2, limit - body.size(), 'x');

  auto at_limit = parse_report(body, limit);
  auto above = parse_report(body + " ", limit);

  EXPECT_EQ(body.size(), limit);
  EXPECT_TRUE(at_limit);
  ASSERT_FALSE(above);
  EXPECT_EQ(above.error().code, errc::too_large);
  expect_words(above.error().detail, {"1048577", "1048576", "max_event_bytes"}, "");
}

TEST(ParseReport, keeps_its_depth_limit_after_a_large_report) {
  ASSERT_TRUE(parse_report(with_payload("\"" + std::string(900'000, 'x') + "\""), limit));

  expect_words(reason(nested(65, "1")), {"nested more than 64 deep"}, "");
  EXPECT_TRUE(parse_report(nested(64, "1"), limit));
}

TEST(ParseReport, takes_many_keys_without_comparing_each_with_each) {
  std::string body = R"({"event_type":"a.b")";
  for (int i = 0; i < 60'000; ++i)
    body += ",\"k" + std::to_string(i) + "\":1";

  EXPECT_TRUE(parse_report(body + "}", limit));
  expect_words(reason(body + ",\"k7\":1}"), {"'k7'"}, "");
}

TEST(ParseReport, may_be_called_from_several_threads_at_once) {
  std::vector<std::thread> threads;
  std::vector<int> good(4, 0);
  for (auto& count : good)
    threads.emplace_back([&count] {
      for (int i = 0; i < 200; ++i)
        if (parse_report(with_payload("[1e400," + std::to_string(i) + "]"), limit) &&
            !parse_report(with_payload("[1,"), limit))
          ++count;
    });
  for (auto& thread : threads)
    thread.join();

  EXPECT_EQ(good, std::vector<int>(4, 200));
}

TEST(ParseReport, takes_the_sample_reports_of_pulp) {
  auto type_of = [](const std::string& file) {
    std::ifstream in{std::string{FANFARE_SOURCE_DIR} + "/tests/data/reports/" + file};
    std::string body{std::istreambuf_iterator<char>{in}, {}};
    auto parsed = parse_report(body, limit);
    return parsed ? parsed->type : parsed.error().detail;
  };

  EXPECT_EQ(type_of("A_seed_repo.sync.start.json"), "repo.sync.start");
  EXPECT_EQ(type_of("G_constructed_2.21_publish_start_full.json"), "repo.publish.start");
  EXPECT_EQ(type_of("H_constructed_2.21_publish_finish_skipped_full.json"), "repo.publish.finish");
}

TEST(ParseReport, takes_the_sample_payloads_of_pulp_as_payloads) {
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator{std::string{FANFARE_SOURCE_DIR} +
                                                               "/tests/data/reports"}) {
    if (entry.path().filename().string().find("payload") == std::string::npos)
      continue;
    std::ifstream in{entry.path()};
    std::string payload{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_TRUE(parse_report(with_payload(payload), limit)) << entry.path();
    ++seen;
  }

  EXPECT_EQ(seen, 5);
}

TEST(ParseReport, knows_whether_each_path_leads_to_one_member_at_most) {
  const auto distinct = [](const std::string& payload) {
    const auto body = R"({"event_type":"a","payload":)" + payload + "}";
    const auto parsed = parse_report(body, body.size());
    EXPECT_TRUE(parsed) << body;
    return parsed && parsed->distinct_keys;
  };
  std::string many = "{";
  for (int i = 0; i < 40; ++i)
    many += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":0";

  EXPECT_TRUE(distinct("null"));
  EXPECT_TRUE(distinct(R"({"a":1,"b":{"a":1},"c":[{"a":1},{"a":2},[[{}]]]})"));
  EXPECT_FALSE(distinct(R"({"a":1,"b":2,"a":3})"));
  EXPECT_FALSE(distinct(R"({"a":1,"\u0061":3})"));
  EXPECT_FALSE(distinct(R"({"x":[[1,{"a":1,"a":1}]]})"));
  EXPECT_FALSE(distinct(R"({"a.b":1})"));
  EXPECT_FALSE(distinct(R"({"":1})"));
  EXPECT_FALSE(distinct(many + "}")) << "so many keys are not compared";
}

} // namespace
} // namespace fanfare
