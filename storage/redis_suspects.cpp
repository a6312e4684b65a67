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

result<suspicion> redis_suspects::suspect(const std::vector<event_id>& next,
                                          const std::vector<event_id>& cleared) {
  if (auto there = in_.ready(); !there)
    return there.error();
  redis_command call{redis_scripts::suspect, {in_.keys().starts, in_.keys().suspect}};
  call.add_number(next.size());
  for (const auto& id : next)
    call.add_copy(in_.position_of(id).value_or(""));
  for (const auto& id : cleared)
    call.add_copy(in_.position_of(id).value_or(""));
  const auto told = in_.reader().ask(std::move(call));
  if (!told)
    return told.error();
  return suspicion{static_cast<std::size_t>((*told)[0].integer()),
                   static_cast<std::uint32_t>((*told)[1].integer())};
}

result<void> redis_suspects::clear(const std::vector<event_id>& which) {
  if (which.empty())
    return {};
  const auto done = suspect({}, which);
  return done ? result<void>{} : done.error();
}

} // namespace fanfare
