#include "storage/store_thread.hpp"

#include "messages/crash_point.hpp"
#include "messages/engine_thread.hpp"

#include <cassert>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t most_appends = 256;

struct waiting_append {
  std::vector<new_event> events;
  store_thread::on_appended then;
};

struct waiting_settle {
  settlement what;
  store_thread::on_settled then;
};

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

/// What is written in one commit, and who is told.
class commit_group {
public:
  bool has_room_for(const waiting_append& next) const {
    return writes_.appends.empty() || writes_.appends.size() + next.events.size() <= most_appends;
  }

  void add(waiting_append next) {
    appended_.push_back({next.events.size(), std::move(next.then)});
    move_to_end(writes_.appends, next.events);
  }

  void add(waiting_settle next) {
    move_to_end(writes_.settles.settled, next.what.settled);
    move_to_end(writes_.settles.parks, next.what.parks);
    move_to_end(writes_.settles.dead, next.what.dead);
    move_to_end(writes_.settles.retries, next.what.retries);
    settled_.push_back(std::move(next.then));
  }

  void write_to(journal& log, const store_thread::on_commit& measured) {
    if (appended_.empty() && settled_.empty())
      return;
    before.pass(writes_);
    const auto begun = std::chrono::steady_clock::now();
    const auto written = log.write(writes_);
    after.pass(writes_);
    if (measured)
      measured(std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - begun));
    if (written) {
      tell(*written);
      return;
    }
    tell_appenders(written.error());
    // What makes room must not fail for ever with what finds none.
    if (!settled_.empty())
      tell_settlers(appended_.empty() ? written : log.write({{}, std::move(writes_.settles)}));
  }

private:
  struct told_of_append {
    std::size_t events;
    store_thread::on_appended then;
  };

  void tell(const std::vector<event_id>& ids) {
    assert(ids.size() == writes_.appends.size());
    auto next = ids.begin();
    for (auto& x : appended_) {
      const auto end = next + static_cast<std::ptrdiff_t>(x.events);
      x.then(std::vector<event_id>(next, end));
      next = end;
    }
    for (auto& then : settled_)
      then({});
  }

  void tell_appenders(const error& why) {
    for (auto& x : appended_)
      x.then(why);
  }

  void tell_settlers(const result<std::vector<event_id>>& how) {
    for (auto& then : settled_)
      then(how ? result<void>{} : result<void>{how.error()});
  }

  write_group writes_;
  std::vector<told_of_append> appended_;
  std::vector<store_thread::on_settled> settled_;
};

} // namespace

struct store_thread::impl {
  impl(store& store_of, on_commit of_commits)
      : of(store_of), measured(std::move(of_commits)), worker([this] { work(); }) {}

  ~impl() {
    {
      std::lock_guard guard{mutex};
      ending = true;
    }
    something_to_do.notify_one();
    worker.join();
  }

  template <class Queue, class Item>
  void give(Queue& queue, Item item) {
    {
      std::lock_guard guard{mutex};
      queue.push_back(std::move(item));
    }
    something_to_do.notify_one();
  }

  void work() {
    enter_engine_thread("fanfare-store");
    while (wait_for_work()) {
      auto [group, now] = next_round();
      group.write_to(of.events(), measured);
      for (auto& what : now)
        what(of);
    }
  }

  bool is_idle() const { return appends.empty() && settles.empty() && jobs.empty(); }

  /// False: there is nothing left and nothing more will come.
  bool wait_for_work() {
    std::unique_lock guard{mutex};
    something_to_do.wait(guard, [this] { return ending || !is_idle(); });
    return !is_idle();
  }

  /// One commit, and the jobs that wait by now: neither starves the other.
  std::pair<commit_group, std::deque<job>> next_round() {
    std::pair<commit_group, std::deque<job>> round;
    std::lock_guard guard{mutex};
    while (!appends.empty() && round.first.has_room_for(appends.front())) {
      round.first.add(std::move(appends.front()));
      appends.pop_front();
    }
    for (auto& x : settles)
      round.first.add(std::move(x));
    settles.clear();
    round.second.swap(jobs);
    return round;
  }

  store& of;
  const on_commit measured;
  std::mutex mutex;
  std::condition_variable something_to_do;
  std::deque<waiting_append> appends;
  std::deque<waiting_settle> settles;
  std::deque<job> jobs;
  bool ending = false;
  std::thread worker; // last: it uses all of the above
};

store_thread::store_thread(store& of, on_commit measured)
    : impl_(std::make_unique<impl>(of, std::move(measured))) {}

store_thread::~store_thread() = default;

void store_thread::append(std::vector<new_event> events, on_appended then) {
  assert(events.size() <= most_appends);
  impl_->give(impl_->appends, waiting_append{std::move(events), std::move(then)});
}

void store_thread::settle(settlement what, on_settled then) {
  impl_->give(impl_->settles, waiting_settle{std::move(what), std::move(then)});
}

void store_thread::run(job what) { impl_->give(impl_->jobs, std::move(what)); }

} // namespace fanfare
