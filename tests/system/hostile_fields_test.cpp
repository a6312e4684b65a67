#include "messages/listener_json.hpp"
#include "tests/support/delivery_ledger.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/system/mailed_engine.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <utility>

// tests/data/hostile_fields.jsonl: values that want to become something else
// than what their field is for. None may get further than its field.

namespace fanfare::test {
namespace {

using json = nlohmann::json;

struct hostile_field {
  std::string id;
  std::string field;
  json value;
};

std::vector<hostile_field> all_fields() {
  std::vector<hostile_field> all;
  std::ifstream file{FANFARE_SOURCE_DIR "/tests/data/hostile_fields.jsonl"};
  for (std::string line; std::getline(file, line);) {
    const auto read = json::parse(line);
    all.push_back({read["id"], read["field"], read["value"]});
  }
  return all;
}

/// What came of trying a field.
struct attempt_at_it {
  result<void> how;
  std::string named; ///< What the refusal has to begin with.
};

class HostileFields : public mailed_engine {
protected:
  result<void> create(const std::string& type, const json& config, const std::string& name = {}) {
    const auto id = at().create({.notifier_type = type,
                                 .event_types = {"*"},
                                 .notifier_config = config.dump(),
                                 .name = name});
    return id ? result<void>{} : id.error();
  }

  attempt_at_it try_email(const std::string& field, const json& value) {
    json config{{"subject", "s"}, {"addresses", {"a@b.c"}}};
    if (field == "email.subject") {
      config["subject"] = value;
      return {create("email", config), "subject: "};
    }
    if (field == "email.addresses[]") {
      config["addresses"] = {"a@b.c", value};
      return {create("email", config), "addresses: "};
    }
    if (field == "template") {
      config["template"] = value;
      return {create("email", config), "'template': "};
    }
    options how;
    how.store_url = "sqlite::memory:";
    how.email.from = value;
    const auto opened = admin::open(how);
    return {opened ? result<void>{} : opened.error(), "[email] from: "};
  }

  attempt_at_it try_http(const std::string& field, const json& value) {
    json config{{"url", "https://example.com/hook"}};
    const auto key = field.substr(field.find('.') + 1);
    if (key == "headers")
      config[key] = json{{value[0].get<std::string>(), value[1]}};
    else
      config[key] = value;
    if (key == "username")
      config["password"] = "x";
    return {create("http", config), key == "username" ? "username: " : "'" + key + "': "};
  }

  attempt_at_it try_field(const hostile_field& one) {
    const auto& field = one.field;
    if (field.starts_with("http."))
      return try_http(field, one.value);
    if (field.starts_with("email.") || field == "template")
      return try_email(field, one.value);
    if (field == "amqp.exchange")
      return {create("amqp", {{"exchange", one.value}}), "exchange: "};
    if (field == "listener.id")
      return {create("http", {{"url", "https://example.com/"}}, one.value), "name: "};
    if (field.starts_with("redis: ")) {
      const auto read = listener_from_json(one.value.get<std::string>());
      return {read ? result<void>{} : read.error(), ""};
    }
    const auto how = node->publish(report{json{{"event_type", one.value}}.dump(), {}}).get();
    return {how ? result<void>{} : how.error(), ""};
  }

  static void expect_readable(const std::string& said) {
    EXPECT_TRUE(std::none_of(said.begin(), said.end(), [](char c) { return c >= 0 && c < ' '; }))
        << "a control character in: " << said;
    EXPECT_LT(said.size(), 300u) << said;
  }

  /// Decodes what email_subject.cpp writes.
  static std::string decoded(std::string words) {
    if (!words.starts_with("=?utf-8?b?"))
      return words;
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : words.substr(10, words.find("?=", 10) - 10)) {
      if (c == '=' || c == '?')
        break;
      bits = bits << 6 | static_cast<unsigned>(digits.find(c));
      count += 6;
      if (count >= 8)
        text += static_cast<char>(bits >> (count -= 8) & 0xff);
    }
    return text;
  }

  /// Expects so many mails with these subjects and not a field more than ours, each
  /// to the one good address.
  void expect_plain_mails(std::size_t count, const std::vector<std::string>& wanted) const {
    const auto mails = server.wait_for(count);
    EXPECT_EQ(mails.size(), count);
    std::multiset<std::string> subjects;
    for (const auto& mail : mails) {
      std::vector<std::string> names;
      for (const auto& [name, value] : header_of(mail.text)) {
        names.push_back(name);
        if (name == "Subject")
          subjects.insert(decoded(value));
      }
      EXPECT_EQ(names, (std::vector<std::string>{"Content-Type", "MIME-Version",
                                                 "Content-Transfer-Encoding", "Subject", "From",
                                                 "To", "Date", "Message-ID", "Auto-Submitted"}));
      EXPECT_EQ(mail.to, std::vector<std::string>{"a@b.c"});
    }
    EXPECT_EQ(wanted.size(), 3u);
    for (const auto& subject : wanted)
      EXPECT_GT(subjects.count(subject), 0u) << subject;
  }

