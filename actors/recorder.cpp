#include "actors/recorder.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 256;
constexpr std::size_t most_waiting = 2'000;
constexpr std::size_t most_in_a_round = 500;
/// Publishers wait for a write that is under way.
constexpr std::size_t most_in_a_write = 32;
constexpr std::chrono::milliseconds round_every{500};
constexpr const char* subject = "attempt history";

} // namespace

recorder::recorder(alarm_clock& clock, recorder_desk& desk, store_queue& store, std::size_t most,
                   surroundings& around)
    : clock_(clock), desk_(desk), store_(store), most_(most), around_(around) {}

void recorder::wake() {
  desk_.bell.answer();
  work_through(desk_.written, desk_.bell, 1, [this](const result<void>& how) {
    desk_.writing = false;
    if (how)
      around_.problems.lift_warning(subject);
    else
      around_.problems.warn(subject, how.error().detail);
  });
  work_through_items(desk_.attempts, desk_.bell, batches_a_turn, [this](recent_attempt& each) {
    if (desk_.waiting.size() < most_waiting)
      desk_.waiting.push_back(std::move(each));
  });
  write();
}

void recorder::write() {
  if (desk_.writing || desk_.waiting.empty())
    return;
  const auto now = clock_.now();
  if (desk_.left_of_round == 0) {
    if (now < desk_.round_at) {
      clock_.ring_at(desk_.round_at);
      return;
    }
    desk_.round_at = now + round_every;
    desk_.left_of_round = std::min(desk_.waiting.size(), most_in_a_round);
  }
  // Of a round that was given up over an exception fewer may be left.
  const auto count = std::min({desk_.left_of_round, most_in_a_write, desk_.waiting.size()});
  const auto end = desk_.waiting.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<recent_attempt> batch{std::make_move_iterator(desk_.waiting.begin()),
                                    std::make_move_iterator(end)};
  desk_.waiting.erase(desk_.waiting.begin(), end);
  desk_.left_of_round -= count;
  store_.run([&desk = desk_, batch = std::move(batch), most = most_](store& in) {
    desk.written.push(in.attempts().put(batch, most));
  });
  desk_.writing = true;
}

} // namespace fanfare
