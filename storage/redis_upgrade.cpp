#include "storage/redis_upgrade.hpp"

#include "storage/redis_database.hpp"

#include <string>
#include <vector>

namespace fanfare {

namespace {

/// Version 1 had no index of the dead letters of each listener.
result<void> index_dead(redis_connection& on, const redis_shard_keys& keys) {
  std::string from = "-";
  for (;;) {
    const auto some = on.ask(redis_command{"XRANGE", keys.dead, from, "+", "COUNT", "512"});
    if (!some)
      return some.error();
    std::vector<redis_command> calls;
    for (std::size_t i = 0; i < some->whole().size(); ++i) {
      const auto entry = (*some)[i];
      std::string_view listener;
      for (std::size_t f = 0; f + 1 < entry[1].size(); f += 2)
        if (entry[1][f].text() == "listener")
          listener = entry[1][f + 1].text();
      calls.push_back(redis_command{"ZADD"});
      calls.back().add_copy(keys.dead_of(listener)).add("0");
      calls.back().add_copy(rank_of_position(entry[0].text()));
      calls.push_back(redis_command{"SADD", keys.dead_lanes, listener});
      from = "(" + std::string{entry[0].text()};
    }
    if (calls.empty())
      return {};
    const auto done = on.exchange(std::move(calls));
    if (!done)
      return done.error();
    if (auto why = on.refusal(*done, {"ZADD", "SADD"}))
      return *why;
  }
}

} // namespace

result<void> bring_up(redis_connection& on, const redis_shard_keys& keys, std::int64_t version) {
  if (auto done = index_dead(on, keys); !done)
    return done;
  const auto now = std::to_string(version);
  const auto set = on.ask(redis_command{"HSET", redis_keys::schema, "version", now});
  return set ? result<void>{} : set.error();
}

} // namespace fanfare
