#pragma once

#include <string_view>

namespace fanfare {

/// A script as Redis runs it: by its SHA1, or by its text where Redis does not know it yet.
struct redis_script {
  std::string_view name;
  std::string_view sha;
  std::string_view text;
};

/// The files of redis_scripts/. Each says at its top what it does, its keys and its arguments.
namespace redis_scripts {

extern const redis_script claim;
extern const redis_script drop_dead;
extern const redis_script drop_lane;
extern const redis_script drop_parked;
extern const redis_script due;
extern const redis_script forget_lost;
extern const redis_script found_store;
extern const redis_script hold_lane;
extern const redis_script mark;
extern const redis_script note_listeners;
extern const redis_script note_start;
extern const redis_script overdue;
extern const redis_script put_listener;
extern const redis_script put_quarantine;
extern const redis_script put_states;
extern const redis_script renew_shard;
extern const redis_script say_alive;
extern const redis_script settle;
extern const redis_script step_dead;
extern const redis_script suspect;
extern const redis_script take_shard;
extern const redis_script weigh;
extern const redis_script weigh_lane;

} // namespace redis_scripts

} // namespace fanfare
