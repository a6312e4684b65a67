#pragma once

#include "fanfare/event.hpp"
#include "fanfare/listener.hpp"
#include "fanfare/metrics.hpp"
#include "fanfare/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

using event_ptr = std::shared_ptr<const event>;
using listener_ptr = std::shared_ptr<const listener>;

/// How one attempt ended. Closed set: switches over it have no default.
enum class verdict : std::uint8_t {
  delivered, ///< The receiver took the event.
  retry,     ///< It may work later. When, and how often, is the engine's business.
  rejected,  ///< It will not work later: the delivery becomes a dead letter.
  gone,      ///< As rejected, and nothing will work for this listener any more: HTTP's 410.
  /// The receiver did not judge it. It was not asked, because what it shares with others,
  /// such as a broker or a free connection, was not to be had; or that was lost before
  /// an answer came, and it may have the event. Uses up no attempt; tried again later.
  unsent,
};

/// One try to deliver one event to one listener.
struct attempt {
  std::uint64_t ticket = 0; ///< Names this attempt in its outcome.
  event_ptr what;
  listener_ptr to; ///< As the listener is now. The same pointer means the same configuration.
  /// Which of the listener's addressees this is for, where its notifier names
  /// them (`notifier::parts`). Empty where it does not, and where the delivery
  /// was made by a node that does not have the notifier: then it is for all.
  std::string part = {};
  std::uint32_t number = 1;                  ///< Counts the attempts of this delivery from 1.
  std::chrono::milliseconds timeout{15'000}; ///< For the whole attempt.
};

/// What came of an attempt.
struct outcome {
  std::uint64_t ticket = 0;
  verdict how = verdict::retry;
  std::string detail = {}; ///< For people: what was tried and what the other side said. No secrets.
  /// What the other side answered with, as its protocol numbers it (an HTTP
  /// status, an SMTP reply code); 0: it did not answer, or has no numbers.
  std::uint32_t status = 0;
  std::string answer = {}; ///< The first bytes of what it said, at most 1 KiB. For people.
  /// How long the other side wants to be left alone, if it said so.
  std::optional<std::chrono::milliseconds> retry_after = {};
};

/// Takes outcomes back, from any thread, one or many at a time.
using on_done = std::function<void(std::vector<outcome>)>;

/// A way out. Implement it to deliver somewhere fanfare does not know.
/// Thread safety: all members may be called from any thread and never block.
class notifier {
public:
  virtual ~notifier() = default;

  /// Checks a listener's `notifier_config` (a JSON object). Fails with
  /// `errc::invalid_listener`; the text starts with the field, as in `url: …`.
  virtual result<void> validate(std::string_view config) const = 0;

  /// Returns the keys of `notifier_config` that are shown as `********`.
  virtual std::vector<std::string> secret_fields() const { return {}; }

  /// Returns the addressees of a listener, each once: every event makes one
  /// delivery for each, with an outcome of its own, and `attempt::part` says
  /// which. None: one delivery, with an empty part. A delivery that waits for
  /// an addressee whom the listener has no more is dropped when its turn comes.
  /// @param config has been validated.
  virtual std::vector<std::string> parts(std::string_view config) const {
    static_cast<void>(config);
    return {};
  }

  /// Says what keeps all deliveries from being made now, such as a broker that
  /// cannot be reached: a sentence without secrets, the same one for as long as
  /// it lasts. Nodes show it; what they do about it follows from the outcomes.
  virtual std::optional<std::string> outage() const { return std::nullopt; }

  /// Returns what there is to see of this notifier alone, beside what the engine
  /// counts of all of them.
  virtual std::vector<metric_family> metrics() const { return {}; }

  /// Carries out the attempts. Every ticket is handed to `done` exactly once, within the attempt's
  /// timeout (60 s later it counts as failed), or not at all once the destructor has begun.
  virtual void send(std::vector<attempt> batch, on_done done) = 0;
};

/// Makes a notifier of a plain function that may block: it runs on `threads`
/// threads, one attempt at a time on each. A function that throws has failed
/// with `verdict::retry`. The timeout is the function's to keep.
class blocking_notifier final : public notifier {
public:
  struct answer {
    verdict how = verdict::delivered;
    std::string detail = {};
  };
  using deliver = std::function<answer(const attempt&)>;
  using check = std::function<result<void>(std::string_view config)>;

  /// @param threads at least 1.
  explicit blocking_notifier(deliver how, unsigned threads = 4, check config_check = {});
  /// Waits for the calls under way; what has not been started is dropped.
  ~blocking_notifier() override;

  result<void> validate(std::string_view config) const override;
  void send(std::vector<attempt> batch, on_done done) override;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare
