#include "actors/chronicler.hpp"

#include "fanfare/time_text.hpp"

#include "messages/disable_policy.hpp"

#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 256;
constexpr std::chrono::seconds pause_after_failure{1};
constexpr const char* disabling_subject = "disabling of listeners";

using kind = listener_event::kind;

std::chrono::milliseconds age_of(const std::optional<listener_state::time_point>& when,
                                 listener_state::time_point now) {
  return when ? std::chrono::duration_cast<std::chrono::milliseconds>(now - *when)
              : std::chrono::milliseconds{0};
}

std::string since_when(const listener_state& state) {
  return "it has been failing since " + time_text(*state.failing_since) + ", in " +
         std::to_string(state.consecutive_failures) + " attempts without one success";
}

} // namespace

chronicler::chronicler(alarm_clock& clock, chronicler_desk& desk, store_queue& store,
                       const current_index& listeners, crier_desk& crier, wall_clock today,
                       surroundings& around)
    : clock_(clock), desk_(desk), store_(store), listeners_(listeners), crier_(crier),
      today_(std::move(today)), around_(around) {}

void chronicler::wake() {
  desk_.bell.answer();
  take_load();
  take_written();
  if (!desk_.loaded) {
    load();
    return;
  }
  index_ = listeners_.load();
  take_disabled();
  take_all_notes();
  index_.reset();
  if (!news_.empty())
    crier_.news.push(std::exchange(news_, {}));
  disable();
  write();
}

void chronicler::take_all_notes() {
  const auto one_by_one = [this](const auto& note) { take(note); };
  work_through_items(desk_.notes, desk_.bell, batches_a_turn, one_by_one);
  work_through_items(desk_.deaths, desk_.bell, batches_a_turn, one_by_one);
  work_through_items(desk_.breakers, desk_.bell, batches_a_turn, one_by_one);
  work_through_items(desk_.holds, desk_.bell, batches_a_turn, one_by_one);
}

// -- what is known ----------------------------------------------------------------

chronicle& chronicler::about(const std::string& listener) {
  auto& found = desk_.known[listener];
  found.state.listener_id = listener;
  return found;
}

void chronicler::take(const health_note& note) {
  auto& of = about(note.listener);
  const auto to = index_->find(note.listener);
  forgive_if_enabled_again(of, to);
  if (note.failure)
    note_failure(of, note, to);
  else
    note_success(of, note, to);
}

void chronicler::note_failure(chronicle& of, const health_note& note,
                              const ready_listener_ptr& to) {
  auto& state = of.state;
  state.last_error_at = today_();
  state.last_error = *note.failure;
  ++state.consecutive_failures;
  if (!state.failing_since)
    state.failing_since = state.last_error_at;
  mark(of, chronicle::unwritten::change);
  if (to)
    judge(of, note, to);
}

void chronicler::note_success(chronicle& of, const health_note& note,
                              const ready_listener_ptr& to) {
  auto& state = of.state;
  const bool is_told = state.failing_told && !note.of_engine;
  if (is_told)
    news_.push_back(news_of(kind::recovered, state, to));
  mark(of, state.failing_since || is_told ? chronicle::unwritten::change
                                          : chronicle::unwritten::refresh);
  state.last_success = today_();
  state.failing_since.reset();
  state.consecutive_failures = 0;
  state.disabling_told = 0;
  state.failing_told = state.failing_told && !is_told;
}

/// Draws the consequences of a failure.
void chronicler::judge(chronicle& of, const health_note& note, const ready_listener_ptr& to) {
  auto& state = of.state;
  if (!state.disabled_by.empty() || !to->what->enabled)
    return;
  if (note.gone)
    return order_disabling(*to->what, "its receiver is gone for ever: " + *note.failure);
  if (!state.failing_told && state.consecutive_failures >= failures_to_tell && !note.of_engine) {
    state.failing_told = true;
    news_.push_back(news_of(kind::failing, state, to));
  }
  const auto reached =
      disabling_mark(age_of(state.failing_since, today_()), state.consecutive_failures, to->pace);
  if (reached == 100)
    return order_disabling(*to->what, since_when(state));
  if (reached <= state.disabling_told)
    return;
  state.disabling_told = reached;
  auto news = news_of(kind::disabling_soon, state, to);
  news.percent = reached;
  news.disabling_at = *state.failing_since + to->pace.disable_after;
  around_.problems.say(log_level::warning,
                       "listener " + state.listener_id + ": " + since_when(state) +
                           "; if that goes on it will be disabled at " +
                           time_text(*news.disabling_at) + " (delivery.disable_after)");
  news_.push_back(std::move(news));
}

