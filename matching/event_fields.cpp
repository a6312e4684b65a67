#include "matching/event_fields.hpp"

#include "messages/json_text.hpp"

#include <simdjson.h>

#include <cstring>

namespace fanfare {

namespace ondemand = simdjson::ondemand;

struct event_fields::json_parser {
  ondemand::parser parser;
  std::string event; ///< A copy with the padding that simdjson needs.
};

/// One walk through an event. What simdjson finds wrong ends it.
class event_fields::reading {
public:
  /// @param end of the event's bytes.
  /// @param distinct_keys a key that was found does not come again.
  reading(event_fields& into, const field_paths& paths, const char* end, bool distinct_keys)
      : into_{into}, paths_{paths}, end_{end}, distinct_keys_{distinct_keys} {}

  bool object(ondemand::object from, std::uint32_t at, std::uint32_t place) {
    auto left = paths_.at(at).count;
    for (auto member : from) {
      ondemand::raw_json_string key;
      if (member.key().get(key) != simdjson::SUCCESS)
        return false;
      auto to = step_as_spelt(at, key.raw());
      if (to == unclear) {
        std::string_view name;
        if (member.unescaped_key().get(name) != simdjson::SUCCESS)
          return false;
        to = paths_.step(at, name);
      }
      if (to == field_paths::none)
        continue;
      ondemand::value what;
      if (member.value().get(what) != simdjson::SUCCESS || !value(what, to, place))
        return false;
      if (--left == 0 && distinct_keys_)
        return true;
    }
    return true;
  }

private:
  static constexpr std::uint32_t unclear = field_paths::none - 1;

  /// Follows a key without looking at escapes: nearly all keys are as they are
  /// spelt. Unclear if the key is not, or has dots, or is empty.
  std::uint32_t step_as_spelt(std::uint32_t from, const char* raw) const {
    const std::string_view rest{raw, static_cast<std::size_t>(end_ - raw)};
    for (const auto& [key, to, plain] : paths_.at(from).children)
      if (plain && rest.size() > key.size() && rest[key.size()] == '"' && rest.starts_with(key))
        return to;
    const auto* at = raw;
    while (*at != '"' && *at != '\\' && *at != '.')
      ++at;
    if (*at != '"' || at == raw)
      return unclear;
    const bool more = paths_.at(from).count > paths_.at(from).children.size();
    return more ? paths_.child_of(from, {raw, static_cast<std::size_t>(at - raw)})
                : field_paths::none;
  }

  bool value(ondemand::value from, std::uint32_t at, std::uint32_t place) {
    ondemand::json_type type{};
    if (from.type().get(type) != simdjson::SUCCESS)
      return false;
    switch (type) {
    case ondemand::json_type::object: {
      ondemand::object inner;
      return from.get_object().get(inner) == simdjson::SUCCESS && object(inner, at, place);
    }
    case ondemand::json_type::array:
      return array(from, at, place);
    case ondemand::json_type::string:
      return string(from, at, place);
    case ondemand::json_type::number: {
      const auto token = from.raw_json_token();
      return add(at, {value_kind::number, token.substr(0, number_length(token))}, place);
    }
    case ondemand::json_type::boolean: {
      bool yes = false;
      return from.get_bool().get(yes) == simdjson::SUCCESS &&
             add(at, {yes ? value_kind::yes : value_kind::no, yes ? "true" : "false"}, place);
    }
    case ondemand::json_type::null:
      return add(at, {value_kind::null, "null"}, place);
    }
    return false;
  }

  bool array(ondemand::value from, std::uint32_t at, std::uint32_t outer) {
    ondemand::array items;
    if (from.get_array().get(items) != simdjson::SUCCESS)
      return false;
    const auto which = into_.arrays_++;
    std::uint32_t index = 0;
    for (auto item : items) {
      ondemand::value inner;
      if (item.get(inner) != simdjson::SUCCESS)
        return false;
      const auto place = static_cast<std::uint32_t>(into_.places_.size());
      into_.places_.push_back({outer, which, index++});
      if (!value(inner, at, place))
        return false;
    }
    return true;
  }

  bool string(ondemand::value from, std::uint32_t at, std::uint32_t place) {
    std::string_view text;
    return from.get_string().get(text) == simdjson::SUCCESS &&
           add(at, {value_kind::text, text}, place);
  }

  bool add(std::uint32_t at, event_value what, std::uint32_t place) {
    const auto field = paths_.at(at).field;
    if (field == field_paths::none)
      return true;
    auto& values = into_.values_[field];
    if (values.empty())
      into_.touched_.push_back(field);
    values.push_back({what, place});
    return true;
  }

  event_fields& into_;
  const field_paths& paths_;
  const char* end_;
  bool distinct_keys_;
};

event_fields::event_fields() : parser_{std::make_unique<json_parser>()} {}
event_fields::~event_fields() = default;

bool event_fields::read(event_text given, const field_paths& paths) {
  const auto event = given.json;
  for (const auto field : touched_)
    values_[field].clear();
  touched_.clear();
  places_.assign(1, {nowhere, field_paths::none, 0});
  arrays_ = 0;
  if (values_.size() < paths.size())
    values_.resize(paths.size());

  auto& copy = parser_->event;
  if (copy.size() < event.size() + simdjson::SIMDJSON_PADDING)
    copy.resize(event.size() + simdjson::SIMDJSON_PADDING);
  std::memcpy(copy.data(), event.data(), event.size());
  ondemand::document all;
  ondemand::object top;
  if (parser_->parser.iterate(copy.data(), event.size(), copy.size()).get(all) ==
          simdjson::SUCCESS &&
      all.get_object().get(top) == simdjson::SUCCESS &&
      reading{*this, paths, copy.data() + event.size(), given.distinct_keys}.object(
          top, field_paths::root, nowhere))
    return true;
  for (const auto field : touched_)
    values_[field].clear();
  touched_.clear();
  return false;
}

bool event_fields::agree(std::uint32_t one, std::uint32_t other) const {
  for (auto a = one; a != nowhere; a = places_[a].outer)
    for (auto b = other; b != nowhere; b = places_[b].outer)
      if (places_[a].array == places_[b].array && places_[a].index != places_[b].index)
        return false;
  return true;
}

} // namespace fanfare
