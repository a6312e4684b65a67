#include "notifiers/amqp_exchange.hpp"

#include "messages/duration_text.hpp"
#include "messages/quote.hpp"
#include "notifiers/amqp_attach.hpp"
#include "notifiers/amqp_fault.hpp"
#include "notifiers/amqp_message.hpp"

#include <exception>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

/// A fault of an exchange is an admin's to mend: hours pass, not seconds.
constexpr server_breaker::pace fault_pace{5s, 60s};
/// What is missing sooner again is not just deleted, but does not stay.
constexpr auto shortest_life = 5s;

/// Whether the exchange is not there (any more).
bool means_missing(const amqp_condition& why) {
  return why.name == "amqp:not-found" || why.name == "amqp:resource-deleted" ||
         why.description.find("resource-deleted") != std::string::npos;
}

} // namespace

amqp_exchange::amqp_exchange(std::string name, amqp_peer& at)
    : name_(std::move(name)), at_(at), breaker_(fault_pace), link_(at) {}

void amqp_exchange::add(amqp_job work, clock::time_point now) {
  used_ = now;
  if (stage_ == stage::failed && !breaker_.admits(now))
    return at_.answers.give(work, verdict::retry, breaker_.why());
  queue_.add(std::move(work));
  if (stage_ == stage::idle || stage_ == stage::failed)
    begin(now);
  pump(now);
}

// -- from nothing to an open link -----------------------------------------------------

void amqp_exchange::begin(clock::time_point now) {
  // The one exchange that every broker has, and which nobody may declare who may not configure.
  if (at_.declarer == nullptr || name_ == "amq.topic")
    return attach(now);
  stage_ = stage::declaring;
  since_ = now;
  at_.declarer->declare(name_, now);
}

void amqp_exchange::declared(const declaration& what, clock::time_point now) {
  if (stage_ != stage::declaring)
    return;
  doubt_.clear();
  switch (what.how) {
  case declaration::answer::conflict:
    return fail("it is there and of another type: " + what.said, now);
  case declaration::answer::refused:
  case declaration::answer::unanswered:
    doubt_ = what.said;
    break;
  case declaration::answer::exists:
    break;
  }
  if (!link_.is_asked_for())
    return attach(now);
  stage_ = stage::open;
  pump(now);
}

void amqp_exchange::attach(clock::time_point now) {
  stage_ = stage::attaching;
  since_ = now;
  link_.open(name_, *this);
}

void amqp_exchange::attached(const proton::sender& link, clock::time_point now) {
  if (stage_ != stage::attaching || is_refusal(at_.dialect, link))
    return;
  if (!leads_to_exchange(at_.dialect, link))
    return fail("the broker took it for something other than an exchange; see [messaging] dialect",
                now);
  link_.granted(link);
  stage_ = stage::open;
  pump(now);
}

void amqp_exchange::drop_link() {
  stage_ = stage::idle;
  link_.drop();
}

void amqp_exchange::ended(const amqp_condition& why, clock::time_point now) {
  const bool was_open = stage_ == stage::open;
  drop_link();
  if (was_open && means_missing(why)) {
    queue_.add_first(in_flight_.take_all());
    return make_again(why, now);
  }
  fail(means_missing(why) && !doubt_.empty()
           ? "it is not there, and was not made: " + doubt_ + " (" + shown(why) + ")"
           : shown(why),
       now);
}

/// It was there and is no more: it is made again, and what was under way goes again.
void amqp_exchange::make_again(const amqp_condition& why, clock::time_point now) {
  if (now - made_again_ < shortest_life)
    return fail(doubt_.empty() ? shown(why) : doubt_ + " (" + shown(why) + ")", now);
  made_again_ = now;
  last_to_missing_ = last_number_;
  if (!queue_.empty())
    begin(now);
}

void amqp_exchange::fail(const std::string& why, clock::time_point now) {
  drop_link();
  stage_ = stage::failed;
  breaker_.failed(now, from_here(why), at_.spread());
  for (const auto& work : in_flight_.take_all())
    at_.answers.give(work, verdict::retry, breaker_.why());
  for (const auto& work : queue_.take_all())
    at_.answers.give(work, verdict::retry, breaker_.why());
}

// -- messages -------------------------------------------------------------------------

void amqp_exchange::pump(clock::time_point now) {
  while (stage_ == stage::open && !queue_.empty() && in_flight_.size() < window &&
         link_.credit() > 0) {
    send(queue_.take_first(), now);
  }
}

