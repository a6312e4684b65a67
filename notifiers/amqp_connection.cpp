#include "notifiers/amqp_connection.hpp"

#include "messages/duration_text.hpp"
#include "notifiers/amqp_opening.hpp"

#include <proton/delivery.hpp>
#include <proton/error.hpp>
#include <proton/error_condition.hpp>
#include <proton/message.hpp>
#include <proton/tracker.hpp>
#include <proton/transport.hpp>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

/// How often it is looked for what is out of time.
constexpr std::chrono::milliseconds look_every = 100ms;
/// A connection that held so long was no failure.
constexpr auto proof = 10s;

amqp_condition said(const proton::error_condition& what) {
  return {what.name(), what.description()};
}

} // namespace

result<std::unique_ptr<amqp_connection>>
amqp_connection::make(int socket, amqp_peer at, curl_transfers& transfers, clock::time_point now) {
  proton::connection_options how;
  try {
    how = opening_options(at);
  } catch (const std::exception& why) {
    ::close(socket);
    return error{errc::internal,
                 std::string{"the files that [messaging] ca_path, client_cert and client_key name "
                             "cannot be used: "} +
                     why.what()};
  }
  return std::unique_ptr<amqp_connection>{
      new amqp_connection{socket, how, std::move(at), transfers, now}};
}

amqp_connection::amqp_connection(int socket, const proton::connection_options& how, amqp_peer at,
                                 curl_transfers& transfers, clock::time_point now)
    : at_(std::move(at)), transfers_(transfers), now_(now), begun_(now),
      wire_(socket, proton::connection_options{how}.handler(*this)), exchanges_(at_) {
  if (at_.address.uses_tls)
    expect_certificate_of(wire_.connection(), at_.address.host);
}

// What Proton made goes before Proton.
amqp_connection::~amqp_connection() {
  exchanges_.clear();
  management_.reset();
  at_.connection = {};
}

bool amqp_connection::has_proved_itself(clock::time_point now) const {
  return proved_ || (stage_ == stage::open && now - begun_ > proof);
}

void amqp_connection::add(const std::string& exchange, amqp_job work, clock::time_point now) {
  exchanges_.add(exchange, std::move(work), now);
}

// -- turns ------------------------------------------------------------------------------

void amqp_connection::receive(clock::time_point now) {
  now_ = now;
  wire_.receive();
  break_off_if_thrown();
}

void amqp_connection::end(const curl_transfers::ended& which) {
  if (http_)
    http_->end(which);
}

void amqp_connection::advance(clock::time_point now) {
  now_ = now;
  exchanges_.take_declarations(now);
  exchanges_.use_room(now);
  if (now >= next_look_)
    look(now);
  wire_.flush(now);
  break_off_if_thrown();
  at_.routes.sweep();
  if (wire_.is_over() && stage_ != stage::over)
    end_without_reason();
}

/// Proton would go on as if nothing had been.
void amqp_connection::break_off_if_thrown() {
  if (!wire_.thrown().empty())
    break_off(wire_.thrown());
}

void amqp_connection::look(clock::time_point now) {
  next_look_ = now + look_every;
  if (stage_ == stage::opening && now - begun_ > at_.patience.connect)
    return cut({"fanfare:connect-timeout", "no AMQP in time"},
               "it is there, and says nothing in AMQP within " + to_text(at_.patience.connect));
  if (exchanges_.are_met_with_silence(now)) {
    loss_ = amqp_loss::unjudged;
    return cut({"fanfare:silence", "no answer in time"},
               "it has not answered for " + to_text(at_.patience.settle));
  }
  exchanges_.look(now);
}

void amqp_connection::cut(const amqp_condition& why, std::string fault) {
  fault_ = std::move(fault);
  wire_.cut(why);
}

void amqp_connection::break_off(const std::string& why) {
  if (stage_ == stage::over)
    return;
  stage_ = stage::over;
  at_.meter.count_fault();
  fault_ = "the connection was broken off, for something unexpected happened: " + why;
}

void amqp_connection::lose_all() { exchanges_.lose_all(loss_, at_.address.shown + ": " + fault_); }

void amqp_connection::close(clock::time_point now) {
  wire_.connection().close();
  wire_.flush(now);
}

