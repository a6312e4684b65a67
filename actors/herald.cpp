#include "actors/herald.hpp"

#include <utility>

namespace fanfare {

namespace {

constexpr std::chrono::seconds speak_every{3};
constexpr std::chrono::seconds speak_again_after{1};
constexpr const char* subject = "heartbeat";

} // namespace

herald::herald(alarm_clock& clock, herald_desk& desk, store_queue& store, surroundings& around)
    : clock_(clock), desk_(desk), store_(store), around_(around) {}

void herald::wake() {
  desk_.bell.answer();
  work_through(desk_.answers, desk_.bell, 1, [this](result<void>& answer) {
    desk_.speaking = false;
    if (answer) {
      around_.problems.clear(subject);
      return;
    }
    around_.problems.raise(subject, answer.error().detail);
    desk_.speak_at = clock_.now() + speak_again_after;
  });
  if (desk_.speaking)
    return;
  auto now = clock_.now();
  if (now < desk_.speak_at) {
    clock_.ring_at(desk_.speak_at);
    return;
  }
  desk_.speak_at = now + speak_every;
  desk_.speaking = true;
  store_.run([&desk = desk_](store& in) { desk.answers.push(in.heartbeat()); });
}

} // namespace fanfare
