#include "storage/sqlite_retries.hpp"

#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// Appends what is due for one listener, oldest due first.
void collect_due(sqlite_work& work, const sqlite_database& in, std::int64_t now,
                 const claim_request& wanted, std::vector<claimed_delivery>& out) {
  auto rows = work.query("SELECT p.event, p.part, p.attempts, p.last_error, j.body, p.order_key,"
                         " p.replayed FROM parked p JOIN journal j ON j.position = p.event"
                         " WHERE p.lane = ?1 AND p.due <= ?2"
                         " AND EXISTS(SELECT 1 FROM listeners WHERE id = ?1 AND enabled = 1)"
                         " ORDER BY p.due LIMIT ?3",
                         wanted.listener, now, sqlite_limit(wanted.most));
  while (rows.next())
    out.push_back({.event = {in.id_of(rows.integer(0)), std::string{rows.text(4)}},
                   .listener = wanted.listener,
                   .part = std::string{rows.text(1)},
                   .attempts = static_cast<std::uint32_t>(rows.integer(2)),
                   .last_error = std::string{rows.text(3)},
                   .order_key = std::string{rows.text(5)},
                   .replayed_at = std::chrono::system_clock::time_point{
                       std::chrono::milliseconds{rows.integer(6)}}});
}

/// Claims for one listener: what was found is due again when the lease ends.
void claim_lane(sqlite_work& work, const sqlite_database& in, std::int64_t now,
                const claim_request& wanted, std::vector<claimed_delivery>& out) {
  const auto before = out.size();
  collect_due(work, in, now, wanted, out);
  if (out.size() == before)
    return;
  for (auto i = before; i < out.size(); ++i)
    work.execute("UPDATE parked SET due = ?4 WHERE lane = ?1 AND event = ?2 AND part = ?3",
                 wanted.listener, position_up_to(out[i].event.id), out[i].part,
                 now + wanted.lease.count());
  refresh_lane(work, wanted.listener);
}

} // namespace

result<std::vector<due_lane>> sqlite_retries::due(const std::vector<std::string>& types,
                                                  std::chrono::milliseconds horizon,
                                                  std::size_t most) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  const auto now = in_.now();
  std::vector<due_lane> lanes;
  // Type by type, each along its index: lanes of other types cost nothing.
  for (const auto& type : types) {
    auto rows = work.query("SELECT lane, due FROM lanes WHERE type = ?1 AND due <= ?2"
                           " ORDER BY due LIMIT ?3",
                           type, now + horizon.count(), sqlite_limit(most));
    while (rows.next())
      lanes.push_back(
          {std::string{rows.text(0)}, std::chrono::milliseconds{rows.integer(1) - now}});
  }
  if (auto done = work.commit(); !done)
    return done.error();
  std::stable_sort(lanes.begin(), lanes.end(),
                   [](const due_lane& a, const due_lane& b) { return a.in < b.in; });
  if (lanes.size() > most)
    lanes.resize(most);
  return lanes;
}

result<std::vector<claimed_delivery>>
sqlite_retries::claim(const std::vector<claim_request>& wanted) {
  std::vector<claimed_delivery> claimed;
  if (wanted.empty())
    return claimed;
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  const auto now = in_.now();
  for (const auto& x : wanted)
    claim_lane(work, in_, now, x, claimed);
  if (auto done = work.commit(); !done)
    return done.error();
  return claimed;
}

result<std::vector<ordered_key>> sqlite_retries::ordered_keys(std::string_view only) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<ordered_key> keys;
  {
    auto rows =
        only.empty()
            ? work.query("SELECT lane, order_key, count(*) FROM parked WHERE order_key <> ''"
                         " GROUP BY lane, order_key ORDER BY lane, order_key")
            : work.query("SELECT lane, order_key, count(*) FROM parked WHERE order_key <> ''"
                         " AND lane = ?1 GROUP BY lane, order_key ORDER BY lane, order_key",
                         only);
    while (rows.next())
      keys.push_back({std::string{rows.text(0)}, std::string{rows.text(1)},
                      static_cast<std::uint64_t>(rows.integer(2))});
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return keys;
}

result<std::uint64_t> sqlite_retries::parked() {
  return read_counter(in_.reader(), "SELECT parked FROM counters");
}

} // namespace fanfare
