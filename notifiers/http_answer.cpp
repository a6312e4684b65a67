#include "notifiers/http_answer.hpp"

#include "notifiers/shown_answer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace fanfare {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

/// The least that can be left of a chunked body: `0`, CRLF, CRLF. Beast 1.74
/// asserts as much when it looks at the last chunk for the second time.
constexpr std::size_t least_chunked_rest = 5;

/// No date is longer, and no number that means something.
constexpr std::size_t longest_field = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view first_line(std::string_view text) {
  const auto line = text.substr(0, text.find('\n'));
  return line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0));
}

/// Returns the status of a head that begins as in `HTTP/1.1 200 OK`, or 0.
long status_of(std::string_view head) {
  const auto line = first_line(head);
  if (line.size() < 12 || !line.starts_with("HTTP/1.") || !is_digit(line[7]) || line[8] != ' ')
    return 0;
  long status = 0;
  for (const char c : line.substr(9, 3)) {
    if (!is_digit(c))
      return 0;
    status = status * 10 + (c - '0');
  }
  return line.size() > 12 && is_digit(line[12]) ? 0 : status;
}

/// 101 is the only informational answer that no other one follows.
bool is_informational(long status) { return status >= 100 && status < 200 && status != 101; }

} // namespace

/// Beast's parser of the framing; what it finds in between is of interest only
/// if the answer is no success.
struct http_answer::parser final : http::basic_parser<false> {
  using bytes = string_view;

  bool is_http_1_1 = false;
  bool is_success = false;
  bool is_readable = true; ///< Its body is not compressed.
  std::string retry_after;
  std::string body; ///< The beginning.

  parser() {
    header_limit(max_head_bytes + 1);
    // `boost::none` should mean no limit, but every Content-Length is greater.
    body_limit(std::numeric_limits<std::uint64_t>::max());
    eager(false);
  }

  void on_request_impl(http::verb, bytes, bytes, int, error_code&) override {}
  void on_response_impl(int status, bytes, int version, error_code&) override {
    is_http_1_1 = version == 11;
    is_success = status >= 200 && status < 300;
  }
  void on_field_impl(http::field name, bytes, bytes value, error_code&) override {
    if (is_success)
      return;
    if (name == http::field::retry_after && retry_after.empty())
      retry_after.assign(value.data(), std::min(value.size(), longest_field));
    is_readable = is_readable && name != http::field::content_encoding;
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(bytes part, error_code&) override { return keep(part); }
  void on_chunk_header_impl(std::uint64_t, bytes, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, bytes part, error_code&) override {
    return keep(part);
  }
  void on_finish_impl(error_code&) override {}

  std::size_t keep(bytes part) {
    if (!is_success && is_readable && body.size() < longest_read_answer)
      body.append(part.data(), std::min(part.size(), longest_read_answer - body.size()));
    return part.size();
  }

  /// Whether this is a head and nothing else, correct in every line.
  bool accepts(std::string_view head) {
    error_code problem;
    return put({head.data(), head.size()}, problem) == head.size() && !problem && is_header_done();
  }
};

http_answer::http_answer() : parser_(std::make_unique<parser>()) {}
http_answer::~http_answer() = default;
http_answer::http_answer(http_answer&&) noexcept = default;
http_answer& http_answer::operator=(http_answer&&) noexcept = default;

void http_answer::restart() {
  *parser_ = parser{};
  pending_.clear();
  searched_ = head_bytes_ = body_bytes_ = 0;
  status_ = 0;
  begun_ = is_foreign_ = head_ended_ = has_oversized_head_ = leaves_usable_ = false;
}

std::string_view http_answer::retry_after() const { return parser_->retry_after; }
std::string_view http_answer::body() const { return parser_->body; }

bool http_answer::take(std::string_view arrived) {
  begun_ = begun_ || !arrived.empty();
  const bool from_pending = !pending_.empty();
  if (from_pending) {
    pending_ += arrived;
    arrived = pending_;
  }
  if (!(head_ended_ ? parse_body(arrived) : parse_head(arrived)))
    return false;
  if (from_pending)
    pending_.erase(0, pending_.size() - arrived.size());
  else
    pending_ = arrived;
  return true;
}

/// Returns how long the head is, with its empty line; 0 if that has not come.
std::size_t http_answer::head_size(std::string_view arrived) {
  for (auto end = arrived.find('\n', searched_); end != std::string_view::npos;
       end = arrived.find('\n', searched_)) {
    const auto line = arrived.substr(searched_, end - searched_);
    searched_ = end + 1;
    if (line.empty() || line == "\r")
      return std::exchange(searched_, 0);
  }
  return 0;
}

/// Takes what it understands off the front of `arrived` and returns whether it
/// wants more of the answer, as `parse_body` does. Lines may end in a bare LF here.
bool http_answer::parse_head(std::string_view& arrived) {
  while (const auto size = head_size(arrived)) {
    const auto head = arrived.substr(0, size);
    arrived.remove_prefix(size);
    head_bytes_ += size;
    status_ = status_of(head);
    is_foreign_ = status_ == 0;
    has_oversized_head_ = head_bytes_ > max_head_bytes;
    if (is_foreign_ || has_oversized_head_)
      return false;
    if (is_informational(status_))
      continue;
    head_ended_ = true;
    if (!parser_->accepts(head))
      return false;
    return parser_->is_done() ? end_answer(arrived) : parse_body(arrived);
  }
  has_oversized_head_ = head_bytes_ + arrived.size() > max_head_bytes;
  is_foreign_ = searched_ > 0 && status_of(arrived) == 0;
  return !has_oversized_head_ && !is_foreign_;
}

bool http_answer::parse_body(std::string_view& arrived) {
  while (!arrived.empty() && body_bytes_ <= max_body_bytes) {
    if (parser_->chunked() && arrived.size() < least_chunked_rest)
      return true;
    error_code problem;
    const auto understood = parser_->put({arrived.data(), arrived.size()}, problem);
    arrived.remove_prefix(understood);
    body_bytes_ += understood;
    if (parser_->is_done())
      return end_answer(arrived);
    if (problem == http::error::need_more)
      return body_bytes_ + arrived.size() <= max_body_bytes;
    if (problem)
      return false;
  }
  return body_bytes_ <= max_body_bytes;
}

bool http_answer::end_answer(std::string_view behind) {
  const bool old_and_chunked = !parser_->is_http_1_1 && parser_->chunked();
  leaves_usable_ = behind.empty() && status_ != 101 && !old_and_chunked && parser_->keep_alive();
  return false;
}

} // namespace fanfare
