#pragma once

#include "storage/store_queue.hpp"
#include "storage/store_thread.hpp"

#include <cstddef>
#include <vector>

namespace fanfare {

/// Events that wait for a commit.
struct waiting_append {
  std::vector<new_event> events;
  store_queue::on_appended then;
};

/// Settlements that wait for one.
struct waiting_settle {
  settlement what;
  store_queue::on_settled then;
};

/// What is written in one commit, and who is told.
class commit_group {
public:
  static constexpr std::size_t most_appends = 256;

  bool has_room_for(const waiting_append& next) const;
  /// `next` is moved from unless this throws.
  void add(waiting_append&& next);
  void add(waiting_settle&& next);

  /// Writes it and tells everyone what came of it, also when writing throws:
  /// then nobody knows what is written, and it throws the same in the end.
  void write_to(journal& log, const store_thread::on_commit& measured);

private:
  struct told_of_append {
    std::size_t events;
    store_queue::on_appended then;
  };

  result<std::vector<event_id>> commit(journal& log, const store_thread::on_commit& measured);
  void tell_appenders(const result<std::vector<event_id>>& how);
  void tell_settlers(const result<std::vector<event_id>>& how);

  write_group writes_;
  std::vector<told_of_append> appended_;
  std::vector<store_queue::on_settled> settled_;
};

} // namespace fanfare
