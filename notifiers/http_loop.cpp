#include "notifiers/http_loop.hpp"

#include "messages/duration_text.hpp"
#include "messages/engine_thread.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <new>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_timeout = 24h;
/// How long a turn may rest when nothing happens; new work and sockets end it at once.
constexpr int longest_rest_ms = 1000;
/// How late, at most, an attempt is given up that no transfer was free for.
constexpr std::chrono::milliseconds expiry_grid{100};

/// Twice the transfers, so that one that ends does not close a connection that
/// the next one wants; but never more than half of the files this process may
/// have open, for they are kept open although idle.
long kept_connections(std::size_t max_transfers) {
  rlimit files{};
  std::size_t half = 512;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0)
    half = static_cast<std::size_t>(files.rlim_cur / 2);
  return static_cast<long>(
      std::clamp<std::size_t>(2 * max_transfers, 1, std::max<std::size_t>(half, 1)));
}

http_options sane(http_options how) {
  how.max_transfers = std::clamp<std::size_t>(how.max_transfers, 1, 65'536);
  return how;
}

curl_share shared_sessions() {
  curl_share made{curl_share_init()};
  if (!made ||
      curl_share_setopt(made.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
    throw std::bad_alloc{};
  return made;
}

curl_multi all_transfers(std::size_t max_transfers) {
  curl_multi made{curl_multi_init()};
  if (!made || curl_multi_setopt(made.get(), CURLMOPT_MAXCONNECTS,
                                 kept_connections(max_transfers)) != CURLM_OK)
    throw std::bad_alloc{};
  return made;
}

} // namespace

http_loop::http_loop(http_options how)
    : how_(sane(std::move(how))), share_(shared_sessions()),
      multi_(all_transfers(how_.max_transfers)),
      targets_(how_.guard, share_.get(), 2 * how_.max_transfers), thread_([this] { run(); }) {}

http_loop::~http_loop() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  curl_multi_wakeup(multi_.get());
  thread_.join();
  for (const auto& [handle, work] : under_way_)
    curl_multi_remove_handle(multi_.get(), handle);
}

void http_loop::post(std::vector<attempt> attempts, on_done done) {
  const auto now = clock::now();
  auto together = std::make_shared<batch>(batch{std::move(done), {}});
  bool wake = false;
  {
    std::lock_guard guard{mutex_};
    for (auto& what : attempts) {
      const auto deadline = now + std::min(what.timeout, longest_timeout);
      inbox_.push_back({std::move(what), together, deadline});
    }
    wake = std::exchange(asleep_, false);
  }
  if (wake)
    curl_multi_wakeup(multi_.get());
}

void http_loop::run() {
  enter_engine_thread("fanfare-http");
  while (take_inbox()) {
    start_waiting();
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    const bool finished = collect_finished();
    report();
    targets_.forget_unused(clock::now());
    if (!finished)
      rest();
  }
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
  std::move(taken_.begin(), taken_.end(), std::back_inserter(waiting_));
  taken_.clear();
  return true;
}

void http_loop::start_waiting() {
  if (waiting_.empty())
    return;
  const auto now = clock::now();
  while (!waiting_.empty() && under_way_.size() < how_.max_transfers) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next), now);
  }
  if (!waiting_.empty() && now >= next_expiry_) {
    expire_waiting(now);
    next_expiry_ = now + expiry_grid;
  }
}

void http_loop::start(job work, clock::time_point now) {
  auto target = targets_.find(work.what.to, now);
  if (!target)
    return settle(work, {verdict::retry, "not sent: " + target.error().detail});
  auto transfer = targets_.take(**target);
  if (!transfer)
    return settle(work, {verdict::retry, "not sent: out of memory"});
  launch({std::move(work), std::move(*target), std::move(transfer)}, http_transfer::connection::any,
         now);
}

void http_loop::launch(transfer_under_way what, http_transfer::connection over,
                       clock::time_point now) {
  auto& [work, target, transfer] = what;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(work.deadline - now);
  if (!transfer->prepare(*work.what.what, left, over))
    return settle(work, {verdict::retry, "not sent: out of memory"});
  auto* const handle = transfer->handle();
  if (const auto why = curl_multi_add_handle(multi_.get(), handle); why != CURLM_OK)
    return settle(work, {verdict::retry, std::string{"not sent: "} + curl_multi_strerror(why)});
  under_way_.emplace(handle, std::move(what));
}

void http_loop::expire_waiting(clock::time_point now) {
  const auto expired = std::stable_partition(waiting_.begin(), waiting_.end(),
                                             [now](const job& one) { return one.deadline > now; });
  for (auto one = expired; one != waiting_.end(); ++one)
    settle(*one, {verdict::retry, "not sent within " + to_text(one->what.timeout) + ": all " +
                                      std::to_string(how_.max_transfers) +
                                      " transfers of this node were in use"});
  waiting_.erase(expired, waiting_.end());
}

/// Returns whether any transfer was over.
bool http_loop::collect_finished() {
  bool any = false;
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE)
      continue;
    finish(message->easy_handle, message->data.result);
    any = true;
  }
  return any;
}

void http_loop::finish(CURL* handle, CURLcode code) {
  auto over = under_way_.extract(handle);
  auto& [work, target, transfer] = over.mapped();
  curl_multi_remove_handle(multi_.get(), handle);
  if (transfer->lost_kept_connection(code))
    return launch(std::move(over.mapped()), http_transfer::connection::fresh, clock::now());

  auto ending = transfer->ending(code);
  ending.timeout = work.what.timeout;
  settle(work, judge(target->endpoint.url.shown(), ending));
  targets_.give_back(*target, std::move(transfer));
}

void http_loop::settle(const job& work, http_judgement how) {
  auto& ready = work.of->ready;
  if (ready.empty())
    answered_.push_back(work.of);
  ready.push_back({work.what.ticket, how.how, std::move(how.detail)});
}

void http_loop::report() {
  for (const auto& together : answered_)
    together->done(std::exchange(together->ready, {}));
  answered_.clear();
}

void http_loop::rest() {
  {
    std::lock_guard guard{mutex_};
    if (stopping_ || !inbox_.empty())
      return;
    asleep_ = true;
  }
  const auto at_most = waiting_.empty() ? longest_rest_ms : static_cast<int>(expiry_grid.count());
  if (curl_multi_poll(multi_.get(), nullptr, 0, at_most, nullptr) != CURLM_OK)
    std::this_thread::sleep_for(10ms); // short of memory: no reason to spin
}

} // namespace fanfare
