#include "storage/sqlite_dead_letters.hpp"

#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

namespace fanfare {

result<std::vector<dead_letter>> sqlite_dead_letters::list(std::size_t limit) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<dead_letter> letters;
  {
    auto rows = work.query("SELECT event, lane, part, reason, last_answer, attempts, died"
                           " FROM dead ORDER BY id DESC LIMIT ?1",
                           sqlite_limit(limit));
    while (rows.next())
      letters.push_back(
          {in_.id_of(rows.integer(0)).text(), std::string{rows.text(1)}, std::string{rows.text(2)},
           std::string{rows.text(3)}, std::string{rows.text(4)},
           static_cast<std::uint32_t>(rows.integer(5)),
           std::chrono::system_clock::time_point{std::chrono::milliseconds{rows.integer(6)}}});
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return letters;
}

result<std::uint64_t> sqlite_dead_letters::count() {
  return read_counter(in_.reader(), "SELECT dead FROM counters");
}

} // namespace fanfare