void amqp_exchange::send(amqp_job work, clock::time_point now) {
  const auto subject = subject_of(*work.what.what, at_.broker);
  if (const auto why = obstacle(work, subject))
    return at_.answers.give(work, verdict::rejected, from_here(*why));
  try {
    write_message(message_, work, subject, message_address(at_.dialect, name_, subject),
                  at_.broker);
    link_.send(message_, ++last_number_);
  } catch (const std::exception& why) {
    return at_.answers.give(work, verdict::retry,
                            from_here("not sent: " + std::string{why.what()}));
  }
  in_flight_.add(last_number_, std::move(work), now);
}

std::optional<std::string> amqp_exchange::obstacle(const amqp_job& work,
                                                   const std::string& subject) const {
  if (subject.size() > longest_subject)
    return "its subject has " + std::to_string(subject.size()) +
           " bytes, and a routing key has room for 255; see [messaging] subject_prefix";
  const auto bytes = work.what.what->body.size();
  if (link_.largest() != 0 && bytes + most_overhead > link_.largest())
    return "the report has " + std::to_string(bytes) + " bytes, and the broker takes messages of " +
           std::to_string(link_.largest()) + " at most";
  return std::nullopt;
}

std::optional<amqp_job> amqp_exchange::settle(const proton::tracker& which) {
  return in_flight_.settle(amqp_link::number_of(which));
}

void amqp_exchange::accepted(const proton::tracker& which, clock::time_point now) {
  breaker_.succeeded();
  if (const auto work = settle(which))
    at_.answers.give(*work, verdict::delivered);
  pump(now);
}

void amqp_exchange::rejected(const proton::tracker& which, clock::time_point now) {
  auto work = settle(which);
  const auto why = reason_of_rejection(which);
  if (!work)
    return pump(now);
  if (at_.dialect != amqp_dialect::rabbitmq4 || !means_missing(why)) {
    at_.answers.give(*work, verdict::rejected, from_here("rejected: " + shown(why)));
    return pump(now);
  }
  queue_.add_first({std::move(*work)});
  if (stage_ == stage::open && amqp_link::number_of(which) > last_to_missing_)
    return make_again(why, now);
  pump(now);
}

void amqp_exchange::returned(const proton::tracker& which, clock::time_point now) {
  const auto work = settle(which);
  const bool is_modified = which.state() == proton::transfer::MODIFIED;
  if (work && !is_modified && at_.dialect == amqp_dialect::rabbitmq4) {
    // That is how it says that no queue is bound for this subject.
    at_.meter.count_unroutable();
    at_.answers.give(*work, verdict::delivered);
  } else if (work) {
    at_.answers.give(
        *work, verdict::retry,
        from_here(is_modified ? "given back as modified" : "given back; a queue may be full"));
  }
  pump(now);
}

// -- out of time, and lost ------------------------------------------------------------

void amqp_exchange::expire(clock::time_point now) {
  for (const auto& work : in_flight_.expire(now))
    at_.answers.give(work, verdict::retry,
                     from_here("no outcome within " + to_text(work.what.timeout)));
  for (const auto& work : queue_.expire(now))
    at_.answers.give(work, verdict::unsent,
                     from_here("not sent in time (timeout " + to_text(work.what.timeout) +
                               "): " + why_not_sent()));
  if ((stage_ == stage::attaching || stage_ == stage::declaring) &&
      now - since_ > at_.patience.settle)
    fail("the broker does not answer", now);
}

bool amqp_exchange::is_overdue(clock::time_point now) const {
  const auto oldest = in_flight_.oldest();
  return oldest && now - *oldest > at_.patience.settle;
}

void amqp_exchange::lose(verdict how, const std::string& why) {
  for (const auto& work : in_flight_.take_all())
    at_.answers.give(work, how, from_here("no outcome: " + why));
  for (const auto& work : queue_.take_all())
    at_.answers.give(work, verdict::unsent, "not sent: " + why);
}

std::string amqp_exchange::from_here(std::string_view what) const {
  return "exchange " + quoted(name_, longest_subject) + " at " + at_.address.shown + " -> " +
         std::string{what};
}

std::string amqp_exchange::why_not_sent() const {
  return stage_ == stage::open ? "the broker grants no credit" : "the broker does not answer";
}

} // namespace fanfare
