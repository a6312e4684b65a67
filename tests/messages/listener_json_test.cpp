#include "messages/listener_json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

listener sample() {
  listener made;
  made.id = "5081a42ce19a00ea4300000e";
  made.name = "ops";
  made.notifier_type = "http";
  made.enabled = false;
  made.event_types = {"repo.sync.*", "repo.#"};
  made.notifier_config = R"({"url":"https://example.org/a?b=\"c\"","password":"é"})";
  made.delivery = R"({"timeout":"15s"})";
  return made;
}

void expect_equal(const listener& a, const listener& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.notifier_type, b.notifier_type);
  EXPECT_EQ(a.enabled, b.enabled);
  EXPECT_EQ(a.paused, b.paused);
  EXPECT_EQ(a.event_types, b.event_types);
  EXPECT_EQ(a.filter, b.filter);
  EXPECT_EQ(a.notifier_config, b.notifier_config);
  EXPECT_EQ(a.delivery, b.delivery);
}

TEST(ListenerJson, is_written_in_the_order_of_the_readme) {
  EXPECT_EQ(to_json(sample()),
            R"({"id":"5081a42ce19a00ea4300000e","name":"ops","notifier_type_id":"http",)"
            R"("enabled":false,"event_types":["repo.sync.*","repo.#"],)"
            R"("notifier_config":{"url":"https://example.org/a?b=\"c\"","password":"é"},)"
            R"("delivery":{"timeout":"15s"}})");
}

TEST(ListenerJson, says_that_it_is_paused_only_if_it_is) {
  auto made = sample();
  made.paused = true;

  const auto text = to_json(made);

  EXPECT_NE(text.find(R"("enabled":false,"paused":true,"event_types")"), std::string::npos) << text;
  const auto read = listener_from_json(text);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_TRUE(read->paused);
  EXPECT_FALSE(listener_from_json(to_json(sample()))->paused);
}

TEST(ListenerJson, leaves_out_what_is_empty) {
  listener made;
  made.id = "x";
  made.notifier_type = "log";
  made.event_types = {"*"};

  EXPECT_EQ(to_json(made), R"({"id":"x","notifier_type_id":"log","enabled":true,)"
                           R"("event_types":["*"],"notifier_config":{}})");
}

TEST(ListenerJson, is_read_back_as_it_was) {
  auto nameless = sample();
  nameless.name.clear();
  nameless.delivery.clear();
  nameless.notifier_config = "{}";

  for (const auto& made : {sample(), nameless}) {
    auto read = listener_from_json(to_json(made));
    ASSERT_TRUE(read) << read.error().detail;
    expect_equal(*read, made);
  }
}

TEST(ListenerJson, is_one_line_whatever_the_config_looks_like) {
  auto spread = sample();
  spread.notifier_config = "{\n  \"url\" : \"a  b\",\r\n\t\"n\": [ 1e400, 2 ]\n}";

  auto text = to_json(spread);

  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_NE(text.find(R"("notifier_config":{"url":"a  b","n":[1e400,2]})"), std::string::npos);
}

TEST(ListenerJson, cannot_be_given_members_through_a_config_that_is_no_json) {
  auto sly = sample();
  sly.notifier_config = R"({},"enabled":true,"x":{})";

  auto read = listener_from_json(to_json(sly));

  ASSERT_FALSE(read);
  EXPECT_NE(read.error().detail.find("notifier_config: must be a JSON object"), std::string::npos)
      << read.error().detail;
}

TEST(ListenerJson, takes_the_little_that_an_admin_has_to_write) {
  auto read = listener_from_json(R"({"event_types":["*"],"notifier_type_id":"http","filter":{}})");

  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->id, "");
  EXPECT_TRUE(read->enabled);
  EXPECT_EQ(read->filter, "");
  EXPECT_EQ(read->notifier_config, "{}");
}

TEST(ListenerJson, keeps_a_filter_as_it_is_spelt) {
  auto read = listener_from_json(
      R"({"event_types":["*"],"notifier_type_id":"http","filter":{"a":["x"]},"id":"l",)"
      R"("filter":{ "n" : [300.0, 12345678901234567891234], "n":[1e2] } })");

  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->filter, R"({"n":[300.0,12345678901234567891234],"n":[1e2]})");
  auto again = listener_from_json(to_json(*read));
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(again->filter, read->filter);
}

/// A good listener in which `member` stands last, so that it replaces its namesake.
std::string with(const std::string& member) {
  return R"({"id":"x","notifier_type_id":"http","event_types":["*"],)" + member + "}";
}

