#include "notifiers/http_connection.hpp"

#include "notifiers/http_dialer.hpp"
#include "notifiers/http_request.hpp"
#include "notifiers/http_targets.hpp"
#include "notifiers/retry_after.hpp"
#include "notifiers/shown_answer.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace fanfare {

namespace {

using std::chrono::milliseconds;

/// Up to here copying a body costs less than a TLS record of its own.
constexpr std::size_t max_copied_body = 8 * 1024;

} // namespace

void http_connection::carry(http_job what) {
  job_ = std::move(what);
  const auto& event = *job_.what.what;
  write_request_head(target_->request_start, event, head_);
  body_left_ = event.body;
  if (target_->is_https && body_left_.size() <= max_copied_body) {
    head_ += body_left_;
    body_left_ = {};
  }
  head_left_ = head_;
  answer_.restart();
}

http_job http_connection::put_down() {
  head_left_ = body_left_ = {};
  was_kept_ = true;
  return std::exchange(job_, {});
}

result<void> http_connection::dial(http_dialer& by, clock::time_point now) {
  const auto left = std::chrono::duration_cast<milliseconds>(job_.deadline - now);
  auto begun = by.begin(target_->endpoint, left, *this);
  if (!begun)
    return begun.error();
  dial_ = *std::move(begun);
  return {};
}

bool http_connection::finish_dial(CURLcode how, clock::time_point now) {
  failure_ = how;
  if (how != CURLE_OK)
    return false;
  auto taken = http_socket::take_over(std::move(dial_), target_->is_https);
  if (!taken) {
    failure_ = CURLE_COULDNT_CONNECT;
    complaint_ = taken.error().detail;
    no_socket_ = true;
    return false;
  }
  socket_ = *std::move(taken);
  opened_ = now;
  return true;
}

bool http_connection::send() {
  while (is_sending()) {
    const auto done = socket_->send(head_left_, body_left_);
    if (done.how == CURLE_AGAIN)
      return true;
    if (done.how != CURLE_OK) {
      fail(done.how, "Send failure: ", done.os_error);
      return false;
    }
    const auto of_head = std::min(done.bytes, head_left_.size());
    head_left_.remove_prefix(of_head);
    body_left_.remove_prefix(done.bytes - of_head);
  }
  return true;
}

http_connection::course http_connection::receive(std::span<char> buffer) {
  for (;;) {
    const auto done = socket_->receive(buffer.data(), buffer.size());
    if (done.how == CURLE_AGAIN)
      return failure_ == CURLE_OK ? course::goes_on : course::is_over;
    if (done.how != CURLE_OK)
      fail(done.how, "Recv failure: ", done.os_error);
    else if (done.bytes == 0 && failure_ == CURLE_OK && !answer_.begun())
      failure_ = CURLE_GOT_NOTHING;
    if (done.bytes == 0 || !answer_.take({buffer.data(), done.bytes}))
      return course::is_over;
    // Of what TLS has taken off the socket and not yet given out, no poll would tell.
    if (!target_->is_https && failure_ == CURLE_OK)
      return course::goes_on;
  }
}

bool http_connection::is_quiet(std::span<char> buffer) {
  return socket_->receive(buffer.data(), buffer.size()).how == CURLE_AGAIN;
}

void http_connection::fail(CURLcode how, const char* doing, int os_error) {
  failure_ = how;
  complaint_ = os_error == 0 ? std::string{socket_->complaint()}
                             : doing + std::generic_category().message(os_error);
}

/// The texts in it live as long as the connection.
http_ending http_connection::facts() const {
  http_ending how;
  how.code = answer_.is_foreign() ? CURLE_WEIRD_SERVER_REPLY : failure_;
  how.status = answer_.status();
  how.complaint = complaint_;
  if (dial_) {
    how.refusal = dial_->refusal();
    how.complaint = dial_->complaint();
    how.os_error = dial_->os_error();
    how.no_socket = dial_->lacked_socket();
  }
  how.no_socket = how.no_socket || no_socket_;
  how.connected = socket_ != nullptr;
  how.oversized_head = answer_.has_oversized_head();
  how.timeout = job_.what.timeout;
  how.connect_timeout = http_dial::max_connect_time;
  how.retry_after = answer_.retry_after();
  how.body = answer_.body();
  return how;
}

outcome http_connection::ending_by_timeout() const {
  auto what = facts();
  what.code = CURLE_OPERATION_TIMEDOUT;
  return judged(what);
}

outcome http_connection::judged(const http_ending& what) const {
  auto how = judge(target_->endpoint.url.shown(), what);
  if (!what.retry_after.empty())
    how.retry_after = read_retry_after(what.retry_after, std::chrono::system_clock::now());
  if (!what.body.empty())
    how.answer = shown_answer(what.body, target_->endpoint.secrets());
  return how;
}

bool http_connection::was_lost_while_kept() const {
  return was_kept_ && failure_ != CURLE_OK && !answer_.begun();
}

bool http_connection::is_reusable(clock::time_point now) const {
  return answer_.leaves_connection_usable() && failure_ == CURLE_OK && !is_sending() &&
         now - opened_ < max_age && !target_->is_retired;
}

} // namespace fanfare
