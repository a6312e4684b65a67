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

} // namespace

std::string state_to_json(const listener_state& what) {
  auto object = json::object();
  write_time(object, "failing_since", what.failing_since);
  write_time(object, "last_success", what.last_success);
  write_time(object, "last_error_at", what.last_error_at);
  if (!what.last_error.empty())
    object["last_error"] = what.last_error;
  object["consecutive_failures"] = what.consecutive_failures;
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
                           read_time(*object, "last_error_at", read.last_error_at)})
    if (!done)
      return done.error();
  if (const auto found = object->find("last_error"); found != object->end()) {
    if (!found->is_string())
      return wrong_field("last_error", "must be a string, is " + shown(*found));
    read.last_error = found->get<std::string>();
  }
  if (const auto found = object->find("consecutive_failures"); found != object->end()) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most)
      return wrong_field("consecutive_failures", "must be a count, is " + shown(*found));
    read.consecutive_failures = found->get<std::uint32_t>();
  }
  return read;
}

} // namespace fanfare
