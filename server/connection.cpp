#include "server/connection.hpp"

#include "server/metrics_text.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <chrono>
#include <exception>

namespace fanfare {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::uint32_t max_head_bytes = 16 * 1024;
constexpr std::chrono::seconds drain_time{2};

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

answer stopping() {
  return problem({errc::shutting_down,
                  "this node is stopping; nothing was stored, send it again in a second"});
}

} // namespace

connection::connection(asio::ip::tcp::socket client, reception& shared)
    : stream_{std::move(client)}, shared_{shared} {
  error_code ignored; // a client that has gone already is noticed by the first read
  stream_.socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
}

auto connection::on(step next) {
  return [self = shared_from_this(), next](error_code ec, std::size_t = 0) {
    try {
      (self.get()->*next)(ec);
    } catch (const std::exception&) { // out of memory: this client's loss alone
      self->close();
    }
  };
}

void connection::begin() { read_head(); }

void connection::finish() {
  error_code ec;
  // A request that has arrived is answered even if it has not been looked at yet.
  const bool idle = now_ == phase::awaiting_request && !parser_->got_some() &&
                    stream_.socket().available(ec) == 0;
  if (idle || now_ == phase::draining)
    close();
}

void connection::close() {
  const auto self = shared_from_this();
  if (shared_.open.erase(self) == 0)
    return;
  release_body();
  stream_.close();
  shared_.on_left();
}

// -- one request --------------------------------------------------------------

void connection::read_head() {
  parser_.emplace();
  parser_->header_limit(max_head_bytes);
  parser_->body_limit(shared_.limits.max_body_bytes);
  now_ = phase::awaiting_request;
  stream_.expires_after(shared_.bounds.patience);
  http::async_read_header(stream_, buffer_, *parser_, on(&connection::on_head));
}

void connection::on_head(error_code ec) {
  now_ = phase::at_work;
  if (ec)
    return on_bad_request(ec);
  const auto& head = parser_->get();
  const auto where =
      route({view(head.method_string()), view(head.target()), view(head[http::field::content_type]),
             view(head[http::field::content_encoding])});
  if (const auto* refusal = std::get_if<answer>(&where))
    return reply(*refusal, has_body() ? then::drain : then::next_request);
  enter(std::get<door>(where));
}

void connection::on_bad_request(error_code ec) {
  const auto limit = std::to_string(shared_.limits.max_body_bytes);
  if (ec == http::error::body_limit)
    return reply(problem({errc::too_large, "the body is larger than [limits] max_body_bytes, " +
                                               limit + "; send it in several requests"}),
                 then::drain);
  if (ec == http::error::header_limit)
    return reply(problem(431, "the head is larger than 16384 bytes"), then::drain);
  const bool malformed = ec.category() == http::make_error_code(http::error::bad_method).category();
  const bool gone = ec == http::error::end_of_stream || ec == http::error::partial_message;
  if (!malformed || gone)
    return close();
  reply(problem(400, "this is not HTTP/1.1: " + ec.message()), then::drain);
}

void connection::enter(door where) {
  const auto after = has_body() ? then::drain : then::next_request;
  switch (where) {
  case door::livez:
    return reply(plain("ok"), after);
  case door::readyz: {
    auto now = shared_.to.condition();
    if (shared_.refusing)
      now = {false, {"this node is stopping"}};
    return reply(readiness(now), after);
  }
  case door::metrics:
    return reply(exposition(metrics()), after);
  case door::publish_json:
    encoding_ = report_encoding::json;
    return begin_publish();
  case door::publish_ndjson:
    encoding_ = report_encoding::ndjson;
    return begin_publish();
  }
}

std::vector<metric_family> connection::metrics() const {
  auto all = shared_.to.metrics();
  metric_family answers{"fanfare_http_responses_total", "Answers of the HTTP server, by status.",
                        metric_kind::counter};
  for (const auto& [status, count] : shared_.answered)
    answers.samples.push_back({{{"code", std::to_string(status)}}, static_cast<double>(count)});
  all.push_back(std::move(answers));
  metric_sample failures;
  failures.value = static_cast<double>(shared_.failures);
  all.push_back({"fanfare_http_server_failures_total",
                 "Steps that the HTTP server dropped because something threw.",
                 metric_kind::counter,
                 {std::move(failures)}});
  return all;
}