  /// Returns the fields of a mail's header, by their names, in their order.
  static std::vector<std::pair<std::string, std::string>> header_of(const std::string& mail) {
    std::vector<std::pair<std::string, std::string>> fields;
    std::istringstream head{mail.substr(0, mail.find("\r\n\r\n"))};
    for (std::string line; std::getline(head, line);) {
      const auto colon = line.find(": ");
      if (!line.empty() && line.back() == '\r')
        line.pop_back();
      fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return fields;
  }
};

/// Lines of the list that are fine for fanfare.
bool may_pass(const hostile_field& one) {
  // Harmless as the subject of a mail, once it is written as it has to be.
  const bool plain_subject = one.field == "email.subject" &&
                             (one.id == "inj-033" || one.id == "inj-035" || one.id == "inj-039");
  // Event types are [A-Za-z0-9_-]+ between dots, so this is one.
  return plain_subject || one.value == "__proto__";
}

TEST_F(HostileFields, are_all_read) { EXPECT_EQ(all_fields().size(), 61u); }

TEST_F(HostileFields, are_refused_with_the_field_named_and_leave_nothing_on_the_wire) {
  start();
  std::vector<std::string> passed;
  for (const auto& one : all_fields()) {
    const auto tried = try_field(one);

    if (may_pass(one)) {
      EXPECT_TRUE(tried.how) << one.id << ": " << tried.how.error().detail;
      if (one.field == "email.subject")
        passed.push_back(one.value.get<std::string>());
      continue;
    }
    ASSERT_FALSE(tried.how) << one.id;
    const auto& said = tried.how.error().detail;
    EXPECT_EQ(said.find(tried.named), 0u) << one.id << ": " << said;
    expect_readable(said);
  }

  server.wait_for(passed.size());
  publish();

  expect_plain_mails(2 * passed.size(), passed);
}

// -- the same, written into Redis by hand -----------------------------------------

/// The fields as an admin, or somebody who got that far, writes them with redis-cli.
class HostileFieldsInRedis : public HostileFields {
protected:
  HostileFieldsInRedis() { store_url = redis.url(); }

  static json of_type(const std::string& type, json config) {
    return {{"notifier_type_id", type}, {"event_types", {"*"}}, {"notifier_config", config}};
  }

  json email_with(const std::string& key, const json& value) const {
    json config{{"subject", "s"}, {"addresses", {"a@b.c"}}};
    if (key == "addresses[]")
      config["addresses"].push_back(value);
    else
      config[key] = value;
    return of_type("email", config);
  }

  json http_with(const std::string& key, const json& value) const {
    json config{{"url", receiver.url("/hostile")}};
    config[key] = key == "headers" ? json{{value[0].get<std::string>(), value[1]}} : value;
    if (key == "username")
      config["password"] = "x";
    return of_type("http", config);
  }

  /// Writes one and returns under which id.
  std::string write(const hostile_field& one) {
    const auto key = one.field.substr(one.field.find('.') + 1);
    auto id = one.id;
    auto listener = of_type("http", {{"url", receiver.url("/hostile")}});
    if (one.field == "listener.id")
      id = one.value;
    else if (one.field.starts_with("http."))
      listener = http_with(key, one.value);
    else if (one.field.starts_with("email.") || one.field == "template")
      listener = email_with(key, one.value);
    else if (one.field == "amqp.exchange")
      listener = of_type("amqp", {{"exchange", one.value}});
    else if (one.field.starts_with("event.type"))
      listener["event_types"] = json::array({one.value});
    const bool whole = one.field.starts_with("redis: ");
    redis.ask(
        {"HSET", "fanfare:listeners", id, whole ? one.value.get<std::string>() : listener.dump()});
    return id;
  }

  /// Returns the field that a refusal names.
  static std::string named(const hostile_field& one) {
    if (one.field.starts_with("event.type"))
      return "event_types: ";
    if (one.field == "email.addresses[]")
      return "addresses: ";
    if (one.field.starts_with("redis: "))
      return one.id == "inj-101" || one.id == "inj-113" ? "listener: " : "";
    return one.field.substr(one.field.find('.') + 1);
  }

  /// Returns who is in quarantine, and why.
  std::map<std::string, std::string> quarantined() const {
    std::map<std::string, std::string> all;
    std::istringstream lines{redis.ask({"HGETALL", "{fanfare:listeners}:quarantine"})};
    for (std::string id, note; std::getline(lines, id) && std::getline(lines, note);)
      all[id] = json::parse(note)["reason"];
    return all;
  }

  redis_server redis;
  delivery_ledger receiver;
};

/// Lines that are fine as what they are written to here.
bool may_be_written(const hostile_field& one) {
  return may_pass(one) || (one.field == "event.type" && one.value == "*");
}

TEST_F(HostileFieldsInRedis, are_quarantined_by_name_and_others_go_on) {
  start();
  redis.ask({"HSET", "fanfare:listeners", "good",
             of_type("http", {{"url", receiver.url("/good")}}).dump()});
  std::map<std::string, std::string> bad; // and what the reason begins with
  std::vector<std::string> subjects;
  for (const auto& one : all_fields()) {
    const auto id = write(one);
    if (!may_be_written(one))
      bad[id] = named(one);
    else if (one.field == "email.subject")
      subjects.push_back(one.value);
  }
  ASSERT_TRUE(comes_true([&] { return quarantined().size() >= bad.size(); }));

  publish();

  const auto why = quarantined();
  for (const auto& [id, field] : bad) {
    ASSERT_EQ(why.count(id), 1u) << id << " of " << field;
    const auto& said = why.at(id);
    EXPECT_LT(said.find(field), 3u) << id << ": " << said;
    expect_readable(said);
  }
  EXPECT_EQ(why.size(), bad.size());
  std::map<std::string, std::size_t> came;
  for (const auto& [entry, arrivals] : receiver.book())
    came[entry.first] += arrivals.count;
  EXPECT_EQ(came, (std::map<std::string, std::size_t>{{"/good", 1}, {"/hostile", 1}}))
      << "more than the good one, and the one with the event type *";
  expect_plain_mails(subjects.size(), subjects);
}

} // namespace
} // namespace fanfare::test
