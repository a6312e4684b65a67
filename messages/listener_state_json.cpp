#include "messages/listener_state_json.hpp"

#include "fanfare/time_text.hpp"

#include "messages/json_object.hpp"

#include <limits>

namespace fanfare {

namespace {

using json = nlohmann::ordered_json;
using time_point = listener_state::time_point;

void write_time(json& to, const char* key, const std::optional<time_point>& when) {
  if (when)
    to[key] = time_text(*when);
}

void write_text(json& to, const char* key, const std::string& text) {
  if (!text.empty())
    to[key] = text;
}

result<void> read_time(const json& from, const char* key, std::optional<time_point>& into) {
  const auto found = from.find(key);
  if (found == from.end())
    return {};
  const auto when = found->is_string() ? time_from_text(found->get_ref<const std::string&>())
                                       : result<time_point>{wrong_field(key, "is no string")};
  if (!when)
    return wrong_field(key, "must be a time, is " + shown(*found));
  into = *when;
  return {};
}

result<void> read_text(const json& from, const char* key, std::string& into) {
  const auto found = from.find(key);
  if (found == from.end())
    return {};
  if (!found->is_string())
    return wrong_field(key, "must be a string, is " + shown(*found));
  into = found->get<std::string>();
  return {};
}

result<void> read_count(const json& from, const char* key, std::uint32_t& into) {
  const auto found = from.find(key);
  if (found == from.end())
    return {};
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most)
    return wrong_field(key, "must be a count, is " + shown(*found));
  into = found->get<std::uint32_t>();
  return {};
}

result<void> read_flag(const json& from, const char* key, bool& into) {
  const auto found = from.find(key);
  if (found == from.end())
    return {};
  if (!found->is_boolean())
    return wrong_field(key, "must be true or false, is " + shown(*found));
  into = found->get<bool>();
  return {};
}

} // namespace

std::string state_to_json(const listener_state& what) {
  auto object = json::object();
  write_time(object, "failing_since", what.failing_since);
  write_time(object, "last_success", what.last_success);
  write_time(object, "last_error_at", what.last_error_at);
  write_text(object, "last_error", what.last_error);
  object["consecutive_failures"] = what.consecutive_failures;
  write_time(object, "breaker_open_since", what.breaker_open_since);
  write_time(object, "held_since", what.held_since);
  write_text(object, "disabled_by", what.disabled_by);
  write_text(object, "disabled_because", what.disabled_because);
  write_time(object, "disabled_at", what.disabled_at);
  if (what.failing_told)
    object["failing_told"] = true;
  if (what.disabling_told > 0)
    object["disabling_told"] = what.disabling_told;
  // What a receiver said need not be UTF-8.
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

result<listener_state> state_from_json(std::string_view listener_id, std::string_view text) {
  const auto object = json_object(text, "state");
  if (!object)
    return object.error();
  listener_state read;
  read.listener_id = listener_id;
  for (const auto& done : {read_time(*object, "failing_since", read.failing_since),
                           read_time(*object, "last_success", read.last_success),
                           read_time(*object, "last_error_at", read.last_error_at),
                           read_text(*object, "last_error", read.last_error),
                           read_count(*object, "consecutive_failures", read.consecutive_failures),
                           read_time(*object, "breaker_open_since", read.breaker_open_since),
                           read_time(*object, "held_since", read.held_since),
                           read_text(*object, "disabled_by", read.disabled_by),
                           read_text(*object, "disabled_because", read.disabled_because),
                           read_time(*object, "disabled_at", read.disabled_at),
                           read_flag(*object, "failing_told", read.failing_told),
                           read_count(*object, "disabling_told", read.disabling_told)})
    if (!done)
      return done.error();
  return read;
}

} // namespace fanfare
