#include "notifiers/http_loop.hpp"

#include "messages/crash_point.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <new>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_timeout = 24h;
/// How long a turn may rest when nothing happens; new work and sockets end it at once.
constexpr std::chrono::nanoseconds longest_rest = 1s;
/// How late, at most, an attempt is given up that no connection was free for.
constexpr std::chrono::nanoseconds expiry_grid = 100ms;
constexpr std::size_t buffer_bytes = 64 * 1024;

/// Each transfer has a connection, and those who share this process want files too.
http_options sane(http_options how) {
  rlimit files{};
  std::size_t half = 512;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0)
    half = static_cast<std::size_t>(files.rlim_cur / 2);
  how.max_transfers = std::clamp<std::size_t>(how.max_transfers, 1, std::max<std::size_t>(half, 1));
  return how;
}

/// It takes several listeners that hang to leave nothing to the others; a few
/// transfers are so cheap that one may have all of them.
std::size_t share_of_one(std::size_t max_transfers) {
  return std::max(max_transfers / 4, std::min<std::size_t>(max_transfers, 64));
}

/// An attempt that never was one on the wire.
outcome failed(verdict how, std::string detail) {
  return {.how = how, .detail = std::move(detail)};
}

} // namespace

http_loop::http_loop(http_options how)
    : how_(sane(std::move(how))), max_of_one_(share_of_one(how_.max_transfers)),
      buffer_(buffer_bytes), thread_(
                                 "fanfare-http", [this] { run(); }, how_.watch) {}

http_loop::~http_loop() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  polled_.wake();
  thread_.stop();
}

void http_loop::post(std::vector<attempt> attempts, on_done done) {
  const auto now = clock::now();
  const auto together =
      std::make_shared<attempt_batch>(std::move(done), attempts.size(), stopping_);
  bool wake = false;
  {
    std::lock_guard guard{mutex_};
    for (auto& what : attempts) {
      const auto patience = std::min(what.timeout, longest_timeout);
      owed_answer answer{together, what.ticket};
      inbox_.push_back(
          {std::move(what), std::move(answer), now + patience, now + patience * 3 / 4});
    }
    wake = std::exchange(asleep_, false);
  }
  if (wake)
    polled_.wake();
}

// -- a turn -----------------------------------------------------------------------

void http_loop::run() {
  begin_anew();
  while (take_inbox()) {
    FANFARE_CRASH_POINT("http-turn");
    expire_under_way();
    finish_dials();
    start_waiting();
    expire_waiting();
    targets_.forget_unused(now_);
    report();
    rest();
    report();
  }
}

/// Whatever a turn that threw has left is in no state to go on with. What it
/// had answered is reported, and what it had not is handed back.
void http_loop::begin_anew() {
  report();
  deadlines_ = {};
  under_way_.clear();
  taken_.clear();
  waiting_ = {};
  targets_ = {};
  dials_are_ready_ = false;
  dialer_.emplace(how_.guard);
  if (!polled_.watch(dialer_->file(), &*dialer_))
    throw std::bad_alloc{};
}

/// Returns false when the loop is to end.
bool http_loop::take_inbox() {
  {
    std::lock_guard guard{mutex_};
    asleep_ = false;
    if (stopping_)
      return false;
    taken_.swap(inbox_);
  }
  now_ = clock::now();
  for (auto& work : taken_)
    admit(std::move(work));
  taken_.clear();
  return true;
}

/// Waits until there is something to do. Nothing but the connection that is
/// ready is destroyed while the others are served: the rest of them follow.
void http_loop::rest() {
  auto at_most = time_to_rest();
  {
    std::lock_guard guard{mutex_};
    if (stopping_ || !inbox_.empty())
      at_most = 0ns;
    else
      asleep_ = true;
  }
  const auto ready = polled_.wait(at_most);
  now_ = clock::now();
  for (auto* const subject : ready) {
    if (subject == &*dialer_)
      dials_are_ready_ = true;
    else
      serve(*static_cast<http_connection*>(subject));
  }
}

std::chrono::nanoseconds http_loop::time_to_rest() const {
  const auto wanted = std::min(deadlines_.next(), dialer_->due());
  const auto at_most = waiting_.is_empty() ? longest_rest : expiry_grid;
  return wanted >= now_ + at_most ? at_most : wanted - now_;
}

// -- from the inbox to a connection -------------------------------------------------

