#include "engine/store_admin.hpp"
#include "messages/crash_point.hpp"
#include "messages/quote.hpp"

#include <string>

namespace fanfare {
namespace {

/// Says how far a walk came before it failed.
error after(std::uint64_t done, const char* what, const error& why) {
  if (done == 0)
    return why;
  return {why.code, why.detail + " (" + std::to_string(done) + " were " + what + " before)"};
}

} // namespace

result<std::vector<dead_letter>> store_admin::dead_letters(std::size_t limit,
                                                           const dead_filter& which) {
  return on_.dead().list(which, limit);
}

result<buried_report> store_admin::find_dead_letter(std::string_view id) {
  auto found = on_.dead().find(id);
  if (!found)
    return found.error();
  if (!*found)
    return error{errc::not_found, "no dead letter has the id " + quoted(id)};
  return std::move(**found);
}

result<replay_counts> store_admin::count_dead_letters(const dead_filter& which) {
  const auto counted = on_.dead().count(which);
  if (!counted)
    return counted.error();
  return replay_counts{counted->with_listener, counted->without};
}

result<replay_counts> store_admin::replay_dead_letters(const dead_filter& which,
                                                       std::chrono::microseconds apart) {
  // They are taken from the newest to the oldest, and the newest is to be due last.
  replay_pace pace{std::chrono::microseconds{0}, -apart};
  if (apart.count() > 0) {
    const auto counted = on_.dead().count(which);
    if (!counted)
      return counted.error();
    pace.first = apart * (static_cast<std::int64_t>(counted->with_listener) - 1);
  }
  replay_counts sum;
  std::optional<std::string> from = "";
  while (from) {
    auto step = on_.dead().replay(which, dead_letters::most_in_a_step, *from, pace);
    if (!step)
      return after(sum.replayed, "replayed", step.error());
    FANFARE_CRASH_POINT("replay");
    sum.replayed += step->done;
    pace.first += pace.step * static_cast<std::int64_t>(step->done);
    sum.left += step->left;
    from = std::move(step->next);
  }
  return sum;
}

result<std::uint64_t> store_admin::drop_dead_letters(const dead_filter& which) {
  std::uint64_t dropped = 0;
  std::optional<std::string> from = "";
  while (from) {
    auto step = on_.dead().drop(which, dead_letters::most_in_a_step, *from);
    if (!step)
      return after(dropped, "dropped", step.error());
    dropped += step->done;
    from = std::move(step->next);
  }
  return dropped;
}

} // namespace fanfare
