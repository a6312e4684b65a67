#include "actors/cataloguer.hpp"

#include <iterator>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 256;
constexpr std::chrono::seconds pause_after_failure{1};
constexpr const char* subject = "event types seen";

} // namespace

void cataloguer::wake() {
  desk_.bell.answer();
  take_written();
  work_through_items(desk_.met, desk_.bell, batches_a_turn,
                     [this](std::string& name) { desk_.to_write.push_back(std::move(name)); });
  write();
}

void cataloguer::take_written() {
  work_through(desk_.written, desk_.bell, 1, [this](const result<void>& how) {
    auto given = std::exchange(desk_.under_way, {});
    if (how) {
      around_.problems.clear(subject);
      return;
    }
    around_.problems.raise(subject, how.error().detail);
    desk_.pause_until = clock_.now() + pause_after_failure;
    std::move(given.begin(), given.end(), std::back_inserter(desk_.to_write));
  });
}

void cataloguer::write() {
  if (!desk_.under_way.empty() || desk_.to_write.empty())
    return;
  if (clock_.now() < desk_.pause_until) {
    clock_.ring_at(desk_.pause_until);
    return;
  }
  store_.run([&desk = desk_, names = desk_.to_write](store& in) {
    desk.written.push(in.types().add(names));
  });
  desk_.under_way = std::exchange(desk_.to_write, {});
}

} // namespace fanfare
