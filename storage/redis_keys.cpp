#include "storage/redis_keys.hpp"

namespace fanfare {

namespace redis_keys {

std::vector<std::string> of_listeners() {
  return {std::string{listeners}, std::string{version}, std::string{changes},   std::string{names},
          std::string{made},      std::string{state},   std::string{quarantine}};
}

std::vector<typed_key> all_typed() {
  const redis_shard_keys shard{0};
  return {{std::string{schema}, "hash"},
          {std::string{nodes}, "hash"},
          {std::string{types}, "set"},
          {std::string{listeners}, "hash"},
          {std::string{version}, "string"},
          {std::string{changes}, "stream"},
          {std::string{names}, "hash"},
          {std::string{made}, "zset"},
          {std::string{state}, "hash"},
          {std::string{quarantine}, "hash"},
          {shard.events, "stream"},
          {shard.cursor, "string"},
          {shard.owner, "string"},
          {shard.refs, "hash"},
          {shard.due, "zset"},
          {shard.dead, "stream"},
          {shard.dead_lanes, "set"},
          {shard.starts, "hash"},
          {shard.suspect, "hash"},
          {std::string{attempts}, "stream"}};
}

} // namespace redis_keys

redis_shard_keys::redis_shard_keys(std::uint16_t shard)
    : prefix("fanfare:{" + std::to_string(shard) + "}:"), events(prefix + "events"),
      cursor(prefix + "cursor"), owner(prefix + "owner"), refs(prefix + "refs"),
      due(prefix + "due"), dead(prefix + "dead"), starts(prefix + "starts"),
      suspect(prefix + "suspect"), dead_lanes(prefix + "dead_lanes") {}

void redis_shard_keys::add_lane(std::string_view listener, std::vector<std::string>& to) const {
  for (auto&& key :
       {lane(listener), tries(listener), order(listener), order_keys(listener), dead_of(listener)})
    to.push_back(key);
}

} // namespace fanfare