void http_loop::admit(http_job work) {
  auto target = targets_.find(work.what.to, now_);
  if (!target)
    return settle(std::move(work), failed(verdict::retry, "not sent: " + target.error().detail));
  if ((*target)->waiting.empty() && may_start(**target))
    return start(std::move(work), *target);
  waiting_.add(std::move(work), *target);
}

bool http_loop::may_start(const http_target& of) const {
  return under_way_.size() < how_.max_transfers && of.carrying < max_of_one_;
}

void http_loop::start_waiting() {
  const auto may = [this](const http_target& of) { return may_start(of); };
  while (!waiting_.is_empty() && under_way_.size() < how_.max_transfers) {
    auto next = waiting_.next(may);
    if (!next)
      return;
    if (next->work.start_by > now_)
      start(std::move(next->work), next->to);
    else
      settle_unsent(*std::move(next));
  }
}

void http_loop::start(http_job work, const target_ptr& to) {
  work.answer.begin();
  auto* const kept = work.wants_fresh_connection ? nullptr : targets_.take(*to, under_way_);
  if (!kept)
    return dial(std::move(work), to);
  ++to->carrying;
  kept->carry(std::move(work));
  advance(*kept);
}

void http_loop::dial(http_job work, const target_ptr& to) {
  if (under_way_.size() + targets_.idle() >= how_.max_transfers)
    targets_.close_oldest();
  auto& made = under_way_.emplace_back(to);
  made.position = std::prev(under_way_.end());
  ++to->carrying;
  made.carry(std::move(work));
  if (const auto begun = made.dial(*dialer_, now_); !begun) {
    settle(made.put_down(), failed(verdict::unsent, "not sent: " + begun.error().detail));
    return end(made);
  }
  deadlines_.look_at(made, made.looked_at, made.deadline());
}

void http_loop::finish_dials() {
  if (!std::exchange(dials_are_ready_, false) && dialer_->due() > now_)
    return;
  for (const auto& [which, how] : dialer_->advance(now_)) {
    if (which->finish_dial(how, now_) && polled_.watch(which->file(), which))
      advance(*which);
    else
      finish(*which);
  }
}

// -- on a connection ------------------------------------------------------------------

/// Sends what can be sent, and reads if that failed.
void http_loop::advance(http_connection& which) {
  deadlines_.look_at(which, which.looked_at, which.deadline());
  if (!which.send())
    return serve(which);
  if (which.is_sending() == which.is_watched_for_sending)
    return;
  which.is_watched_for_sending = which.is_sending();
  polled_.change(which.file(), &which,
                 which.is_sending() ? poll_set::interest::reading_and_writing
                                    : poll_set::interest::reading);
}

void http_loop::serve(http_connection& which) {
  if (!which.is_carrying()) {
    if (!which.is_quiet(buffer_))
      targets_.close(which);
    return;
  }
  if (which.receive(buffer_) == http_connection::course::is_over)
    finish(which);
  else if (which.is_sending())
    advance(which);
}

/// Ends an attempt that is over, and keeps the connection if that can be used again.
void http_loop::finish(http_connection& which) {
  const auto target = which.target();
  if (which.was_lost_while_kept()) {
    auto work = which.put_down();
    end(which);
    work.wants_fresh_connection = true;
    work.start_by = work.deadline; // it was sent, after all
    return waiting_.add_again(std::move(work), target);
  }
  auto how = which.ending();
  const bool reusable = which.is_reusable(now_);
  settle(which.put_down(), std::move(how));
  if (!reusable)
    return end(which);
  --target->carrying;
  targets_.keep(which, under_way_, now_);
}

void http_loop::end(http_connection& which) {
  --which.target()->carrying;
  under_way_.erase(which.position);
}

// -- out of time, and out -----------------------------------------------------------------

void http_loop::expire_under_way() {
  while (auto* due = deadlines_.take_due(now_, &http_connection::looked_at)) {
    if (!due->is_carrying())
      continue;
    if (due->deadline() > now_) {
      deadlines_.look_at(*due, due->looked_at, due->deadline());
      continue;
    }
    auto how = due->ending_by_timeout();
    settle(due->put_down(), std::move(how));
    end(*due);
  }
}

void http_loop::expire_waiting() {
  if (waiting_.is_empty() || now_ < next_expiry_)
    return;
  next_expiry_ = now_ + expiry_grid;
  for (auto& each : waiting_.take_expired(now_))
    settle_unsent(std::move(each));
}

} // namespace fanfare