// -- publishing ---------------------------------------------------------------

void connection::begin_publish() {
  const auto& head = parser_->get();
  const auto expectation = head[http::field::expect];
  const bool asks = !expectation.empty();
  if (asks && !boost::beast::iequals(expectation, "100-continue"))
    return reply(problem(417, "Expect: only 100-continue is understood"), then::drain);
  if (shared_.refusing)
    return reply(stopping(), then::drain);

  const auto length = parser_->content_length();
  const auto bytes = static_cast<std::size_t>(length               ? *length
                                              : parser_->chunked() ? shared_.limits.max_body_bytes
                                                                   : 0);
  if (shared_.body_bytes + bytes > shared_.bounds.body_bytes)
    return reply(problem({errc::busy, "too many large requests at once; nothing was stored, send "
                                      "it again in a second"}),
                 then::drain);
  reserved_ = bytes;
  shared_.body_bytes += bytes;

  if (!asks || head.version() < 11)
    return read_body({});
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(stream_, asio::buffer(go_on), on(&connection::read_body));
}

void connection::read_body(error_code ec) {
  if (ec)
    return close();
  stream_.expires_after(shared_.bounds.patience);
  http::async_read(stream_, buffer_, *parser_, on(&connection::on_body));
}

void connection::on_body(error_code ec) {
  if (ec)
    return on_bad_request(ec);
  publish();
}

void connection::publish() {
  auto reports = read_reports(parser_->get().body(), encoding_, shared_.limits);
  parser_->get().body() = {};
  release_body();
  if (!reports)
    return reply(problem(reports.error()), then::next_request);
  // The engine keeps no part of this connection: only a way back to its thread.
  stream_.expires_never();
  shared_.to.publish(
      std::move(*reports), [back = shared_.back, client = weak_from_this()](result<receipt> said) {
        back->post([client, said = std::move(said)] {
          const auto self = client.lock();
          if (self)
            self->reply(said ? accepted(*said) : problem(said.error()), then::next_request);
        });
      });
}

void connection::release_body() {
  shared_.body_bytes -= reserved_;
  reserved_ = 0;
}

bool connection::has_body() const {
  return parser_->chunked() || parser_->content_length().value_or(0) > 0;
}

// -- answering ----------------------------------------------------------------

void connection::reply(const answer& what, then after) {
  release_body();
  ++shared_.answered[what.status];
  const auto& head = parser_->get();
  const bool may_go_on = after == then::next_request && head.keep_alive() && !shared_.closing;
  after_ = after == then::next_request && !may_go_on ? then::end : after;

  response_ = {};
  response_.version(11);
  response_.result(what.status);
  response_.set(http::field::content_type, what.content_type);
  response_.keep_alive(may_go_on);
  if (may_go_on && head.version() < 11)
    response_.set(http::field::connection, "keep-alive");
  if (!what.allow.empty())
    response_.set(http::field::allow, what.allow);
  if (what.try_again)
    response_.set(http::field::retry_after, "1");
  response_.content_length(what.body.size());
  if (head.method() != http::verb::head)
    response_.body() = what.body;

  stream_.expires_after(shared_.bounds.patience);
  http::async_write(stream_, response_, on(&connection::on_replied));
}

void connection::on_replied(error_code ec) {
  if (ec)
    return close();
  switch (after_) {
  case then::next_request:
    return shared_.closing ? close() : read_head();
  case then::end:
    return close();
  case then::drain:
    now_ = phase::draining;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    stream_.expires_after(drain_time);
    return drain({});
  }
}

void connection::drain(error_code ec) {
  if (ec || shared_.closing)
    return close();
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(64 * 1024), on(&connection::drain));
}

} // namespace fanfare
