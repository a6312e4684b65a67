#include "messages/listener_json.hpp"

#include "messages/event_type.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_object.hpp"
#include "messages/json_text.hpp"
#include "messages/json_tree.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace fanfare {

namespace {

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

std::string shown(const json_node& value) {
  switch (value.what()) {
  case json_node::kind::object:
    return "an object";
  case json_node::kind::array:
    return "an array";
  case json_node::kind::string:
    return "the string " + quoted(value.text());
  case json_node::kind::number:
    return std::string{"the number "}.append(value.text());
  default:
    return std::string{value.text()};
  }
}

/// Returns a number that is beyond all doubles, so that no other reader takes it; or null.
const json_node* infinite_number(const json_node& in) {
  if (in.what() == json_node::kind::number)
    return std::isinf(std::strtod(std::string{in.text()}.c_str(), nullptr)) ? &in : nullptr;
  for (const auto& each : in.children())
    if (const auto* found = infinite_number(each))
      return found;
  return nullptr;
}

/// Reads the members of one object and keeps the first thing that is wrong.
class member_reader {
public:
  explicit member_reader(const json_node& from) : from_{from} {}

  std::string name(std::string_view key, std::optional<std::string_view> otherwise = {}) {
    auto value = from_.member(key) == nullptr ? otherwise : text(key);
    if (value && !is_listener_name(*value))
      fail(key, quoted(*value) + " is not allowed; it takes 1 to 64 of A-Z, a-z, 0-9, '_', '.' "
                                 "and '-'");
    return std::string{value.value_or("")};
  }

  bool flag(std::string_view key, bool otherwise) {
    const auto* value = from_.member(key);
    if (value == nullptr)
      return otherwise;
    if (value->what() != kind::yes && value->what() != kind::no)
      fail(key, "must be true or false, is " + shown(*value));
    return value->what() == kind::yes;
  }

  /// An object as text, or nothing if it is not there.
  std::string object(std::string_view key) {
    const auto* value = from_.member(key);
    if (value == nullptr)
      return {};
    if (value->what() != kind::object)
      fail(key, "must be a JSON object, is " + shown(*value));
    if (const auto* number = infinite_number(*value))
      fail(key, std::string{"holds "}.append(number->text()) + ", a number that is too large");
    return compact(value->source());
  }

  std::vector<std::string> patterns(std::string_view key) {
    std::vector<std::string> found;
    const auto* value = from_.member(key);
    if (value == nullptr || value->what() != kind::array || value->size() == 0) {
      fail(key, "must be a list of one or more event types, as in [\"repo.sync.*\"], is " +
                    (value == nullptr               ? "missing"
                     : value->what() == kind::array ? "empty"
                                                    : shown(*value)));
      return found;
    }
    found.reserve(value->size());
    for (const auto& each : value->children()) {
      if (each.what() != kind::string)
        fail(key, "must hold strings, holds " + shown(each));
      else if (auto checked = check_pattern(each.text()); !checked)
        fail(checked.error());
      else
        found.emplace_back(each.text());
    }
    return found;
  }

  void require(std::string_view key) {
    if (from_.member(key) == nullptr)
      fail(key, "missing");
  }

  /// The filter as it is spelt: numbers that no double holds mean something in
  /// it. Nothing if it is not there, null or an empty object.
  std::string filter(std::string_view key) {
    const auto* value = from_.member(key);
    if (value == nullptr || value->what() == kind::null ||
        (value->what() == kind::object && value->size() == 0))
      return {};
    if (value->what() != kind::object)
      fail(key,
           R"(must be a JSON object, as in {"payload":{"repo_id":["x"]}}, is )" + shown(*value));
    return compact(value->source());
  }

  void known_only(const std::vector<std::string_view>& known) {
    for (const auto& member : from_.children())
      if (std::find(known.begin(), known.end(), member.key()) == known.end())
        fail(quoted(member.key()),
             "a listener has no such field" + did_you_mean(member.key(), known));
  }

  const std::optional<error>& wrong() const { return wrong_; }

private:
  using kind = json_node::kind;

  std::optional<std::string_view> text(std::string_view key) {
    const auto* value = from_.member(key);
    if (value == nullptr)
      return std::nullopt;
    if (value->what() == kind::string)
      return value->text();
    fail(key, "must be a string, is " + shown(*value));
    return std::nullopt;
  }

  void fail(std::string_view field, std::string_view why) { fail(wrong_field(field, why)); }
  void fail(error why) {
    if (!wrong_)
      wrong_ = std::move(why);
  }

  const json_node& from_;
  std::optional<error> wrong_;
};

/// Reads a listener; under `kept_as`, if it has no id of its own.
result<listener> read_listener(const json_node& object, std::optional<std::string_view> kept_as) {
  member_reader reader{object};
  reader.known_only(members);
  reader.require("notifier_type_id");
  listener read;
  read.id = reader.name("id", kept_as);
  read.name = reader.name("name");
  read.notifier_type = reader.name("notifier_type_id");
  read.enabled = reader.flag("enabled", true);
  read.paused = reader.flag("paused", false);
  read.event_types = reader.patterns("event_types");
  read.filter = reader.filter("filter");
  read.notifier_config = reader.object("notifier_config");
  if (read.notifier_config.empty())
    read.notifier_config = "{}";
  read.delivery = reader.object("delivery");
  if (reader.wrong())
    return *reader.wrong();
  if (read.delivery.empty())
    return read;
  if (auto applied = apply_delivery(read.delivery, {}); !applied)
    return applied.error();
  return read;
}

/// Returns why a text is no listener at all, if it is none.
std::optional<error> no_object(std::string_view text) {
  if (const auto fault = first_fault(text))
    return wrong_field("listener", "not a JSON object: " + to_text(*fault));
  if (!without_space_around(text).starts_with('{'))
    return wrong_field("listener", "must be a JSON object, is " + shown(json_tree{text}.root()));
  return std::nullopt;
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
  if (auto wrong = no_object(text))
    return *wrong;
  return read_listener(json_tree{text}.root(), {});
}

result<listener> kept_listener(std::string_view id, std::string_view text) {
  if (auto wrong = no_object(text))
    return *wrong;
  const json_tree tree{text};
  const auto* own = tree.root().member("id");
  if (own != nullptr && own->what() == json_node::kind::string && own->text() != id)
    return wrong_field("id", quoted(own->text()) + " is kept under another one, " + quoted(id) +
                                 "; make them the same");
  return read_listener(tree.root(), id);
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
