#include "storage/redis_listener_json.hpp"

#include "messages/json_object.hpp"

#include <cstdint>

namespace fanfare {

namespace {

std::string text_in(const nlohmann::ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool flag_in(const nlohmann::ordered_json& object, const char* key, bool otherwise) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

} // namespace

stored_listener stored_listener_of(std::string_view id, std::string_view json) {
  stored_listener read{.id = std::string{id}, .notifier_type = {}, .json = std::string{json}};
  const auto object = json_object(json, "listener");
  if (!object)
    return read;
  read.name = text_in(*object, "name");
  read.notifier_type = text_in(*object, "notifier_type_id");
  read.claimable = flag_in(*object, "enabled", true) && !flag_in(*object, "paused", false);
  return read;
}

std::string fingerprint(std::string_view json) {
  // FNV-1a: it must be the same in every process, whatever its standard library.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : json)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return std::to_string(hash);
}

} // namespace fanfare
