#include "storage/store_thread.hpp"

#include "messages/steady_thread.hpp"
#include "messages/surely.hpp"
#include "storage/commit_group.hpp"

#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace fanfare {

struct store_thread::impl {
  impl(store& store_of, std::string name, on_commit of_commits, thread_watch watch)
      : of(store_of), measured(std::move(of_commits)),
        worker(
            std::move(name), [this] { work(); }, std::move(watch)) {}

  ~impl() {
    {
      std::lock_guard guard{mutex};
      ending = true;
    }
    something_to_do.notify_one();
    worker.stop();
  }

  template <class Queue, class Item>
  void give(Queue& queue, Item item) {
    {
      std::lock_guard guard{mutex};
      queue.push_back(std::move(item));
    }
    something_to_do.notify_one();
  }

  /// One commit, and the jobs that wait by now: neither starves the other.
  void work() {
    while (wait_for_work()) {
      auto jobs_of_round = gather();
      std::exchange(next, {}).write_to(of.events(), measured);
      for (; jobs_of_round > 0; --jobs_of_round)
        carry_out(take_job());
    }
  }

  bool is_idle() const { return appends.empty() && settles.empty() && jobs.empty(); }

  /// False: there is nothing left and nothing more will come.
  bool wait_for_work() {
    std::unique_lock guard{mutex};
    something_to_do.wait(guard, [this] { return ending || !is_idle(); });
    return !is_idle();
  }

  /// Fills the next commit. Returns how many jobs are to follow it.
  std::size_t gather() {
    std::lock_guard guard{mutex};
    for (; !appends.empty() && next.has_room_for(appends.front()); appends.pop_front())
      next.add(std::move(appends.front()));
    for (; !settles.empty(); settles.pop_front())
      next.add(std::move(settles.front()));
    return jobs.size();
  }

  job take_job() {
    std::lock_guard guard{mutex};
    auto what = std::move(jobs.front());
    jobs.pop_front();
    return what;
  }

  /// One that throws is done again, after those that wait by now.
  void carry_out(const job& what) {
    try {
      what(of);
    } catch (...) {
      surely([&] { give(jobs, what); });
      throw;
    }
  }

  store& of;
  const on_commit measured;
  std::mutex mutex;
  std::condition_variable something_to_do;
  std::deque<waiting_append> appends;
  std::deque<waiting_settle> settles;
  std::deque<job> jobs;
  bool ending = false;
  commit_group next;    // the thread's own
  steady_thread worker; // last: it uses all of the above
};

store_thread::store_thread(store& of, std::string name, on_commit measured, thread_watch watch)
    : impl_(std::make_unique<impl>(of, std::move(name), std::move(measured), std::move(watch))) {}

store_thread::~store_thread() = default;

void store_thread::append(std::vector<new_event> events, on_appended then) {
  assert(events.size() <= commit_group::most_appends);
  impl_->give(impl_->appends, waiting_append{std::move(events), std::move(then)});
}

void store_thread::settle(settlement what, on_settled then) {
  impl_->give(impl_->settles, waiting_settle{std::move(what), std::move(then)});
}

void store_thread::run(job what) { impl_->give(impl_->jobs, std::move(what)); }

} // namespace fanfare
