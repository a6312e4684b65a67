#include "bench/match/fanfare_workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace fanfare::bench {

namespace {

using segments_of_type = std::vector<std::string>;

constexpr const char* subjects[] = {"repo", "publish", "consumer", "task",
                                    "unit", "upload",  "group",    "export"};
constexpr const char* deeds[] = {"sync",  "publish", "bind",   "unbind",  "install", "copy",
                                 "purge", "orphan",  "upload", "migrate", "scan",    "sign"};
constexpr const char* stages[] = {"start", "progress", "complete", "failed", "queued", "cancelled"};
constexpr const char* architectures[] = {"x86_64", "aarch64", "s390x", "noarch"};
constexpr const char* tags[] = {"prod", "stage", "dev", "lts", "eus", "beta", "nightly"};
constexpr const char* states[] = {"RUNNING", "FINISHED", "NOT_STARTED"};
constexpr const char* errors[] = {"null", "null", "null", R"("timeout")", R"("denied")"};
constexpr std::uint32_t repositories = 200'000;
constexpr std::uint32_t owners = 500;

segments_of_type type(random_draws& from) {
  segments_of_type made{from.one_of(subjects), from.one_of(deeds), from.one_of(stages)};
  if (from.chance(0.35))
    made.push_back(fmt::format("s{}", from.below(50)));
  if (from.chance(0.15))
    made.push_back(fmt::format("x{}", from.below(10)));
  return made;
}

std::string joined(const segments_of_type& all) { return fmt::format("{}", fmt::join(all, ".")); }

std::string with_stars(segments_of_type of, random_draws& from) {
  for (auto& each : of)
    if (from.chance(0.35))
      each = "*";
  if (std::all_of(of.begin(), of.end(), [](const auto& each) { return each == "*"; }))
    of.front() = "repo";
  return joined(of);
}

std::string pattern(random_draws& from) {
  auto made = type(from);
  const auto share = from.share();
  const auto size = static_cast<std::uint32_t>(made.size());
  if (share < 0.55)
    return joined(made);
  if (share < 0.85)
    return with_stars(std::move(made), from);
  if (share < 0.97) {
    made.resize(1 + from.below(size - 1));
    made.emplace_back("#");
    return joined(made);
  }
  if (share < 0.995) {
    made.erase(made.begin(), made.end() - 1 - from.below(2));
    return "#." + joined(made);
  }
  return "#";
}

/// A few repositories have most of what happens.
std::uint32_t popular_repository(random_draws& from) {
  return static_cast<std::uint32_t>(
      std::fmod(std::pow(1 - from.share(), -1 / 0.6), double{repositories}));
}

std::string filter(random_draws& from) {
  const auto share = from.share();
  const auto of_payload = [](const std::string& fields) {
    return R"({"payload":{)" + fields + "}}";
  };
  if (share < 0.45)
    return of_payload(fmt::format(R"("repo_id":["repo-{}"])", popular_repository(from)));
  const auto owner = fmt::format(R"("owner":["team-{}"])", from.below(owners));
  if (share < 0.60)
    return of_payload(owner + fmt::format(R"(,"arch":["{}"])", from.one_of(architectures)));
  if (share < 0.70)
    return of_payload(fmt::format(R"("repo_id":["repo-{}"],"progress":{{"state":["FINISHED"]}})",
                                  from.below(repositories)));
  if (share < 0.78)
    return of_payload(
        fmt::format(R"("repo_id":[{{"prefix":"repo-{}"}}])", 100 + from.below(19'900)));
  if (share < 0.84)
    return of_payload(owner +
                      fmt::format(R"(,"priority":[{{"numeric":[">=",{}]}}])", 1 + from.below(9)));
  if (share < 0.90)
    return of_payload(fmt::format(R"("units":{{"name":["pkg-{}"]}})", from.below(10'000)));
  if (share < 0.95)
    return of_payload(owner + R"(,"tags":["prod"],"error":[{"anything-but":["timeout"]}])");
  return {};
}

std::string units(random_draws& from) {
  std::string list;
  for (auto left = from.below(7); left > 0; --left)
    list += fmt::format(R"({}{{"name":"pkg-{}","version":"{}.{}","bytes":{}}})",
                        list.empty() ? "" : ",", from.below(10'000), from.below(10),
                        from.below(100), 100 + from.below(10'000'000));
  return list;
}

std::string payload(random_draws& from) {
  const auto tag = from.below(7);
  return fmt::format(
      R"({{"repo_id":"repo-{}","owner":"team-{}","priority":{},"size":{},"arch":"{}","error":{},)"
      R"("progress":{{"done":{},"total":1000,"state":"{}"}},"units":[{}],"tags":["{}","{}"]}})",
      popular_repository(from), from.below(owners), from.below(10), from.below(1'000'000'000),
      from.one_of(architectures), from.one_of(errors), from.below(1'001), from.one_of(states),
      units(from), tags[tag], tags[(tag + 1 + from.below(6)) % 7]);
}

typed_event event(random_draws& from) {
  const auto of = joined(type(from));
  return {of, fmt::format(
                  R"({{"event_type":"{}","id":"{:016x}{:016x}","time":)"
                  R"("2024-06-{:02}T{:02}:{:02}:{:02}Z","source":"worker-{}","payload":{}}})",
                  of, from.below(0xFFFF'FFFF), from.below(0xFFFF'FFFF), 1 + from.below(28),
                  from.below(24), from.below(60), from.below(60), from.below(64), payload(from))};
}

} // namespace

std::vector<typed_event> fanfare_events(std::size_t count) {
  random_draws from{13};
  std::vector<typed_event> made;
  made.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(event(from));
  return made;
}

listener fanfare_listeners::draw() { return draw(next_++); }

listener fanfare_listeners::draw(std::size_t id) {
  constexpr std::size_t long_type = 4;
  listener made;
  made.id = fmt::format("{:024x}", id);
  made.notifier_type = "http";
  made.notifier_config = fmt::format(R"({{"url":"https://hooks.example.com/{}"}})", id);
  made.filter = filter(from_);
  auto of = type(from_);
  // A million listeners without a filter must not all match.
  while (made.filter.empty() && of.size() < long_type)
    of = type(from_);
  made.event_types = {made.filter.empty() ? joined(of) : pattern(from_)};
  return made;
}

} // namespace fanfare::bench
