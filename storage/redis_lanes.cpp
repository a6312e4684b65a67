#include "storage/redis_lanes.hpp"

#include <algorithm>
#include <charconv>

namespace fanfare {

namespace {

constexpr std::int64_t most_at_once = 256;

redis_command hold_or_resume(const redis_database& in, const std::string& listener,
                             std::string_view which) {
  redis_command call{redis_scripts::hold_lane, {in.keys().due, in.keys().lane(listener)}};
  call.add_copy(listener).add(which);
  return call;
}

} // namespace

void read_tries(std::string_view text, std::uint32_t& attempts, std::string& last_error) {
  const auto first_space = text.find(' ');
  std::from_chars(text.data(), text.data() + std::min(first_space, text.size()), attempts);
  const auto second_space =
      first_space == std::string_view::npos ? first_space : text.find(' ', first_space + 1);
  if (second_space != std::string_view::npos)
    last_error = text.substr(second_space + 1);
}

std::chrono::system_clock::time_point read_replayed(std::string_view tries) {
  const auto before = tries.find(' ');
  const auto words =
      tries.substr(0, before == std::string_view::npos ? 0 : tries.find(' ', before + 1));
  std::int64_t ms = 0;
  if (const auto at = words.find('@'); at != std::string_view::npos)
    std::from_chars(words.data() + at + 1, words.data() + words.size(), ms);
  return std::chrono::system_clock::time_point{std::chrono::milliseconds{ms}};
}

result<std::uint64_t> drop_lane(redis_database& in, redis_connection& on,
                                const std::string& listener) {
  const auto& keys = in.keys();
  std::uint64_t dropped = 0;
  for (;;) {
    std::vector<std::string> named{keys.events, keys.refs, keys.due};
    keys.add_lane(listener, named);
    redis_command call{redis_scripts::drop_lane, named};
    call.add(listener).add_number(most_at_once);
    const auto some = on.ask(std::move(call));
    if (!some)
      return some.error();
    dropped += static_cast<std::uint64_t>(some->whole().integer());
    if (some->whole().integer() < most_at_once)
      return dropped;
  }
}

redis_command hold_lane(const redis_database& in, const std::string& listener) {
  return hold_or_resume(in, listener, "hold");
}

redis_command resume_lane(const redis_database& in, const std::string& listener) {
  return hold_or_resume(in, listener, "resume");
}

} // namespace fanfare
