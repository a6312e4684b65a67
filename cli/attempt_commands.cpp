#include "cli/attempt_commands.hpp"

#include "fanfare/admin.hpp"

#include "cli/arguments.hpp"
#include "cli/attempt_view.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruption.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_flags.hpp"
#include "cli/store_access.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <chrono>
#include <memory>
#include <ostream>
#include <thread>
#include <utility>
#include <vector>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t usual_lines = 10;
constexpr std::size_t usual_limit = 100;
constexpr std::size_t page = 500;
constexpr std::chrono::milliseconds look_every{250};

result<std::size_t> number_of(const arguments& said, const char* flag, std::size_t usual,
                              std::size_t least) {
  constexpr std::size_t most = 1'000'000;
  const auto text = said.value(flag);
  if (!text)
    return usual;
  std::size_t number = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, wrong] = std::from_chars(text->data(), end, number);
  if (wrong != std::errc{} || stop != end || number < least || number > most)
    return error{errc::invalid_options, std::string{flag} + ": " + *text + " is no number from " +
                                            std::to_string(least) + " to " + std::to_string(most) +
                                            "."};
  return number;
}

/// Names and ids are both understood; attempts know ids only.
result<attempt_filter> filter_of(const arguments& said, admin& in) {
  attempt_filter which;
  const auto named = said.value("--listener-id");
  if (!named)
    return which;
  const auto found = in.find(*named);
  // One that is deleted still has attempts.
  which.listener_id = found ? found->id : *named;
  if (!found && found.error().code != errc::not_found)
    return found.error();
  return which;
}

void print(const std::vector<recent_attempt>& oldest_first, const arguments& said, console& to) {
  for (const auto& each : oldest_first)
    if (said.has("--json"))
      to.out << text_of(json_of(each), -1) << '\n';
    else
      to.out << lines_of(each, attempts_of::all, to.width);
  to.out.flush();
}

// -- following ---------------------------------------------------------------------

/// A store, and which of the attempts in it are asked for.
struct asked_history {
  std::unique_ptr<admin> store;
  attempt_filter which;
};

result<asked_history> history_of(const arguments& said, console& to) {
  auto store = open_admin(said, to);
  if (!store)
    return store.error();
  auto which = filter_of(said, **store);
  if (!which)
    return which.error();
  return asked_history{std::move(*store), std::move(*which)};
}

/// Prints what comes until a signal does, or nobody reads any more.
class follower {
public:
  follower(admin& in, attempt_filter which, const arguments& said, console& to)
      : in_(in), which_(std::move(which)), said_(said), to_(to) {}

  /// Prints the last `lines` that there are.
  result<void> begin(std::size_t lines) {
    auto newest = in_.last_attempt();
    if (!newest)
      return newest.error();
    after_ = *std::move(newest);
    if (lines == 0)
      return {};
    const auto some = in_.recent_attempts(lines, which_);
    if (!some)
      return some.error();
    if (!some->empty())
      after_ = some->front().id;
    print({some->rbegin(), some->rend()}, said_, to_);
    return {};
  }

  void go_on() {
    while (!interruption::has_come() && to_.out) {
      const auto some = in_.attempts_since(after_, page, which_);
      note(some);
      if (some && !some->empty()) {
        after_ = some->back().id;
        print(*some, said_, to_);
      }
      if (!some || some->size() < page)
        std::this_thread::sleep_for(look_every);
    }
  }

private:
  /// A store that is away for a while is no end.
  void note(const result<std::vector<recent_attempt>>& some) {
    if (static_cast<bool>(some) == is_reached_)
      return;
    is_reached_ = static_cast<bool>(some);
    to_.err << (is_reached_ ? "note: the store answers again."
                            : "note: " + some.error().detail + "; trying again.")
            << '\n';
  }

  admin& in_;
  const attempt_filter which_;
  const arguments& said_;
  console& to_;
  std::string after_;
  bool is_reached_ = true;
};

int tail(const arguments& said, console& to) {
  const auto lines = number_of(said, "--lines", usual_lines, 0);
  if (!lines)
    return fail_usage(to, lines.error().detail);
  const auto from = history_of(said, to);
  if (!from)
    return fail(to, from.error());
  interruption stop;
  follower reads{*from->store, from->which, said, to};
  if (const auto begun = reads.begin(*lines); !begun)
    return fail(to, begun.error());
  reads.go_on();
  return exit_ok;
}

// -- of one listener ---------------------------------------------------------------

int list_attempts(const arguments& said, console& to) {
  const auto limit = number_of(said, "--limit", usual_limit, 1);
  if (!limit)
    return fail_usage(to, limit.error().detail);
  const auto from = history_of(said, to);
  if (!from)
    return fail(to, from.error());
  const auto some = from->store->recent_attempts(*limit, from->which);
  if (!some)
    return fail(to, some.error());
  if (some->empty())
    if (const auto known = from->store->find(from->which.listener_id); !known)
      return fail_listener(to, from->which.listener_id, known.error());
  if (!said.has("--json")) {
    print(*some, said, to);
    return exit_ok;
  }
  auto array = ordered_json::array();
  for (const auto& each : *some)
    array.push_back(json_of(each));
  to.out << text_of(array) << '\n';
  return exit_ok;
}

} // namespace

command event_tail_command() {
  return {.name = "tail",
          .description = "follow attempts as they are made, until Ctrl-C",
          .flags = {{"--listener-id", "only those of this event listener"},
                    {"--lines", "begin with so many of late; 10 if not given"},
                    {"--json", "print each as JSON on one line, for programs", takes::nothing}},
          .run = tail,
          .note = "Nodes write attempts down twice a second and, while there are many, only some "
                  "of them, failures first ([history] attempts_per_second)."};
}

command listener_attempts_command() {
  return {.name = "attempts",
          .description = "list the recent attempts of an event listener, the newest first",
          .flags = {listener_id_flag(),
                    {"--limit", "show at most so many; 100 if not given"},
                    json_flag()},
          .run = list_attempts};
}

} // namespace fanfare
