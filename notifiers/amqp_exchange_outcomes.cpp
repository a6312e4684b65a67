#include "messages/quote.hpp"
#include "notifiers/amqp_exchange.hpp"
#include "notifiers/amqp_fault.hpp"
#include "notifiers/amqp_message.hpp"

#include <string>
#include <utility>

// What becomes of the messages that were sent.

namespace fanfare {

std::optional<amqp_job> amqp_exchange::settle(const proton::tracker& which) {
  auto work = in_flight_.settle(amqp_link::number_of(which));
  if (work)
    at_.suspects.cleared(work->what.what->id);
  return work;
}

void amqp_exchange::accepted(const proton::tracker& which, clock::time_point now) {
  breaker_.succeeded();
  if (auto work = settle(which))
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
  queue_.add_first(std::move(*work));
  if (stage_ == stage::open && amqp_link::number_of(which) > last_to_missing_)
    return make_again(why, now);
  pump(now);
}

void amqp_exchange::returned(const proton::tracker& which, clock::time_point now) {
  auto work = settle(which);
  const bool is_modified = which.state() == proton::transfer::MODIFIED;
  if (work && !is_modified && at_.dialect == amqp_dialect::rabbitmq4) {
    // That is how it says that no queue is bound for this subject.
    at_.meter.count_unroutable();
    at_.answers.give(*work, verdict::delivered,
                     from_here("taken and dropped: no queue is bound for " +
                               quoted(subject_of(*work->what.what, at_.broker), longest_subject)));
  } else if (work) {
    at_.answers.give(
        *work, verdict::retry,
        from_here(is_modified ? "given back as modified" : "given back; a queue may be full"));
  }
  pump(now);
}

void amqp_exchange::settled_without_outcome(const proton::tracker& which, clock::time_point now) {
  if (auto work = settle(which))
    at_.answers.give(*work, verdict::retry,
                     from_here("settled, and not a word about what became of it"));
  pump(now);
}

void amqp_exchange::lose(amqp_loss how, amqp_suspects::company with, const std::string& why) {
  lose_in_flight(how, with, why);
  for (auto& work : queue_.take_all())
    at_.answers.give(work, verdict::unsent, "not sent: " + why);
}

void amqp_exchange::lose_in_flight(amqp_loss how, amqp_suspects::company with,
                                   const std::string& why) {
  for (auto& work : in_flight_.take_all()) {
    const auto& event = work.what.what->id;
    const auto charged = at_.suspects.lost(event, how, with);
    auto said = "no outcome: " + why;
    if (charged == verdict::retry && how == amqp_loss::unexplained)
      said += "; that was so " + std::to_string(at_.suspects.losses(event)) +
              " times with this message under way, now with nothing but it";
    at_.answers.give(work, charged, from_here(said));
  }
}

} // namespace fanfare
