#include "storage/redis_dead_letters.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace fanfare {

namespace {

/// The milliseconds of a stream's position.
std::chrono::system_clock::time_point moment_of(std::string_view position) {
  std::int64_t ms = 0;
  std::from_chars(position.data(), position.data() + position.size(), ms);
  return std::chrono::system_clock::time_point{std::chrono::milliseconds{ms}};
}

} // namespace

result<std::vector<dead_letter>> redis_dead_letters::list(std::size_t limit) {
  std::vector<dead_letter> letters;
  if (limit == 0)
    return letters;
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto most =
      std::to_string(std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max()));
  const auto found =
      in_.reader().ask(redis_command{"XREVRANGE", in_.keys().dead, "+", "-", "COUNT", most});
  if (!found)
    return found.error();
  for (std::size_t i = 0; i < found->whole().size(); ++i) {
    const auto entry = (*found)[i];
    dead_letter letter;
    letter.died_at = moment_of(entry[0].text());
    for (std::size_t f = 0; f + 1 < entry[1].size(); f += 2) {
      const auto field = entry[1][f].text();
      const auto value = entry[1][f + 1];
      if (field == "event") {
        const auto id = in_.id_of(value.text());
        letter.event_id = id ? id->text() : std::string{value.text()};
      } else if (field == "listener") {
        letter.listener_id = value.text();
      } else if (field == "part") {
        letter.part = value.text();
      } else if (field == "reason") {
        letter.reason = value.text();
      } else if (field == "answer") {
        letter.last_answer = value.text();
      } else if (field == "attempts") {
        letter.attempts = static_cast<std::uint32_t>(value.integer());
      }
    }
    letters.push_back(std::move(letter));
  }
  return letters;
}

result<std::uint64_t> redis_dead_letters::count() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto length = in_.reader().ask(redis_command{"XLEN", in_.keys().dead});
  if (!length)
    return length.error();
  return static_cast<std::uint64_t>(length->whole().integer());
}

} // namespace fanfare
