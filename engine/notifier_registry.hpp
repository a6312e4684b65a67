#pragma once

#include "fanfare/metrics.hpp"
#include "fanfare/notifier.hpp"
#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include "messages/thread_watch.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The ways out that one engine or admin has: the built-in ones and those of
/// its host. A built-in one is made when it is first asked for: an admin that
/// only reads needs no I/O thread.
/// Thread safety: all members may be called from any thread.
class notifier_registry {
public:
  /// Fails with `errc::invalid_options` if a notifier of the host is missing,
  /// misnamed or named like a built-in one, a network is misspelt, or the mail
  /// server, its sender or the broker is none.
  /// @param watch hears of threads of the built-in ones that failed.
  static result<std::unique_ptr<notifier_registry>> with(const options& how,
                                                         const thread_watch& watch = {});
  ~notifier_registry();

  /// Returns the notifier of this type, or null. It checks listeners; whether
  /// it delivers is another question.
  std::shared_ptr<notifier> find(std::string_view type) const;

  /// Returns the names of all types, sorted.
  std::vector<std::string> types() const;

  /// Returns the types that are delivered here, sorted.
  std::vector<std::string> delivered_types() const;

  /// Says why a type is known and not delivered here; nothing if it is.
  std::optional<std::string> why_held(std::string_view type) const;

  /// Returns what the notifiers that deliver here show of themselves.
  std::vector<metric_family> metrics() const;

private:
  struct impl;
  explicit notifier_registry(std::unique_ptr<impl> state);
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare
