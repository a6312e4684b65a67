#include "storage/redis_suspects.hpp"

#include <random>

namespace fanfare {

namespace {

std::string random_text() {
  std::random_device source;
  return std::to_string((std::uint64_t{source()} << 32) | source());
}

} // namespace

redis_suspects::redis_suspects(redis_database& in) : in_(in), self_(random_text()) {}

result<std::uint32_t> redis_suspects::begin() {
  if (auto there = in_.ready(); !there)
    return there.error();
  redis_command call{redis_scripts::note_start, {in_.keys().starts, in_.keys().suspect}};
  call.add("begin").add(self_);
  const auto before = in_.reader().ask(std::move(call));
  if (!before)
    return before.error();
  return static_cast<std::uint32_t>(before->whole().integer());
}

result<void> redis_suspects::end() {
  if (auto there = in_.ready(); !there)
    return there;
  redis_command call{redis_scripts::note_start, {in_.keys().starts, in_.keys().suspect}};
  call.add("end").add(self_);
  const auto done = in_.reader().ask(std::move(call));
  return done ? result<void>{} : done.error();
}

result<std::uint32_t> redis_suspects::suspect(const event_id& which,
                                              const std::vector<event_id>& cleared) {
  return tell(in_.position_of(which).value_or(""), cleared);
}

result<void> redis_suspects::clear(const std::vector<event_id>& which) {
  if (which.empty())
    return {};
  const auto done = tell("", which);
  return done ? result<void>{} : done.error();
}

result<std::uint32_t> redis_suspects::tell(const std::string& suspect,
                                           const std::vector<event_id>& cleared) {
  if (auto there = in_.ready(); !there)
    return there.error();
  redis_command call{redis_scripts::suspect, {in_.keys().starts, in_.keys().suspect}};
  call.add(suspect);
  for (const auto& id : cleared)
    if (auto position = in_.position_of(id))
      call.add_copy(*std::move(position));
  const auto count = in_.reader().ask(std::move(call));
  if (!count)
    return count.error();
  return static_cast<std::uint32_t>(count->whole().integer());
}

} // namespace fanfare
