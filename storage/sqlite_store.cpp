#include "storage/sqlite_store.hpp"

#include "storage/sqlite_backup.hpp"
#include "storage/sqlite_diagnosis.hpp"
#include "storage/sqlite_work.hpp"

#include <unistd.h>

namespace fanfare {

namespace {

constexpr std::chrono::milliseconds node_lifetime{15'000};

void strike_out_all(sqlite_work& work) {
  work.execute("DELETE FROM nodes");
  work.execute("DELETE FROM node_types");
}

/// Writes down the node. The lock is held: whoever else is written down is gone.
result<void> enter(sqlite_database& in, const node_card& me) {
  sqlite_work work{in.writer(), sqlite_work::kind::write};
  strike_out_all(work);
  work.execute("INSERT INTO nodes(name, pid, heartbeat) VALUES(?1, ?2, ?3)", me.name, ::getpid(),
               in.now());
  for (const auto& type : me.notifier_types)
    work.execute("INSERT OR IGNORE INTO node_types(node, type) VALUES(?1, ?2)", me.name, type);
  return work.commit();
}

} // namespace

sqlite_store::sqlite_store(std::unique_ptr<sqlite_database> in)
    : in_(std::move(in)), journal_(*in_), retries_(*in_), dead_letters_(*in_), holdings_(*in_),
      listeners_(*in_), states_(*in_), types_(*in_), broken_(*in_), suspects_(*in_),
      attempts_(*in_) {}

sqlite_store::~sqlite_store() {
  if (!lock_)
    return;
  // If it fails nothing is wrong but for 15 s: then the node counts as dead anyway.
  sqlite_work work{in_->writer(), sqlite_work::kind::write};
  strike_out_all(work);
  static_cast<void>(work.commit());
}

result<std::unique_ptr<store>> sqlite_store::open(const std::string& path, store_mode mode,
                                                  sqlite_options how) {
  auto database = sqlite_database::open(path, mode, std::move(how));
  if (!database)
    return database.error();
  return std::unique_ptr<store>{new sqlite_store{*std::move(database)}};
}

result<void> sqlite_store::become_node(const node_card& me) {
  std::lock_guard guard{node_mutex_};
  const auto file = in_->writer().resolved_path();
  if (!lock_ && !file.empty()) {
    auto taken = node_lock::take(file + ".node", file);
    if (!taken)
      return taken.error();
    lock_ = *std::move(taken);
  }
  if (!checkpoints_ && !file.empty()) {
    auto begun = sqlite_checkpointer::begin(in_->writer());
    if (!begun)
      return begun.error();
    checkpoints_ = *std::move(begun);
  }
  node_name_ = me.name;
  return enter(*in_, me);
}

result<void> sqlite_store::heartbeat() {
  std::lock_guard guard{node_mutex_};
  sqlite_work work{in_->writer(), sqlite_work::kind::write};
  work.execute("UPDATE nodes SET heartbeat = ?2 WHERE name = ?1", node_name_, in_->now());
  return work.commit();
}

result<std::vector<node_card>> sqlite_store::live_nodes() {
  sqlite_work work{in_->reader(), sqlite_work::kind::read};
  std::vector<node_card> nodes;
  {
    auto rows = work.query("SELECT n.name, t.type, ?1 - n.heartbeat FROM nodes n"
                           " LEFT JOIN node_types t ON t.node = n.name"
                           " WHERE n.heartbeat > ?1 - ?2 ORDER BY n.name, t.type",
                           in_->now(), node_lifetime.count());
    while (rows.next()) {
      if (nodes.empty() || nodes.back().name != rows.text(0))
        nodes.push_back(
            {std::string{rows.text(0)}, {}, std::chrono::milliseconds{rows.integer(2)}});
      if (!rows.is_null(1))
        nodes.back().notifier_types.emplace_back(rows.text(1));
    }
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return nodes;
}

store_place sqlite_store::place() const {
  const auto file = in_->writer().resolved_path();
  return {file, file, in_->installation()};
}

std::vector<finding> sqlite_store::diagnose() { return fanfare::diagnose(*in_); }

result<void> sqlite_store::backup(const std::string& path, if_there then,
                                  const on_progress& progress) {
  return write_backup(*in_, path, then, progress);
}

} // namespace fanfare
