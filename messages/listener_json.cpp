#include "messages/listener_json.hpp"

#include "messages/event_type.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_object.hpp"
#include "messages/json_text.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"

#include <algorithm>
#include <optional>

namespace fanfare {

namespace {

using json = nlohmann::ordered_json;

const std::vector<std::string_view> members{
    "id",          "name",   "notifier_type_id", "enabled", "paused",
    "event_types", "filter", "notifier_config",  "delivery"};

/// Writes one JSON object, member by member.
class object_writer {
public:
  void raw(std::string_view key, std::string_view value) {
    text_ += text_.empty() ? '{' : ',';
    text_ += json_string(key);
    text_ += ':';
    text_ += value;
  }
  void text(std::string_view key, std::string_view value) { raw(key, json_string(value)); }

  /// Writes JSON text as it is, but for white space. What is no JSON is written
  /// as a string, so that it is refused where it is read and cannot add members.
  void object(std::string_view key, std::string_view value) {
    raw(key, first_fault(value) ? json_string(value) : compact(value));
  }
  std::string finish() && { return text_.empty() ? "{}" : std::move(text_) + '}'; }

private:
  std::string text_;
};

/// Reads the members of one object and keeps the first thing that is wrong.
class member_reader {
public:
  explicit member_reader(const json& from) : from_{from} {}

  std::string name(std::string_view key) {
    auto value = text(key);
    if (value && !is_listener_name(*value))
      fail(key, quoted(*value) + " is not allowed; it takes 1 to 64 of A-Z, a-z, 0-9, '_', '.' "
                                 "and '-'");
    return value.value_or("");
  }

  bool flag(std::string_view key, bool otherwise) {
    const auto* value = find(key);
    if (value && !value->is_boolean())
      fail(key, "must be true or false, is " + shown(*value));
    return value && value->is_boolean() ? value->get<bool>() : otherwise;
  }

  /// An object as text, or nothing if it is not there.
  std::string object(std::string_view key) {
    const auto* value = find(key);
    if (value && !value->is_object())
      fail(key, "must be a JSON object, is " + shown(*value));
    return value && value->is_object() ? value->dump() : std::string{};
  }

  std::vector<std::string> patterns(std::string_view key) {
    std::vector<std::string> found;
    const auto* value = find(key);
    if (!value || !value->is_array() || value->empty()) {
      fail(key, "must be a list of one or more event types, as in [\"repo.sync.*\"], is " +
                    (value ? value->empty() ? "empty" : shown(*value) : "missing"));
      return found;
    }
    for (const auto& each : *value) {
      if (!each.is_string())
        fail(key, "must hold strings, holds " + shown(each));
      else if (auto checked = check_pattern(each.get_ref<const std::string&>()); !checked)
        fail(checked.error());
      else
        found.push_back(each.get<std::string>());
    }
    return found;
  }

  void require(std::string_view key) {
    if (!find(key))
      fail(key, "missing");
  }

  /// The filter as it is spelt: numbers that no double holds mean something in
  /// it. Nothing if it is not there, null or an empty object.
  std::string filter(std::string_view whole) {
    const auto* value = find("filter");
    if (value == nullptr || value->is_null() || (value->is_object() && value->empty()))
      return {};
    if (!value->is_object())
      fail("filter",
           R"(must be a JSON object, as in {"payload":{"repo_id":["x"]}}, is )" + shown(*value));
    return compact(member_text(whole, "filter").value_or(""));
  }

  void known_only(const std::vector<std::string_view>& known) {
    for (const auto& member : from_.items())
      if (std::find(known.begin(), known.end(), member.key()) == known.end())
        fail(quoted(member.key()),
             "a listener has no such field" + did_you_mean(member.key(), known));
  }

  const std::optional<error>& wrong() const { return wrong_; }

private:
  const json* find(std::string_view key) const {
    auto found = from_.find(key);
    return found == from_.end() ? nullptr : &*found;
  }