TEST(ListenerJson, is_refused_by_field_value_and_way_out) {
  struct {
    std::string text;
    std::string words;
  } const table[] = {
      {"", "listener: not a JSON object: at byte 0"},
      {"[]", "listener: must be a JSON object, is an array"},
      {"{\"id\":\"\xff\"}", "UTF-8"},
      {std::string(100'000, '['), "nested more than 64 deep"},
      {R"({"event_types":["*"]})", "notifier_type_id: missing"},
      {R"({"notifier_type_id":"http"})", "event_types: must be a list"},
      {with(R"("notifer_config":{})"), "'notifer_config': a listener has no such field; did you "
                                       "mean 'notifier_config'?"},
      {with(R"("colour":1)"), "'colour': a listener has no such field"},
      {with(R"("id":"a b")"), "id: 'a b' is not allowed"},
      {with(R"("id":"")"), "id: '' is not allowed"},
      {with(R"("id":7)"), "id: must be a string, is the number 7"},
      {with(R"("name":")" + std::string(65, 'n') + "\""), "name: 'nnn"},
      {with(R"("notifier_type_id":null)"), "notifier_type_id: must be a string, is null"},
      {with(R"("enabled":"yes")"), "enabled: must be true or false, is the string 'yes'"},
      {with(R"("paused":1)"), "paused: must be true or false, is the number 1"},
      {with(R"("event_types":[])"), "event_types: must be a list"},
      {with(R"("event_types":"*")"), "is the string '*'"},
      {with(R"("event_types":["*",3])"), "event_types: must hold strings, holds the number 3"},
      {with(R"("event_types":["*","rep*"])"), "event_types: 'rep*': a segment is a name"},
      {with(R"("filter":[])"), "filter: must be a JSON object, as in "},
      {with(R"("filter":"x")"), "is the string 'x'"},
      {with(R"("notifier_config":"{}")"), "notifier_config: must be a JSON object"},
      {with(R"("notifier_config":{"n":1e400})"),
       "notifier_config: holds 1e400, a number that is too large"},
      {with(R"("delivery":[])"), "delivery: must be a JSON object, is an array"},
      {with(R"("delivery":{"timeout":"2h"})"), "delivery.timeout: '2h' is out of range"},
  };

  for (const auto& [text, words] : table) {
    auto read = listener_from_json(text);

    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, errc::invalid_listener);
    EXPECT_NE(read.error().detail.find(words), std::string::npos) << read.error().detail;
  }
}

TEST(ListenerName, is_1_to_64_plain_characters) {
  for (const auto& good : {std::string{"a"}, std::string{"A-z_0.9"}, std::string(64, 'x')})
    EXPECT_TRUE(is_listener_name(good)) << good;
  for (const auto& bad : {std::string{}, std::string(65, 'x'), std::string{"a b"},
                          std::string{"a/b"}, std::string{"é"}, std::string{"a\n"}})
    EXPECT_FALSE(is_listener_name(bad)) << bad;
}

TEST(MergeJson, replaces_adds_and_removes_keys_one_level_deep) {
  auto merged = merge_json(R"({"a":1,"b":{"x":1},"c":3})", R"({"b":{"y":2},"c":null,"d":4})", "f");

  ASSERT_TRUE(merged);
  EXPECT_EQ(*merged, R"({"a":1,"b":{"y":2},"d":4})");
}

TEST(MergeJson, takes_empty_texts_as_empty_objects) {
  EXPECT_EQ(*merge_json("", R"({"a":1})", "f"), R"({"a":1})");
  EXPECT_EQ(*merge_json(R"({"a":1})", "", "f"), R"({"a":1})");
  EXPECT_EQ(*merge_json("", R"({"a":null})", "f"), "{}");
}

TEST(MergeJson, names_the_field_that_is_no_object) {
  for (std::string_view bad : {"[]", "{", "1", "null"}) {
    auto merged = merge_json("{}", bad, "notifier_config");
    ASSERT_FALSE(merged) << bad;
    EXPECT_EQ(merged.error().code, errc::invalid_listener);
    EXPECT_EQ(merged.error().detail.rfind("notifier_config: ", 0), 0u) << merged.error().detail;
  }
}

TEST(MaskFields, hides_secrets_at_the_depth_they_are_named) {
  EXPECT_EQ(mask_fields(R"({"url":"u","password":"p"})", {"password", "token"}),
            R"({"url":"u","password":"********"})");
  EXPECT_EQ(mask_fields(R"({"h":{"auth":"s","x":"y"},"auth":"t"})", {"h.auth"}),
            R"({"h":{"auth":"********","x":"y"},"auth":"t"})");
  EXPECT_EQ(mask_fields(R"({"keys":["a","b"],"l":[{"k":"a"},{"k":"b"}],"d.k":"c"})",
                        {"keys", "l.k", "d.k"}),
            R"({"keys":"********","l":[{"k":"********"},{"k":"********"}],"d.k":"********"})");
}

TEST(MaskFields, shows_nothing_of_a_config_it_cannot_read) {
  EXPECT_EQ(mask_fields(R"({"password":"p")", {"password"}), "{}");
  EXPECT_EQ(mask_fields("", {"password"}), "{}");
}

TEST(HttpConfig, writes_the_fields_that_are_set) {
  http_config config;
  EXPECT_EQ(config.json(), "{}");

  config.url = "https://example.org/\"x\"";
  config.password = "a\\b\n";
  EXPECT_EQ(config.json(), R"({"url":"https://example.org/\"x\"","password":"a\\b\u000a"})");
}

} // namespace
} // namespace fanfare
