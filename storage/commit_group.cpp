#include "storage/commit_group.hpp"

#include "messages/crash_point.hpp"
#include "messages/make_room.hpp"
#include "messages/surely.hpp"

#include <cassert>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

namespace fanfare {

namespace {

/// The names of the points on one side of a commit, by what it brings.
struct crash_points {
  const char* ingest;
  const char* settle;
  const char* park;
  const char* bury;
  const char* retry;

  void pass(const write_group& with) const {
    if (!with.appends.empty())
      FANFARE_CRASH_POINT(ingest);
    if (!with.settles.settled.empty())
      FANFARE_CRASH_POINT(settle);
    if (!with.settles.parks.empty())
      FANFARE_CRASH_POINT(park);
    if (!with.settles.dead.empty())
      FANFARE_CRASH_POINT(bury);
    if (!with.settles.retries.empty())
      FANFARE_CRASH_POINT(retry);
  }
};

constexpr crash_points before{"before-ingest", "before-settle", "before-park", "before-bury",
                              "before-retry"};
constexpr crash_points after{"after-ingest", "after-settle", "after-park", "after-bury",
                             "after-retry"};

template <class T>
void move_to_end(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

using written = result<std::vector<event_id>>;

/// Returns what `deed` does, or that it threw, and keeps what.
template <class Deed>
written unless_it_throws(std::exception_ptr& thrown, const Deed& deed) {
  try {
    return deed();
  } catch (const std::exception& what) {
    thrown = std::current_exception();
    error why{errc::store_unreachable, {}};
    surely([&] { why.detail = std::string{"the store's thread failed: "} + what.what(); });
    return why;
  }
}

} // namespace

bool commit_group::has_room_for(const waiting_append& next) const {
  return writes_.appends.empty() || writes_.appends.size() + next.events.size() <= most_appends;
}

void commit_group::add(waiting_append&& next) {
  make_room(appended_);
  make_room(writes_.appends, next.events.size());
  appended_.push_back({next.events.size(), std::move(next.then)});
  move_to_end(writes_.appends, next.events);
}

void commit_group::add(waiting_settle&& next) {
  auto& into = writes_.settles;
  make_room(settled_);
  make_room(into.settled, next.what.settled.size());
  make_room(into.parks, next.what.parks.size());
  make_room(into.dead, next.what.dead.size());
  make_room(into.retries, next.what.retries.size());
  settled_.push_back(std::move(next.then));
  move_to_end(into.settled, next.what.settled);
  move_to_end(into.parks, next.what.parks);
  move_to_end(into.dead, next.what.dead);
  move_to_end(into.retries, next.what.retries);
}

void commit_group::write_to(journal& log, const store_thread::on_commit& measured) {
  if (appended_.empty() && settled_.empty())
    return;
  std::exception_ptr thrown;
  auto how = unless_it_throws(thrown, [&] { return commit(log, measured); });
  tell_appenders(how);
  // What makes room must not fail for ever with what finds none.
  if (!how && !thrown && !appended_.empty() && !settled_.empty())
    how = unless_it_throws(thrown, [&] { return log.write({{}, std::move(writes_.settles)}); });
  tell_settlers(how);
  if (thrown)
    std::rethrow_exception(thrown);
}

written commit_group::commit(journal& log, const store_thread::on_commit& measured) {
  before.pass(writes_);
  const auto begun = std::chrono::steady_clock::now();
  auto how = log.write(writes_);
  after.pass(writes_);
  if (measured)
    measured(std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begun));
  return how;
}

// Who is owed an answer gets it, however short memory is.

void commit_group::tell_appenders(const written& how) {
  assert(!how || how->size() == writes_.appends.size());
  std::ptrdiff_t next = 0;
  for (auto& each : appended_) {
    const auto end = next + static_cast<std::ptrdiff_t>(each.events);
    written answer = std::vector<event_id>{};
    surely([&] {
      if (how)
        answer = std::vector<event_id>(how->begin() + next, how->begin() + end);
      else
        answer = how.error();
    });
    each.then(std::move(answer));
    next = end;
  }
}

void commit_group::tell_settlers(const written& how) {
  for (auto& then : settled_) {
    result<void> answer;
    surely([&] { answer = how ? result<void>{} : result<void>{how.error()}; });
    then(std::move(answer));
  }
}

} // namespace fanfare
