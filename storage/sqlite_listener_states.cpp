#include "storage/sqlite_listener_states.hpp"

#include "messages/listener_state_json.hpp"
#include "storage/sqlite_work.hpp"

namespace fanfare {

result<void> sqlite_listener_states::put(const std::vector<listener_state>& states) {
  if (states.empty())
    return {};
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  for (const auto& each : states)
    work.execute("INSERT INTO listener_states(id, json) SELECT ?1, ?2"
                 " WHERE EXISTS(SELECT 1 FROM listeners WHERE id = ?1)"
                 " ON CONFLICT(id) DO UPDATE SET json = excluded.json",
                 each.listener_id, state_to_json(each));
  return work.commit();
}

result<std::vector<listener_state>> sqlite_listener_states::all() {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<listener_state> found;
  {
    auto rows = work.query("SELECT id, json FROM listener_states ORDER BY id");
    while (rows.next())
      if (auto read = state_from_json(rows.text(0), rows.text(1)))
        found.push_back(std::move(*read));
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

} // namespace fanfare
