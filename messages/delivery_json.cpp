#include "messages/duration_text.hpp"
#include "messages/json_object.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"

#include <optional>

namespace fanfare {

namespace {

using json = nlohmann::ordered_json;
using std::chrono::milliseconds;

struct duration_member {
  std::string_view key;
  milliseconds delivery_options::*field;
  milliseconds most;
};

struct count_member {
  std::string_view key;
  std::uint32_t delivery_options::*field;
  std::uint32_t most;
};

constexpr milliseconds least{1};

constexpr duration_member durations[] = {
    {"timeout", &delivery_options::timeout, std::chrono::hours{1}},
    {"first_delay", &delivery_options::first_delay, std::chrono::hours{24}},
    {"max_delay", &delivery_options::max_delay, std::chrono::hours{24 * 7}},
};

constexpr count_member counts[] = {
    {"max_attempts", &delivery_options::max_attempts, 1'000},
    {"concurrency", &delivery_options::concurrency, 1'024},
};

const std::vector<std::string_view> keys{"timeout", "max_attempts", "concurrency", "first_delay",
                                         "max_delay"};

result<milliseconds> read(const duration_member& member, const json& value) {
  auto field = "delivery." + std::string{member.key};
  if (!value.is_string())
    return wrong_field(field, "must be a duration in quotes, as in \"15s\", is " + shown(value));
  const auto& text = value.get_ref<const std::string&>();
  auto duration = duration_from_text(text);
  if (!duration)
    return wrong_field(field, duration.error().detail);
  if (*duration < least || *duration > member.most)
    return wrong_field(field, quoted(text) + " is out of range: it takes " + to_text(least) +
                                  " to " + to_text(member.most));
  return duration;
}

result<std::uint32_t> read(const count_member& member, const json& value) {
  bool fits = value.is_number_unsigned() && value.get<std::uint64_t>() >= 1 &&
              value.get<std::uint64_t>() <= member.most;
  if (!fits)
    return wrong_field("delivery." + std::string{member.key}, "must be a whole number from 1 to " +
                                                                  std::to_string(member.most) +
                                                                  ", is " + shown(value));
  return value.get<std::uint32_t>();
}

/// Reads `value` into the field of `to` that `members` has under `key`.
/// Returns nothing if there is no such key.
template <class Members>
std::optional<result<void>> set(const Members& members, std::string_view key, const json& value,
                                delivery_options& to) {
  for (const auto& member : members) {
    if (member.key != key)
      continue;
    auto read_value = read(member, value);
    if (!read_value)
      return result<void>{read_value.error()};
    to.*member.field = *read_value;
    return result<void>{};
  }
  return std::nullopt;
}

result<void> set_any(std::string_view key, const json& value, delivery_options& to) {
  if (auto done = set(durations, key, value, to))
    return *done;
  if (auto done = set(counts, key, value, to))
    return *done;
  return wrong_field("delivery", "there is no " + quoted(key) + " in it" + did_you_mean(key, keys));
}

} // namespace

result<delivery_options> apply_delivery(std::string_view delivery, delivery_options defaults) {
  if (delivery.empty())
    return defaults;
  auto object = json_object(delivery, "delivery");
  if (!object)
    return object.error();
  for (const auto& member : object->items())
    if (auto done = set_any(member.key(), member.value(), defaults); !done)
      return done.error();
  return defaults;
}

} // namespace fanfare
