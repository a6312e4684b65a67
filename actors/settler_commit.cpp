#include "actors/settler.hpp"
#include "messages/crash_point.hpp"
#include "messages/surely.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

constexpr std::chrono::seconds pause_after_failure{1};
/// A commit costs a sync to the disk whatever its size, so endings gather for
/// as long as nobody waits for them and they are not many: a crash repeats them.
constexpr std::chrono::milliseconds gather_for{5};
/// After a commit of few: then the next one comes soon after the events that it is about were
/// stored, and seldom just when others are.
constexpr std::chrono::milliseconds gather_few_for{2};
constexpr std::size_t few_deliveries = 64;
/// After a commit with claims that are in no hurry.
constexpr std::chrono::milliseconds gather_claims_for{10};
constexpr std::size_t many_deliveries = 512;
/// What is kept of deliveries costs the store most, and publishers wait for a commit that is under
/// way: while they come, it keeps about as many deliveries as events came in meanwhile, and
/// more when the line of commits grows.
constexpr std::size_t least_kept_a_commit = 32;
constexpr std::size_t most_kept_a_commit = 512;
constexpr const char* subject = "store";

std::size_t kept(const settlement& in) {
  return in.parks.size() + in.dead.size() + in.retries.size();
}

} // namespace

collected_endings& settler::collected() {
  if (kept(desk_.collected.back().what) >= desk_.most_kept)
    desk_.collected.emplace_back();
  return desk_.collected.back();
}

void settler::look_at_publishers() {
  const auto arrived = around_.count.arrived();
  const auto meanwhile = static_cast<std::size_t>(arrived - desk_.arrived);
  desk_.most_kept =
      retrier_.yields.load()
          ? std::clamp(std::max(meanwhile, least_kept_a_commit * desk_.collected.size()),
                       least_kept_a_commit, most_kept_a_commit)
          : most_kept_a_commit;
  desk_.arrived = arrived;
}

void settler::take_answers() {
  work_through(desk_.answers, desk_.bell, 1, [this](settle_answer& answer) {
    desk_.committing = false;
    if (answer.how) {
      around_.problems.clear(subject);
      finish_commit();
      return;
    }
    around_.problems.raise(subject, answer.how.error().detail);
    desk_.again_at = clock_.now() + pause_after_failure;
  });
}

std::chrono::milliseconds settler::gather_after(const collected_endings& done) const {
  if (!done.what.retries.empty() && retrier_.yields.load())
    return gather_claims_for;
  return done.deliveries <= few_deliveries ? gather_few_for : gather_for;
}

void settler::finish_commit() {
  FANFARE_CRASH_POINT("settled");
  auto done = std::exchange(desk_.under_way, {});
  desk_.gather_until = clock_.now() + gather_after(done);
  around_.count.settled += done.what.settled.size();
  freed_claims freed;
  auto note_due = [&freed](const parked_delivery& each) {
    freed.next_due = std::min(freed.next_due.value_or(each.delay), each.delay);
  };
  for (const auto& each : done.what.parks)
    note_due(each);
  for (const auto& each : done.what.retries)
    if (each.park)
      note_due(*each.park);
  freed.leased = std::move(done.leased);
  freed.which = std::move(done.what.retries);
  if (!freed.which.empty() || freed.next_due)
    retrier_.freed.push(std::move(freed));
  confirm(done.ordered);
  give_back(done.credit);
}

/// Tells the deliverers what the store keeps in order from now on.
void settler::confirm(const std::vector<order_note>& ordered) {
  for (const auto& each : ordered)
    if (auto* const deliverer = deliverers_.find(*each.to->what))
      surely([&] { deliverer->orders.push({each}); });
}

void settler::give_back(const settled_credit& credit) {
  reader_.bytes.give(credit.bytes);
  reader_.events.give(credit.events);
  matcher_.deliveries.give(credit.deliveries);
  desk_.leased.deliveries.give(credit.leased);
  desk_.leased.bytes.give(credit.leased_bytes);
}

bool settler::may_gather() const {
  const auto& so_far = desk_.collected.front();
  // Settled claims make places free in lanes that drain.
  const auto claims_wait =
      !so_far.what.retries.empty() && (so_far.holds_up || !retrier_.yields.load());
  return desk_.collected.size() == 1 && !so_far.what.empty() && !claims_wait &&
         clock_.now() < desk_.gather_until && around_.running() &&
         so_far.deliveries < many_deliveries && reader_.events.left() > 0 &&
         reader_.bytes.left() > 0 && matcher_.deliveries.left() > 0;
}

/// There is always one to go on with.
collected_endings settler::take_collected() {
  auto first = std::exchange(desk_.collected.front(), {});
  if (desk_.collected.size() > 1)
    desk_.collected.pop_front();
  return first;
}

void settler::commit() {
  if (desk_.committing)
    return;
  if (desk_.again_at && clock_.now() < *desk_.again_at) {
    clock_.ring_at(*desk_.again_at);
    return;
  }
  desk_.again_at.reset();
  if (desk_.under_way.what.empty() && may_gather()) {
    clock_.ring_at(desk_.gather_until);
    return;
  }
  if (desk_.under_way.what.empty())
    desk_.under_way = take_collected();
  if (desk_.under_way.what.empty()) {
    give_back(std::exchange(desk_.under_way, {}).credit);
    return;
  }
  look_at_publishers();
  writer_.settle(desk_.under_way.what,
                 [&desk = desk_](result<void> how) { desk.answers.push({std::move(how)}); });
  desk_.committing = true;
}

} // namespace fanfare
