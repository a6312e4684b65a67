#include "notifiers/smtp_loop.hpp"

#include "messages/crash_point.hpp"
#include "messages/quote.hpp"
#include "notifiers/email_message.hpp"
#include "notifiers/shown_answer.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_timeout = 24h;
/// How long a turn may rest when nothing happens; new work and sockets end it at once.
constexpr int longest_rest_ms = 1000;
/// How late, at most, an attempt is given up that no connection was free for.
constexpr std::chrono::milliseconds expiry_grid{100};
/// The reply code of a server that closes the connection for reasons of its own.
constexpr long service_not_available = 421;

curl_share shared_sessions() {
  curl_share made{curl_share_init()};
  if (!made ||
      curl_share_setopt(made.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
    throw std::bad_alloc{};
  return made;
}

/// Room for twice the connections, so that none is closed, with QUIT and a
/// wait for the answer, because another one comes.
curl_multi all_transfers(std::size_t max_connections) {
  curl_multi made{curl_multi_init()};
  if (!made || curl_multi_setopt(made.get(), CURLMOPT_MAXCONNECTS,
                                 static_cast<long>(2 * max_connections)) != CURLM_OK)
    throw std::bad_alloc{};
  return made;
}

outcome failed(verdict how, std::string detail) {
  return {.how = how, .detail = std::move(detail)};
}

std::chrono::milliseconds time_left(std::chrono::steady_clock::time_point deadline) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(deadline -
                                                               std::chrono::steady_clock::now());
}

} // namespace

smtp_loop::smtp_loop(smtp_server server, std::size_t max_connections, thread_watch watch)
    : server_(std::move(server)), max_connections_(std::max<std::size_t>(1, max_connections)),
      share_(shared_sessions()), multi_(all_transfers(max_connections_)),
      thread_(
          "fanfare-smtp", [this] { run(); }, std::move(watch)) {}

smtp_loop::~smtp_loop() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  curl_multi_wakeup(multi_.get());
  thread_.stop();
  sockets_.shut_down_all();
  for (const auto& [handle, work] : under_way_)
    curl_multi_remove_handle(multi_.get(), handle);
}

void smtp_loop::post(std::vector<attempt> attempts, on_done done) {
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
    curl_multi_wakeup(multi_.get());
}

void smtp_loop::run() {
  begin_anew();
  while (take_inbox()) {
    FANFARE_CRASH_POINT("smtp-turn");
    start_waiting();
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    const bool finished = collect_finished();
    report();
    if (!finished)
      rest();
  }
}

/// Whatever a turn that threw has left is in no state to go on with. What it
/// had answered is reported, and what it had not is handed back.
void smtp_loop::begin_anew() {
  report();
  for (const auto& [handle, work] : under_way_)
    curl_multi_remove_handle(multi_.get(), handle);
  under_way_.clear();
  idle_.clear();
  taken_.clear();
  waiting_.clear();
  targets_ = {};
  breaker_.told_nothing();
}

/// Returns false when the loop is to end.
bool smtp_loop::take_inbox() {
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

void smtp_loop::start_waiting() {
  if (waiting_.empty())
    return;
  const auto now = clock::now();
  // While the server is away, nobody has to wait for a connection to be told so.
  while (!waiting_.empty() &&
         (under_way_.size() < max_connections_ || !breaker_.would_admit(now))) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next), now);
  }
  if (!waiting_.empty() && now >= next_expiry_) {
    expire_waiting(now);
    next_expiry_ = now + expiry_grid;
  }
}

void smtp_loop::start(job work, clock::time_point now) {
  const auto known = targets_.find(work.what.to);
  if (!known)
    return settle(std::move(work), failed(verdict::retry, "not sent: " + known.error().detail));
  const auto& target = (*known)->target;
  const auto& address = work.what.part;
  if (std::find(target.addresses.begin(), target.addresses.end(), address) ==
      target.addresses.end())
    return settle(std::move(work), failed(verdict::rejected, "not sent: " + quoted(address) +
                                                                 " is no address of the listener"));
  if (!breaker_.would_admit(now))
    return settle_unsent(std::move(work), now);
  if (work.start_by <= now)
    return settle_late(std::move(work));
  breaker_.admits(now);
  auto text =
      email_text({*work.what.what, work.what.to->id, (*known)->subject, server_.how.from, address});
  std::unique_ptr<smtp_transfer> transfer;
  if (idle_.empty()) {
    transfer = smtp_transfer::make(server_, sockets_, share_.get());
  } else {
    transfer = std::move(idle_.back());
    idle_.pop_back();
  }
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(work.deadline - now);
  if (!transfer ||
      !transfer->prepare(address, std::move(text), left, smtp_transfer::connection::any)) {
    breaker_.told_nothing();
    return settle(std::move(work), failed(verdict::unsent, "not sent: out of memory"));
  }
  launch({std::move(work), std::move(transfer), now});
}

void smtp_loop::launch(transfer_under_way what) {
  auto* const handle = what.transfer->handle();
  if (const auto why = curl_multi_add_handle(multi_.get(), handle); why != CURLM_OK) {
    breaker_.told_nothing();
    return settle(std::move(what.work),
                  failed(verdict::unsent, std::string{"not sent: "} + curl_multi_strerror(why)));
  }
  what.work.answer.begin();
  under_way_.emplace(handle, std::move(what));
}

void smtp_loop::expire_waiting(clock::time_point now) {
  const auto expired = std::stable_partition(waiting_.begin(), waiting_.end(),
                                             [now](const job& one) { return one.start_by > now; });
  for (auto one = expired; one != waiting_.end(); ++one)
    settle_late(std::move(*one));
  waiting_.erase(expired, waiting_.end());
}

/// Returns whether any transfer was over.
bool smtp_loop::collect_finished() {
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

void smtp_loop::finish(CURL* handle, CURLcode code) {
  auto over = under_way_.extract(handle);
  auto& [work, transfer, begun] = over.mapped();
  curl_multi_remove_handle(multi_.get(), handle);
  if (transfer->lost_kept_connection(code) &&
      transfer->prepare_again(time_left(work.deadline), smtp_transfer::connection::fresh))
    return launch(std::move(over.mapped()));

  auto ending = transfer->ending(code);
  ending.timeout = work.what.timeout;
  ending.patience = std::chrono::duration_cast<std::chrono::milliseconds>(work.deadline - begun);
  learn_of_server(ending);
  auto how = judge(transfer->address(), server_.shown, ending);
  // A server may say the credentials back to us when it refuses them.
  if (ending.status >= 400 && code != CURLE_LOGIN_DENIED)
    how.answer = shown_answer(ending.reply, server_.secrets());
  if (how.how == verdict::unsent)
    how.retry_after = breaker_.time_left(clock::now());
  settle(std::move(work), std::move(how));
  idle_.push_back(std::move(transfer));
}

void smtp_loop::learn_of_server(const smtp_ending& ending) {
  // It may only have had enough of us, while others of our connections work.
  const bool crowded = ending.status == service_not_available && !under_way_.empty();
  if (server_is_away(ending) && !crowded)
    breaker_.failed(clock::now(), fault_of(ending),
                    std::uniform_real_distribution<double>{0.0, 1.0}(dice_));
  else if (ending.code == CURLE_OK || ending.asked != smtp_step::session)
    breaker_.succeeded();
  else
    breaker_.told_nothing();
  tell_outage();
}

void smtp_loop::tell_outage() {
  if (!breaker_.is_open() && !outage_is_told_)
    return;
  outage_is_told_ = breaker_.is_open();
  std::lock_guard guard{mutex_};
  outage_ = outage_is_told_ ? std::optional{what_is_wrong()} : std::nullopt;
}

std::string smtp_loop::what_is_wrong() const {
  return "the mail server " + server_.shown + " takes no mail: " + breaker_.why();
}

std::optional<std::string> smtp_loop::outage() const {
  std::lock_guard guard{mutex_};
  return outage_;
}

void smtp_loop::rest() {
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