  std::optional<std::string> text(std::string_view key) {
    const auto* value = find(key);
    if (!value)
      return std::nullopt;
    if (value->is_string())
      return value->get<std::string>();
    fail(key, "must be a string, is " + shown(*value));
    return std::nullopt;
  }

  void fail(std::string_view field, std::string_view why) { fail(wrong_field(field, why)); }
  void fail(error why) {
    if (!wrong_)
      wrong_ = std::move(why);
  }

  const json& from_;
  std::optional<error> wrong_;
};

result<listener> read_listener(const json& object, std::string_view text) {
  member_reader reader{object};
  reader.known_only(members);
  reader.require("notifier_type_id");
  listener read;
  read.id = reader.name("id");
  read.name = reader.name("name");
  read.notifier_type = reader.name("notifier_type_id");
  read.enabled = reader.flag("enabled", true);
  read.paused = reader.flag("paused", false);
  read.event_types = reader.patterns("event_types");
  read.filter = reader.filter(text);
  read.notifier_config = reader.object("notifier_config");
  if (read.notifier_config.empty())
    read.notifier_config = "{}";
  read.delivery = reader.object("delivery");
  if (reader.wrong())
    return *reader.wrong();
  if (auto applied = apply_delivery(read.delivery, {}); !applied)
    return applied.error();
  return read;
}

} // namespace

std::string to_json(const listener& what) {
  object_writer writer;
  writer.text("id", what.id);
  if (!what.name.empty())
    writer.text("name", what.name);
  writer.text("notifier_type_id", what.notifier_type);
  writer.raw("enabled", what.enabled ? "true" : "false");
  if (what.paused)
    writer.raw("paused", "true");
  std::string patterns;
  for (const auto& pattern : what.event_types)
    patterns += (patterns.empty() ? "" : ",") + json_string(pattern);
  writer.raw("event_types", "[" + patterns + "]");
  if (!what.filter.empty())
    writer.object("filter", what.filter);
  writer.object("notifier_config", what.notifier_config.empty() ? "{}" : what.notifier_config);
  if (!what.delivery.empty())
    writer.object("delivery", what.delivery);
  return std::move(writer).finish();
}

result<listener> listener_from_json(std::string_view text) {
  auto object = json_object(text, "listener");
  if (!object)
    return object.error();
  return read_listener(*object, text);
}

result<listener> kept_listener(std::string_view id, std::string_view text) {
  auto object = json_object(text, "listener");
  if (!object)
    return object.error();
  const auto own = object->find("id");
  if (own == object->end())
    (*object)["id"] = id;
  else if (own->is_string() && own->get_ref<const std::string&>() != id)
    return wrong_field("id", quoted(own->get_ref<const std::string&>()) +
                                 " is kept under another one, " + quoted(id) +
                                 "; make them the same");
  return read_listener(*object, text);
}

bool is_listener_name(std::string_view text) {
  auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

std::string http_config::json() const {
  object_writer writer;
  const std::pair<std::string_view, const std::string&> fields[] = {
      {"url", url}, {"username", username}, {"password", password}, {"ca_path", ca_path}};
  for (const auto& [key, value] : fields)
    if (!value.empty())
      writer.text(key, value);
  return std::move(writer).finish();
}

std::string email_config::json() const {
  object_writer writer;
  writer.text("subject", subject);
  std::string list;
  for (const auto& address : addresses)
    list += (list.empty() ? "" : ",") + json_string(address);
  writer.raw("addresses", "[" + list + "]");
  return std::move(writer).finish();
}

std::string amqp_config::json() const {
  object_writer writer;
  for (const auto& [key, value] :
       {std::pair<std::string_view, const std::string&>{"exchange", exchange}, {"ttl", ttl}})
    if (!value.empty())
      writer.text(key, value);
  return std::move(writer).finish();
}

} // namespace fanfare
