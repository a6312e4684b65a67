#include "actors/steward.hpp"

#include "messages/duration_text.hpp"
#include "messages/quote.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

constexpr std::chrono::seconds look_every{5};
constexpr std::chrono::milliseconds look_again_after{500};
/// However long a look has taken.
constexpr std::chrono::minutes look_at_least_every{1};
constexpr std::chrono::seconds pause_after_failure{1};
constexpr std::chrono::minutes warn_for{10};
/// More in one go would make those wait too long who read the journal.
constexpr std::uint64_t most_in_a_go = 2'048;
/// All of a million listeners would take the store minutes.
constexpr std::size_t most_weighed = 512;
constexpr const char* subject = "deliveries kept";

std::string whose(const std::string& listener) {
  return listener.empty() ? "no listener" : "listener " + quoted(listener);
}

/// Finds out who has the most bytes.
void weigh(holdings_answer& answer, holdings& stock) {
  auto some = *answer.all;
  const auto end = some.begin() + static_cast<std::ptrdiff_t>(std::min(some.size(), most_weighed));
  std::partial_sort(some.begin(), end, some.end(), [](const auto& a, const auto& b) {
    return a.parked + a.dead > b.parked + b.dead;
  });
  for (auto each = some.begin(); each != end; ++each) {
    const auto sizes = stock.sizes_of(each->listener);
    if (!sizes) {
      answer.bytes = sizes.error();
      return;
    }
    weighed_holding one{std::move(*each), *sizes};
    if (!answer.heaviest || one.bytes() > answer.heaviest->bytes())
      answer.heaviest = std::move(one);
  }
}

} // namespace

steward::steward(alarm_clock& clock, steward_desk& desk, store_queue& store,
                 const current_index& listeners, keeping_limits most, surroundings& around)
    : clock_(clock), desk_(desk), store_(store), listeners_(listeners), most_(std::move(most)),
      around_(around) {}

void steward::wake() {
  desk_.bell.answer();
  const auto step = [this](auto& answer) {
    desk_.asking = false;
    take(answer);
  };
  work_through(desk_.looked, desk_.bell, 1, step);
  work_through(desk_.dropped, desk_.bell, 1, step);
  if (!around_.running() || desk_.asking)
    return;
  if (!listeners_.loaded())
    return clock_.ring_at(clock_.now() + look_again_after);
  if (!desk_.orders.empty())
    return carry_out_next();
  if (clock_.now() >= desk_.look_at)
    return look();
  clock_.ring_at(desk_.look_at);
}

// -- looking -----------------------------------------------------------------------

void steward::look() {
  store_.run([&desk = desk_, most = most_.most_bytes](store& in) {
    const auto start = std::chrono::steady_clock::now();
    holdings_answer answer{in.stock().all(), in.stock().bytes()};
    if (answer.all && answer.bytes && *answer.bytes > most)
      weigh(answer, in.stock());
    answer.took = std::chrono::steady_clock::now() - start;
    desk.looked.push(std::move(answer));
  });
  desk_.asking = true;
}

/// Looking costs a hundredth of the store's time at most.
void steward::take(holdings_answer& answer) {
  const auto look_in = [&](std::chrono::nanoseconds least) {
    desk_.look_at = clock_.now() + std::clamp<std::chrono::nanoseconds>(100 * answer.took, least,
                                                                        look_at_least_every);
  };
  if (!answer.all || !answer.bytes) {
    desk_.look_at = clock_.now() + pause_after_failure;
    around_.problems.raise(subject,
                           (answer.all ? answer.bytes.error() : answer.all.error()).detail);
    return;
  }
  around_.problems.clear(subject);
  look_in(look_every);
  desk_.orders.clear(); // Who died over this answer has ordered some of it.
  for (const auto& each : *answer.all)
    judge(each);
  if (desk_.orders.empty() && answer.heaviest)
    judge_together(*answer.bytes, *answer.heaviest);
  if (!desk_.orders.empty())
    look_in(look_again_after);
  lift_old_warnings();
}

/// A listener that is gone, and what is nobody's, are held to the usual limits.
void steward::judge(const holding& one) {
  const auto known = listeners_.load()->find(one.listener);
  const auto& pace = known ? known->pace : most_.usual;
  if (one.parked > pace.parked_max) {
    order({one.listener, drop_order::kind::parked, one.parked - pace.parked_max});
    warn(one.listener, "has more than parked_max (" + std::to_string(pace.parked_max) +
                           ") deliveries waiting; the oldest are dropped");
  }
  if (one.dead > pace.dead_max) {
    order({one.listener, drop_order::kind::dead, one.dead - pace.dead_max});
    warn(one.listener, "has more than dead_max (" + std::to_string(pace.dead_max) +
                           ") dead letters; the oldest are dropped");
  }
  if (one.dead > 0 && pace.dead_max_age.count() > 0 && one.oldest_dead > pace.dead_max_age)
    order({one.listener, drop_order::kind::dead, one.dead, pace.dead_max_age});
}

/// One go, then it looks again: the sizes are those of a sample, and what is dropped is gone.
void steward::judge_together(std::uint64_t bytes, const weighed_holding& heaviest) {
  const auto& [of, each] = heaviest;
  const auto surplus = bytes - most_.most_bytes;
  const auto enough = [surplus](std::uint64_t size) {
    return std::min(most_in_a_go, 1 + surplus / std::max<std::uint64_t>(size, 1));
  };
  if (of.dead > 0)
    order({of.listener, drop_order::kind::dead, std::min(enough(each.dead), of.dead)});
  else
    order({of.listener, drop_order::kind::parked, std::min(enough(each.parked), of.parked)});
  warn(of.listener,
       "has the most of the reports that are kept, which take more than max_kept_bytes (" +
           std::to_string(most_.most_bytes) + ") together; its oldest are dropped");
}

// -- dropping ----------------------------------------------------------------------

void steward::order(drop_order what) { desk_.orders.push_back(std::move(what)); }

void steward::carry_out_next() {
  store_.run([&desk = desk_, next = desk_.orders.front()](store& in) {
    const auto most = static_cast<std::size_t>(std::min(next.count, most_in_a_go));
    desk.dropped.push({next.what == drop_order::kind::parked
                           ? in.stock().drop_parked(next.listener, most)
                           : in.stock().drop_dead(next.listener, most, next.age),
                       most});
  });
  desk_.asking = true;
}

void steward::take(const drop_answer& answer) {
  if (!answer.dropped) {
    around_.problems.raise(subject, answer.dropped.error().detail);
    desk_.look_at = clock_.now() + pause_after_failure;
    desk_.orders.clear();
    return;
  }
  auto& next = desk_.orders.front();
  auto& count = next.what == drop_order::kind::parked ? around_.count.trimmed_parked
                                                      : around_.count.trimmed_dead;
  count += *answer.dropped;
  next.count -= std::min<std::uint64_t>(next.count, *answer.dropped);
  if (next.count == 0 || *answer.dropped < answer.wanted)
    desk_.orders.pop_front();
}

// -- the alarm ---------------------------------------------------------------------

void steward::warn(const std::string& listener, const std::string& sentence) {
  const auto about = "deliveries kept for " + whose(listener);
  around_.problems.warn(about, sentence);
  desk_.warned[about] = clock_.now();
}

void steward::lift_old_warnings() {
  for (auto each = desk_.warned.begin(); each != desk_.warned.end();) {
    if (clock_.now() - each->second < warn_for) {
      ++each;
      continue;
    }
    around_.problems.lift_warning(each->first);
    each = desk_.warned.erase(each);
  }
}

} // namespace fanfare
