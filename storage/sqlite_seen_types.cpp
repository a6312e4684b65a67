#include "storage/sqlite_seen_types.hpp"

#include "storage/sqlite_work.hpp"

namespace fanfare {

result<void> sqlite_seen_types::add(const std::vector<std::string>& names) {
  if (names.empty())
    return {};
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  for (const auto& name : names)
    work.execute("INSERT OR IGNORE INTO seen_types(name) VALUES(?1)", name);
  return work.commit();
}

result<std::vector<std::string>> sqlite_seen_types::all() {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<std::string> names;
  {
    auto rows = work.query("SELECT name FROM seen_types ORDER BY name");
    while (rows.next())
      names.emplace_back(rows.text(0));
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return names;
}

} // namespace fanfare
