#include "storage/redis_diagnosis.hpp"

#include "storage/redis_keys.hpp"

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>

namespace fanfare {

namespace {

using std::chrono::milliseconds;

/// Due times are Redis's, ages in metrics are ours.
constexpr milliseconds tolerable_difference{2'000};

finding problem(std::string subject, std::string what, std::string advice) {
  return {severity::problem, std::move(subject), std::move(what), std::move(advice)};
}
finding warning(std::string subject, std::string what, std::string advice) {
  return {severity::warning, std::move(subject), std::move(what), std::move(advice)};
}

milliseconds unix_now() {
  return std::chrono::duration_cast<milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

/// Writes something that changes nothing.
finding look_at_writing(redis_database& of) {
  const auto begun = std::chrono::steady_clock::now();
  const auto ready = of.ready();
  const auto wrote = ready ? of.writer().ask({"HSETNX", redis_keys::schema, "version", "1"})
                           : result<redis_answer>{ready.error()};
  if (!wrote)
    return problem("store", "cannot be written to: " + wrote.error().detail,
                   "publishing fails until this is put right");
  const auto took =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
  return {severity::ok, "store",
          "answers and can be written to; that took " + std::to_string(took.count()) + " ms"};
}

/// Returns a setting of Redis; none if it does not tell.
std::optional<std::string> setting(redis_database& of, std::string_view name) {
  const auto said = of.reader().ask({"CONFIG", "GET", name});
  if (!said || (*said).whole().size() < 2)
    return std::nullopt;
  return std::string{(*said)[1].text()};
}

finding not_told(std::string_view subject, std::string_view name) {
  return warning(std::string{subject}, "Redis does not let us ask for " + std::string{name},
                 "look yourself (redis-cli CONFIG GET " + std::string{name} +
                     "), or allow `CONFIG GET` to this user");
}

finding look_at_eviction(redis_database& of) {
  const auto policy = setting(of, "maxmemory-policy");
  if (!policy)
    return not_told("eviction", "maxmemory-policy");
  if (policy->starts_with("allkeys-"))
    return problem("eviction",
                   "maxmemory-policy is " + *policy +
                       ", so Redis throws events away when its memory is full",
                   "set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction, and "
                   "in redis.conf");
  return {severity::ok, "eviction", "maxmemory-policy is " + *policy + ": no event is thrown away"};
}

finding look_at_persistence(redis_database& of) {
  const auto append = setting(of, "appendonly");
  const auto sync = setting(of, "appendfsync");
  if (!append || !sync)
    return not_told("persistence", "append*");
  if (*append != "yes")
    return warning("persistence",
                   "appendonly is no, so a crash of Redis loses what was acknowledged",
                   "redis-cli CONFIG SET appendonly yes, and in redis.conf");
  if (*sync == "always")
    return {severity::ok, "persistence", "every commit is on the disk before it is acknowledged"};
  if (*sync == "everysec")
    return {severity::ok, "persistence",
            "appendfsync is everysec: a power cut loses the last second or two"};
  return warning("persistence", "appendfsync is " + *sync + ", so a power cut may lose a lot",
                 "set it to everysec or always");
}

finding look_at_clock(redis_database& of) {
  const auto said = of.reader().ask({"TIME"});
  if (!said)
    return problem("store clock", said.error().detail, "see what is said of the store");
  const milliseconds theirs{(*said)[0].integer() * 1000 + (*said)[1].integer() / 1000};
  const auto apart = theirs - unix_now();
  const auto told =
      "Redis's clock and ours are " + std::to_string(std::abs(apart.count())) + " ms apart";
  if (apart > tolerable_difference || apart < -tolerable_difference)
    return warning("store clock", told, "set the clocks of all machines, best with NTP");
  return {severity::ok, "store clock", told};
}

} // namespace

std::vector<finding> diagnose(redis_database& of) {
  std::vector<finding> found{look_at_writing(of)};
  if (found.front().how == severity::problem)
    return found;
  found.push_back(look_at_eviction(of));
  found.push_back(look_at_persistence(of));
  found.push_back(look_at_clock(of));
  return found;
}

} // namespace fanfare
