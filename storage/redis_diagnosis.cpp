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

/// What decides whether Redis keeps what it took, as CONFIG GET writes it.
struct redis_settings {
  std::string eviction;
  std::string memory;
  std::string append;
  std::string sync;
  std::string snapshots;
};

finding fine(std::string subject, std::string what) {
  return {severity::ok, std::move(subject), std::move(what)};
}
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

/// Writes something that changes nothing: the field is there.
finding look_at_writing(redis_database& of) {
  const auto begun = std::chrono::steady_clock::now();
  if (const auto there = of.ready(); !there)
    return problem("store", there.error().detail, "publishing fails until this is put right");
  if (const auto wrote =
          of.writer().ask(redis_command{"HSETNX", redis_keys::schema, "version", "1"});
      !wrote)
    return problem("store", "cannot be written to: " + wrote.error().detail,
                   "publishing fails until this is put right");
  const auto took =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
  return fine("store",
              "answers and can be written to; that took " + std::to_string(took.count()) + " ms");
}

redis_settings settings_in(redis_part list) {
  redis_settings got;
  for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
    const auto name = list[i].text();
    const std::string value{list[i + 1].text()};
    if (name == "maxmemory-policy")
      got.eviction = value;
    else if (name == "maxmemory")
      got.memory = value;
    else if (name == "appendonly")
      got.append = value;
    else if (name == "appendfsync")
      got.sync = value;
    else if (name == "save")
      got.snapshots = value;
  }
  return got;
}

/// Returns none if Redis does not tell: users may be kept from CONFIG, and whoever
/// rents Redis out often takes it away. Fails if Redis cannot be asked now.
result<std::optional<redis_settings>> settings(redis_database& of) {
  std::vector<redis_command> question;
  question.push_back(redis_command{"CONFIG", "GET", "maxmemory-policy", "maxmemory", "appendonly",
                                   "appendfsync", "save"});
  const auto answers = of.reader().exchange(std::move(question));
  if (!answers)
    return answers.error();
  const auto said = answers->front().whole();
  if (!said.is_error())
    return std::optional{settings_in(said)};
  if (said.text().starts_with("NOPERM") || said.text().starts_with("ERR"))
    return std::optional<redis_settings>{};
  return of.reader().refusal(said, "CONFIG GET");
}

finding look_at_eviction(const redis_settings& now) {
  const auto is = "maxmemory-policy is " + now.eviction;
  if (now.eviction.starts_with("allkeys-")) {
    const auto* advice = "redis-cli CONFIG SET maxmemory-policy noeviction, and in redis.conf";
    if (now.memory == "0")
      return warning("eviction",
                     is + ": as soon as a maxmemory is set Redis throws events away when its "
                          "memory is full",
                     advice);
    return problem("eviction",
                   is + ": Redis throws events and listeners away when its memory is full", advice);
  }
  // Of fanfare's keys only the lease expires, and its node takes it anew.
  return fine("eviction", is + ": no event is thrown away");
}

finding look_at_persistence(const redis_settings& now) {
  const auto* advice = "redis-cli CONFIG SET appendonly yes, and in redis.conf";
  if (now.append != "yes" && now.snapshots.empty())
    return warning("persistence",
                   "appendonly is no and save is empty: a restart of Redis loses everything",
                   advice);
  if (now.append != "yes")
    return warning("persistence",
                   "appendonly is no: a crash of Redis loses what came after its last snapshot",
                   advice);
  if (now.sync == "always")
    return fine("persistence", "every commit is on the disk before it is acknowledged");
  if (now.sync == "everysec")
    return fine("persistence", "appendfsync is everysec: a power cut loses the last second or two");
  return warning("persistence",
                 "appendfsync is " + now.sync + ": a power cut may lose half a minute",
                 "redis-cli CONFIG SET appendfsync everysec (or always), and in redis.conf");
}

std::vector<finding> look_at(const std::optional<redis_settings>& now) {
  if (now)
    return {look_at_eviction(*now), look_at_persistence(*now)};
  return {warning("settings",
                  "Redis does not tell them to this user, so nobody knows whether it throws events "
                  "away or forgets them",
                  "allow it: ACL SETUSER … +config|get; or see for yourself that maxmemory-policy "
                  "is noeviction and appendonly is yes")};
}

finding look_at_clock(redis_database& of) {
  const auto said = of.reader().ask(redis_command{"TIME"});
  if (!said)
    return problem("store clock", said.error().detail, "see what is said of the store");
  const milliseconds theirs{(*said)[0].integer() * 1000 + (*said)[1].integer() / 1000};
  const auto apart = theirs - unix_now();
  const auto told =
      "Redis's clock and ours are " + std::to_string(std::abs(apart.count())) + " ms apart";
  if (apart > tolerable_difference || apart < -tolerable_difference)
    return warning("store clock", told, "set the clocks of all machines, best with NTP");
  return fine("store clock", told);
}

} // namespace

std::vector<finding> diagnose(redis_database& of) {
  std::vector<finding> found{look_at_writing(of)};
  const auto now = settings(of);
  if (!now)
    return found;
  const auto kept = look_at(*now);
  found.insert(found.end(), kept.begin(), kept.end());
  found.push_back(look_at_clock(of));
  return found;
}

result<std::vector<finding>> dangers(redis_database& of) {
  const auto now = settings(of);
  if (!now)
    return now.error();
  auto found = look_at(*now);
  std::erase_if(found, [](const finding& each) { return each.how == severity::ok; });
  return found;
}

} // namespace fanfare
