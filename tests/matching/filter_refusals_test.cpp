#include "matching/filter.hpp"
#include "messages/json_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace fanfare::test {
namespace {

using testing::HasSubstr;

std::string refusal_of(std::string_view pattern) {
  const auto made = compile_filter(pattern);
  return made ? "accepted" : made.error().detail;
}

TEST(FilterRefusals, are_those_of_event_ruler) {
  std::ifstream in{FANFARE_SOURCE_DIR "/tests/data/filter_invalid.jsonl"};
  std::size_t seen = 0;
  for (std::string line; std::getline(in, line); ++seen) {
    const auto pattern = string_value(*member_text(line, "pattern_text"));
    const bool valid = member_text(line, "valid") == "true";
    const auto refusal = refusal_of(pattern);
    EXPECT_EQ(refusal == "accepted", valid) << pattern << ": " << refusal;
    EXPECT_TRUE(valid || refusal.starts_with("filter: ")) << refusal;
  }
  EXPECT_EQ(seen, 62u);
}

TEST(FilterRefusals, name_the_place_what_is_wrong_and_what_would_be_right) {
  const std::pair<const char*, const char*> refusals[] = {
      {R"({"a":{"b":[1,{"prefix":5}]}})",
       R"(filter: a.b[1].prefix: must be a string or {"equals-ignore-case":"…"}, is '5')"},
      {R"({"a":{"b":"x"}})",
       "filter: a.b: must be a list of what is allowed or an object of fields, as in [\"x\"]; is "
       "\"x\""},
      {R"({"a":"01234567890123456789012345678901234567é"})",
       "filter: a: must be a list of what is allowed or an object of fields, as in [\"x\"]; is "
       "\"01234567890123456789012345678901234567…"},
      {R"({"a\nb":{"":5}})",
       "filter: 'a?b'.'': must be a list of what is allowed or an object of fields, as in "
       "[\"x\"]; is 5"},
      {R"({"a":{}})", "filter: a: must not be an empty object: it names no field"},
      {R"({"a":[]})", "filter: a: must not be an empty list: nothing would match; "
                      R"([{"exists":true}] takes any value)"},
      {R"({"$or":[{"a":["x"]},{"b":[{"cidr":"1.2.3.4"}]}]})",
       "filter: $or[1].b[0].cidr: must be an address and its bits, as in 10.0.0.0/8 or "
       "2001:db8::/32, is '1.2.3.4'"},
      {R"({"a":[{"numeric":[">",9007199254740993]}]})",
       "filter: a[0].numeric[1]: '9007199254740993' cannot be compared: no double has exactly this "
       "value; use at most 15 digits"},
      {R"({"a":[{"numeric":["~",1]}]})",
       "filter: a[0].numeric[0]: the operator '~' is not known; use =, <, <=, > or >="},
      {R"({"a":[{"cidr":"10.0.0.0/32"}]})",
       "filter: a[0].cidr: has '/32' bits; it takes /0 to /31; "
       "a single address is a plain string"},
      {R"({"a":[{"wildcard":"x**"}]})",
       "filter: a[0].wildcard: has two stars in a row at byte 2 of 'x**'; one says the same"},
      {R"({"a":["x")", "filter: is not JSON: at byte 9: the text ends before the JSON does"},
  };
  for (const auto& [pattern, refusal] : refusals)
    EXPECT_EQ(refusal_of(pattern), refusal);
}

TEST(FilterRefusals, guess_what_was_meant) {
  EXPECT_THAT(refusal_of(R"({"a":[{"prefx":"x"}]})"), HasSubstr("did you mean 'prefix'?"));
  EXPECT_THAT(refusal_of(R"({"$or":[{"a":["x"]}]})"), HasSubstr("$or: takes two or more objects"));
}

/// One alternative with one field, 29 with 30, and all that 30 times over.
std::string many_fields_in_all() {
  std::string first = R"({"a":[1]})";
  std::string one;
  for (int i = 0; i < 30; ++i)
    one += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":[1]";
  std::string second = R"({"b":[0]})";
  for (int i = 1; i < 30; ++i) {
    first += ",{" + one + "}";
    second += R"(,{"b":[)" + std::to_string(i) + "]}";
  }
  return R"({"$or":[)" + first + R"(],"z":{"$or":[)" + second + "]}}";
}

TEST(FilterRefusals, keep_filters_within_bounds) {
  std::string multiplied = "{";
  for (char key = 'a'; key < 'k'; ++key) {
    multiplied += key == 'a' ? "" : ",";
    multiplied += std::string{"\""} + key + R"(":{"$or":[{"x":[1]},{"y":[1]}]})";
  }
  EXPECT_THAT(refusal_of(multiplied + "}"), HasSubstr("multiplies to more than 1000 alternatives"));
  EXPECT_THAT(refusal_of(R"({"a":[")" + std::string(70'000, 'x') + R"("]})"),
              HasSubstr("it may have 65536"));
  std::string values;
  for (int i = 0; i < 2'000; ++i)
    values += (i == 0 ? "" : ",") + std::to_string(i);
  EXPECT_THAT(
      refusal_of(multiplied.substr(0, multiplied.find(",\"g\"")) + R"(,"z":[)" + values + "]}"),
      HasSubstr("z: comes to more than 100000 values"));
  // However short the first way is.
  EXPECT_THAT(refusal_of(many_fields_in_all()), HasSubstr("more than 20000 fields"));
  std::string deep;
  for (int i = 0; i < 70; ++i)
    deep += "{\"a\":";
  EXPECT_THAT(refusal_of(deep + "[1]" + std::string(70, '}')), HasSubstr("is not JSON"));
}

} // namespace
} // namespace fanfare::test
