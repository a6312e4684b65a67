#include "notifiers/amqp_uplink.hpp"

#include "messages/duration_text.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

/// At most eight tries a minute, and within half a minute of its return a broker is found.
constexpr server_breaker::pace broker_pace{1s, 30s};
/// So long after the last attempt it is still looked for a broker that is away.
constexpr auto longest_interest = 10min;

} // namespace

amqp_uplink::amqp_uplink(const amqp_broker& with, const amqp_patience& patience,
                         amqp_answers& answers, amqp_meter& meter, amqp_suspects& suspects,
                         std::function<double()> spread)
    : with_(with), patience_(patience), answers_(answers), meter_(meter), suspects_(suspects),
      spread_(std::move(spread)), tls_(with_.how), breaker_(broker_pace) {}

// They take their transfers of libcurl with them.
amqp_uplink::~amqp_uplink() {
  connection_.reset();
  dial_.reset();
}

void amqp_uplink::add(amqp_job work, clock::time_point now) {
  wanted_ = now;
  // What the broker said last is not for those who come after it.
  if (connection_ && connection_->how_far() == amqp_connection::stage::over)
    lost(now);
  if (is_open_) {
    const auto& named = work.to->target.exchange;
    const auto& exchange = named.empty() ? with_.how.topic_exchange : named;
    return guarded([&] { connection_->add(exchange, std::move(work), now); });
  }
  // Those that come while the first connection is made wait with the first.
  if (!breaker_.admits(now))
    return refuse(work, now);
  waiting_.add(std::move(work));
  if (!is_trying())
    begin_round(now);
}

void amqp_uplink::refuse(amqp_job& work, clock::time_point now) {
  answers_.give(work, verdict::unsent, "not sent: the broker is not to be had: " + breaker_.why(),
                breaker_.time_left(now));
}

/// The broker is not to be had: who waits for it need not wait any longer.
void amqp_uplink::give_up(std::string why, clock::time_point now) {
  breaker_.failed(now, std::move(why), spread_());
  meter_.is_kept_away("the broker is not to be had: " + breaker_.why());
  for (auto& work : waiting_.take_all())
    refuse(work, now);
}

// -- a round over the addresses -----------------------------------------------------------

void amqp_uplink::begin_round(clock::time_point now) {
  turn_ = 0;
  round_fault_.clear();
  dial(now);
}

void amqp_uplink::dial(clock::time_point now) {
  meter_.count_connect();
  dial_ = amqp_dial::begin(address(), patience_.connect, transfers_);
  if (!dial_)
    failed("out of memory", now);
}

void amqp_uplink::finish_dial(CURLcode how, clock::time_point now) {
  const auto dialled = std::move(dial_);
  const auto socket = how == CURLE_OK ? dialled->take_socket() : std::nullopt;
  if (!socket)
    return failed(dialled->fault(how), now);
  auto made = amqp_connection::make(
      *socket, {with_, address(), patience_, tls_, answers_, meter_, suspects_, spread_},
      transfers_, now);
  if (!made)
    return failed(made.error().detail, now);
  connection_ = std::move(*made);
  ++connection_number_;
}

void amqp_uplink::failed(const std::string& why, clock::time_point now) {
  round_fault_ += (round_fault_.empty() ? "" : "; ") + address().shown + ": " + why;
  if (++turn_ < with_.addresses.size())
    return dial(now);
  give_up(std::exchange(round_fault_, {}), now);
}

void amqp_uplink::connected(clock::time_point now) {
  is_open_ = true;
  meter_.is_connected();
  send_waiting(now);
}

void amqp_uplink::lost(clock::time_point now) {
  const auto gone = std::move(connection_);
  const bool was_open = std::exchange(is_open_, false);
  if (!was_open)
    return failed(gone->fault(), now);
  const bool was_idle = gone->is_idle();
  const bool was_of_use = gone->has_proved_itself(now);
  if (was_of_use)
    breaker_.succeeded();
  gone->lose_all();
  if (!was_of_use && !was_idle && turn_ + 1 < with_.addresses.size())
    return failed(gone->fault(), now); // the next address may be better
  if (!was_idle || breaker_.is_open())
    return give_up(address().shown + ": " + gone->fault(), now);
  // Nobody needs one. The next who does makes another.
  meter_.is_disconnected();
}

// -- turns ------------------------------------------------------------------------------

void amqp_uplink::receive(clock::time_point now) {
  if (connection_)
    guarded([&] { connection_->receive(now); });
}

void amqp_uplink::advance(clock::time_point now) {
  for (const auto& ended : transfers_.advance(now)) {
    if (dial_ && dial_->is(ended))
      finish_dial(ended.how, now);
    else if (connection_)
      guarded([&] { connection_->end(ended); });
  }
  if (connection_) {
    guarded([&] { connection_->advance(now); });
    if (!is_open_ && connection_->how_far() == amqp_connection::stage::open) {
      connected(now);
      guarded([&] { connection_->advance(now); });
    }
    if (connection_->how_far() == amqp_connection::stage::over)
      lost(now);
  }
  expire_waiting(now);
  probe(now);
}

/// The listeners may all be gone, or wait for hours: nobody but this would find out that
/// the broker is back.
void amqp_uplink::probe(clock::time_point now) {
  if (now < breaker_.due() || is_open_ || is_trying())
    return;
  if (now - wanted_ > longest_interest) {
    breaker_.succeeded();
    return meter_.is_not_wanted();
  }
  if (breaker_.admits(now))
    begin_round(now);
}

void amqp_uplink::send_waiting(clock::time_point now) {
  for (auto& work : waiting_.take_all())
    add(std::move(work), now);
}

/// What Proton throws must not get out of here: it costs the connection.
template <class Step>
void amqp_uplink::guarded(Step step) {
  try {
    step();
  } catch (const std::exception& why) {
    connection_->break_off(why.what());
  }
}

void amqp_uplink::expire_waiting(clock::time_point now) {
  for (auto& work : waiting_.expire(now))
    answers_.give(work, verdict::unsent,
                  "not sent in time (timeout " + to_text(work.what.timeout) +
                      "): still connecting to " + address().shown);
}

amqp_uplink::clock::time_point amqp_uplink::due() const {
  auto first = std::min({transfers_.due(), waiting_.due(), breaker_.due()});
  if (connection_)
    first = std::min(first, connection_->due());
  return first;
}

bool amqp_uplink::is_idle() const {
  return waiting_.empty() && !is_trying() && (!connection_ || connection_->is_idle());
}

void amqp_uplink::close(clock::time_point now) {
  if (is_open_)
    guarded([&] { connection_->close(now); });
}

} // namespace fanfare
