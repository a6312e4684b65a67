#pragma once

#include "fanfare/notifier.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

/// Holds attempts until the test finishes them, on the test's own thread.
class fake_notifier final : public notifier {
public:
  std::optional<std::string> throws;              ///< The next `send` throws it.
  std::function<bool(const attempt&)> chokes_on;  ///< `send` throws whenever it gets such a one.
  std::function<verdict(const attempt&)> at_once; ///< When set, answers inside `send`.
  std::set<std::string> hangs; ///< Listeners whose attempts are held all the same.

  std::vector<attempt> attempts; ///< All there ever were, in their order.
  std::vector<attempt> held;     ///< Those not finished.
  on_done done;                  ///< As given last.

  result<void> validate(std::string_view) const override { return {}; }

  void send(std::vector<attempt> batch, on_done then) override {
    if (throws)
      throw std::runtime_error{*std::exchange(throws, std::nullopt)};
    if (chokes_on && std::any_of(batch.begin(), batch.end(), chokes_on))
      throw std::runtime_error{"choked"};
    done = std::move(then);
    attempts.insert(attempts.end(), batch.begin(), batch.end());
    std::vector<outcome> answers;
    for (const auto& each : batch)
      if (!at_once || hangs.count(each.to->id) > 0)
        held.push_back(each);
      else
        answers.push_back({each.ticket, at_once(each), "told so by the test"});
    if (!answers.empty())
      done(std::move(answers));
  }

  /// Returns how many attempts for this listener are not finished.
  std::ptrdiff_t held_for(const std::string& listener) const {
    return std::count_if(held.begin(), held.end(),
                         [&listener](const attempt& each) { return each.to->id == listener; });
  }

  /// Finishes the oldest attempt that is held; @pre there is one.
  attempt finish(verdict how, std::string detail = {}) {
    auto first = held.front();
    held.erase(held.begin());
    done({{first.ticket, how, std::move(detail)}});
    return first;
  }

  /// As `finish`, with all that a notifier can say. The ticket is filled in.
  void finish_with(outcome how) {
    how.ticket = held.front().ticket;
    held.erase(held.begin());
    done({std::move(how)});
  }

  /// Finishes everything that is held, in one go.
  void finish_all(verdict how) {
    std::vector<outcome> answers;
    for (const auto& each : std::exchange(held, {}))
      answers.push_back({each.ticket, how, {}});
    done(std::move(answers));
  }
};

} // namespace fanfare::test
