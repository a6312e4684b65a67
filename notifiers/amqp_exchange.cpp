#include "notifiers/amqp_exchange.hpp"

#include "messages/duration_text.hpp"
#include "messages/quote.hpp"
#include "notifiers/amqp_attach.hpp"
#include "notifiers/amqp_fault.hpp"
#include "notifiers/amqp_message.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace fanfare {

namespace {

using namespace std::chrono_literals;

/// A fault of an exchange is an admin's to mend: hours pass, not seconds.
constexpr server_breaker::pace fault_pace{5s, 60s};
/// What is missing sooner again is not just deleted, but does not stay.
constexpr auto shortest_life = 5s;

/// Whether it is nothing that an admin could mend.
bool is_breakdown(const amqp_condition& why) {
  return !why.is_set() || why.name == "amqp:internal-error";
}

} // namespace

amqp_exchange::amqp_exchange(std::string name, amqp_peer& at)
    : name_(std::move(name)), at_(at), breaker_(fault_pace), in_flight_(at.load), link_(at) {}

void amqp_exchange::add(amqp_job work, clock::time_point now) {
  used_ = now;
  if (stage_ == stage::failed && !breaker_.admits(now))
    return give_meanwhile(work, now);
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
  dry_since_.reset();
  link_.drop();
}

void amqp_exchange::ended(const amqp_condition& why, clock::time_point now) {
  // The link stays while an exchange that was deleted is declared again.
  const bool was_open =
      stage_ == stage::open || (stage_ == stage::declaring && link_.is_asked_for());
  drop_link();
  if (was_open && means_missing(why)) {
    queue_.add_first(in_flight_.take_all());
    return make_again(why, now);
  }
  if (!was_open || is_about_exchange(why))
    return fail(means_missing(why) && !doubt_.empty()
                    ? "it is not there, and was not made: " + doubt_ + " (" + shown(why) + ")"
                    : shown(why),
                now);
  if (in_flight_.size() == 0)
    return fail(shown(why), now, is_breakdown(why) ? verdict::unsent : verdict::retry);
  // One of these messages was too much for it. It needs no pause: each such end charges
  // an attempt, or brings messages under suspicion, which are not sent here again.
  lose_in_flight(why.is_set() ? amqp_loss::reproached : amqp_loss::unexplained,
                 in_flight_.size() == 1 ? amqp_suspects::company::alone
                                        : amqp_suspects::company::others,
                 "the session ended: " + shown(why));
  if (!queue_.empty())
    begin(now);
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

/// @param meanwhile `retry` if an admin has to mend it, `unsent` if the broker has.
void amqp_exchange::fail(const std::string& why, clock::time_point now, verdict meanwhile) {
  drop_link();
  stage_ = stage::failed;
  meanwhile_ = meanwhile;
  breaker_.failed(now, from_here(why), at_.spread());
  for (auto& work : in_flight_.take_all())
    at_.answers.give(work, meanwhile, breaker_.why());
  for (auto& work : queue_.take_all())
    give_meanwhile(work, now);
}

void amqp_exchange::give_meanwhile(amqp_job& work, clock::time_point now) {
  if (meanwhile_ == verdict::unsent)
    return at_.answers.give(work, meanwhile_, "not sent: " + breaker_.why(),
                            breaker_.time_left(now));
  at_.answers.give(work, meanwhile_, breaker_.why());
}

// -- messages -------------------------------------------------------------------------

void amqp_exchange::pump(clock::time_point now) {
  if (stage_ != stage::open)
    return;
  while (!queue_.empty() && in_flight_.size() < window && link_.credit() > 0 &&
         at_.load.admits(*this, in_flight_.bytes(), queue_.first().what.what->body.size()))
    send(queue_.take_first(), now);
  note_credit(now);
}

/// Only who has something to send lacks it.
void amqp_exchange::note_credit(clock::time_point now) {
  if (queue_.empty() || link_.credit() > 0)
    dry_since_.reset();
  else if (!dry_since_)
    dry_since_ = now;
}

void amqp_exchange::send(amqp_job work, clock::time_point now) {
  const auto subject = subject_of(*work.what.what, at_.broker);
  if (const auto why = obstacle(work, subject))
    return at_.answers.give(work, verdict::rejected, from_here(*why));
  try {
    write_message(message_, work, subject, message_address(at_.dialect, name_, subject),
                  at_.broker);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& why) {
    return at_.answers.give(work, verdict::retry,
                            from_here("not sent: " + std::string{why.what()}));
  }
  const auto overdue = std::max(now + at_.patience.settle, work.deadline);
  work.answer.begin();
  in_flight_.add(++last_number_, std::move(work), overdue);
  // If it throws, half a message is in the link, and the connection must not go on with it.
  link_.send(message_, last_number_);
}

std::optional<std::string> amqp_exchange::obstacle(amqp_job& work,
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

// -- out of time ------------------------------------------------------------

void amqp_exchange::expire(clock::time_point now) {
  for (auto& work : in_flight_.expire(now))
    at_.answers.give(work, verdict::retry,
                     from_here("no outcome within " + to_text(work.what.timeout)));
  for (auto& work : queue_.expire(now))
    at_.answers.give(work, verdict::unsent,
                     from_here("not sent in time (timeout " + to_text(work.what.timeout) +
                               "): " + why_not_sent()));
  if (stage_ == stage::open)
    note_credit(now);
  if (in_flight_.has_overdue(now))
    end_session(now);
  if ((stage_ == stage::attaching || stage_ == stage::declaring) &&
      now - since_ > at_.patience.settle)
    fail("the broker does not answer", now, verdict::unsent);
}

/// Messages that are overdue were answered when their own time was up. They keep their
/// places until the session ends, and so do those that were sent before and after them.
void amqp_exchange::end_session(clock::time_point now) {
  at_.meter.count_settle_timeout();
  drop_link();
  for (auto& work : in_flight_.take_all())
    at_.answers.give(work, verdict::unsent,
                     from_here("no outcome: its session was ended, because of another message the "
                               "broker did not say within " +
                               to_text(at_.patience.settle) + " what became of it"));
  if (!queue_.empty())
    begin(now);
}

bool amqp_exchange::is_met_with_silence(clock::time_point now) const {
  return stage_ == stage::attaching && now - since_ > at_.patience.settle && at_.heard < since_;
}

bool amqp_exchange::lacks_credit(clock::time_point now) const {
  return dry_since_ && now - *dry_since_ > at_.patience.credit;
}

std::string amqp_exchange::from_here(std::string_view what) const {
  return "exchange " + quoted(name_, longest_subject) + " at " + at_.address.shown + " -> " +
         std::string{what};
}

std::string amqp_exchange::why_not_sent() const {
  if (stage_ != stage::open)
    return "the broker does not answer";
  return link_.credit() > 0 ? "what was sent before is not settled" : "the broker grants no credit";
}

} // namespace fanfare