/// Who was enabled again after the engine had disabled it begins anew.
void chronicler::forgive_if_enabled_again(chronicle& of, const ready_listener_ptr& to) const {
  auto& state = of.state;
  if (state.disabled_by.empty() || !to || !to->what->enabled || index_->version() < of.disabled_in)
    return;
  listener_state anew;
  anew.listener_id = state.listener_id;
  anew.last_success = state.last_success;
  anew.last_error_at = state.last_error_at;
  anew.last_error = std::move(state.last_error);
  anew.held_since = state.held_since;
  state = std::move(anew);
  of.disabled_in = 0;
}

void chronicler::take(const death_note& note) {
  const auto to = index_->find(note.listener);
  auto news = news_of(kind::dead_letter, {.listener_id = note.listener}, to);
  news.reason = note.reason;
  news.last_error = note.last_answer;
  news.event_id = note.event_id;
  news.count = note.count;
  news_.push_back(std::move(news));
}

void chronicler::take(const breaker_note& note) {
  auto& of = about(note.listener);
  if (of.state.breaker_open_since.has_value() == note.open)
    return;
  of.state.breaker_open_since = note.open ? std::optional{today_()} : std::nullopt;
  mark(of, chronicle::unwritten::change);
}

void chronicler::take(const hold_note& note) {
  auto& of = about(note.listener);
  of.state.held_since = note.since;
  mark(of, chronicle::unwritten::change);
}

listener_event chronicler::news_of(kind what, const listener_state& of,
                                   const ready_listener_ptr& to) const {
  listener_event news;
  news.what = what;
  news.listener_id = of.listener_id;
  if (to) {
    news.listener_name = to->what->name;
    news.notifier_type = to->what->notifier_type;
  }
  news.failing_since = of.failing_since;
  news.failures = of.consecutive_failures;
  news.last_error = of.last_error;
  return news;
}

void chronicler::mark(chronicle& of, chronicle::unwritten as) {
  if (of.what == chronicle::unwritten::change || of.what == as)
    return;
  of.what = as;
  auto& line = as == chronicle::unwritten::change ? desk_.changed : desk_.refreshed;
  line.push_back(of.state.listener_id);
}

// -- who is disabled -----------------------------------------------------------------

void chronicler::order_disabling(const listener& which, std::string because) {
  desk_.to_disable.try_emplace(which.id,
                               disable_order{which.id, std::move(because), which.notifier_config});
}

void chronicler::disable() {
  if (desk_.disabling || desk_.to_disable.empty())
    return;
  if (clock_.now() < desk_.disable_at) {
    clock_.ring_at(desk_.disable_at);
    return;
  }
  store_.run([&desk = desk_, order = desk_.to_disable.begin()->second](store& in) {
    desk.disabled.push({order, carry_out(order, in.listeners())});
  });
  desk_.disabling = true;
}

void chronicler::take_disabled() {
  work_through(desk_.disabled, desk_.bell, 1, [this](const disable_answer& answer) {
    desk_.disabling = false;
    if (!answer.how) {
      around_.problems.raise(disabling_subject, answer.how.error().detail);
      desk_.disable_at = clock_.now() + pause_after_failure;
      return;
    }
    around_.problems.clear(disabling_subject);
    desk_.to_disable.erase(answer.order.listener);
    if (answer.how->what == disable_end::kind::disabled)
      note_disabled(answer);
  });
}

void chronicler::note_disabled(const disable_answer& answer) {
  auto& of = about(answer.order.listener);
  of.disabled_in = answer.how->version;
  of.state.disabled_by = "fanfare";
  of.state.disabled_because = answer.order.because;
  of.state.disabled_at = today_();
  mark(of, chronicle::unwritten::change);
  around_.problems.say(log_level::warning, "listener " + answer.order.listener +
                                               " was disabled by fanfare: " + answer.order.because +
                                               "; enable it when its receiver is well again");
  auto news = news_of(kind::disabled, of.state, index_->find(answer.order.listener));
  news.reason = answer.order.because;
  news_.push_back(std::move(news));
}

} // namespace fanfare