amqp_connection::clock::time_point amqp_connection::due() const {
  auto first = wire_.due();
  if (stage_ == stage::opening || !is_idle() || exchanges_.lack_credit())
    first = std::min(first, next_look_);
  if (at_.declarer != nullptr)
    first = std::min(first, at_.declarer->due());
  return first;
}

// -- what Proton tells ----------------------------------------------------------------

void amqp_connection::on_connection_open(proton::connection& which) {
  at_.connection = which;
  at_.dialect = dialect_of(which, at_.broker);
  if (at_.dialect == amqp_dialect::rabbitmq4) {
    management_ = std::make_unique<amqp_management>(which, at_.routes, at_.patience.connect);
    at_.declarer = management_.get();
  } else if (at_.dialect == amqp_dialect::rabbitmq3) {
    http_ =
        std::make_unique<rabbitmq_http>(transfers_, at_.broker, at_.address, at_.patience.connect);
    at_.declarer = http_.get();
  }
  stage_ = stage::open;
}

void amqp_connection::on_connection_error(proton::connection& which) {
  const auto why = said(which.error());
  loss_ = loss_of(why);
  if (fault_.empty())
    fault_ = connection_fault(why, at_.address);
}

void amqp_connection::on_transport_error(proton::transport& which) {
  if (fault_.empty())
    fault_ = connection_fault(said(which.error()), at_.address);
}

/// It is over, and there is a reason only if one was told before.
void amqp_connection::end_without_reason() {
  stage_ = stage::over;
  if (fault_.empty())
    fault_ = connection_fault({}, at_.address);
}

/// The broker says something of this session.
amqp_exchange* amqp_connection::heard_of(const proton::session& which) {
  at_.heard = now_;
  return at_.routes.find(which);
}

void amqp_connection::session_ended(const proton::session& which, const amqp_condition& why) {
  if (stage_ == stage::over)
    return;
  if (means_shutdown(why)) {
    fault_ = "it shuts down";
    loss_ = amqp_loss::unjudged;
    stage_ = stage::over;
    return;
  }
  if (management_ && management_->owns(which))
    management_->lost(why);
  else if (auto* const exchange = heard_of(which))
    exchange->ended(why, now_);
}

void amqp_connection::on_session_error(proton::session& which) {
  session_ended(which, said(which.error()));
}

void amqp_connection::on_session_close(proton::session& which) { session_ended(which, {}); }

void amqp_connection::on_sender_open(proton::sender& which) {
  if (auto* const exchange = heard_of(which.session()))
    exchange->attached(which, now_);
}

void amqp_connection::on_sender_error(proton::sender& which) {
  session_ended(which.session(), said(which.error()));
}

void amqp_connection::on_sender_detach(proton::sender& which) {
  session_ended(which.session(), {});
}

void amqp_connection::on_sender_close(proton::sender& which) { session_ended(which.session(), {}); }

void amqp_connection::on_receiver_error(proton::receiver& which) {
  session_ended(which.session(), said(which.error()));
}

void amqp_connection::on_receiver_close(proton::receiver& which) {
  session_ended(which.session(), {});
}

void amqp_connection::on_sendable(proton::sender& which) {
  if (management_ && management_->owns(which.session()))
    management_->may_send();
  else if (auto* const exchange = heard_of(which.session()))
    exchange->may_send(now_);
}

void amqp_connection::on_message(proton::delivery&, proton::message& what) {
  if (management_)
    management_->take(what);
}

void amqp_connection::on_tracker_accept(proton::tracker& which) {
  proved_ = true;
  if (auto* const exchange = heard_of(which.session()))
    exchange->accepted(which, now_);
}

void amqp_connection::on_tracker_reject(proton::tracker& which) {
  proved_ = true;
  if (auto* const exchange = heard_of(which.session()))
    exchange->rejected(which, now_);
}

void amqp_connection::on_tracker_release(proton::tracker& which) {
  proved_ = true;
  if (auto* const exchange = heard_of(which.session()))
    exchange->returned(which, now_);
}

/// With an outcome, that was told before.
void amqp_connection::on_tracker_settle(proton::tracker& which) {
  const auto said = which.state();
  if (said != proton::transfer::NONE && said != proton::transfer::RECEIVED)
    return;
  if (auto* const exchange = heard_of(which.session()))
    exchange->settled_without_outcome(which, now_);
}

// What it does otherwise is to throw.
void amqp_connection::on_error(const proton::error_condition&) {}

} // namespace fanfare
