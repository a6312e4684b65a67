#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What the demo publishes, to whom, and what must come of it. Pure.

namespace fanfare {

/// A report of Pulp, embedded when the program is built.
struct demo_report {
  char letter;
  std::string_view text;
  /// Where the text is only a payload: the event type that it is published
  /// with. Empty: the text is a whole report.
  std::string_view wrap_as;

  /// Returns the bytes that every receiver must get.
  std::string body() const;
  std::string event_type() const;
  std::string repo_id() const;
};

/// Returns the reports in the order in which they are published.
const std::vector<demo_report>& demo_reports();

/// One listener, with a receiver of its own: of mails if there are addresses, a
/// queue of RabbitMQ if there is a binding, else of HTTP.
struct demo_listener {
  std::string_view name;
  std::string_view event_type;
  std::string_view due; ///< The letters of the reports that must arrive.
  unsigned refusals = 0;
  bool enabled = true;
  std::vector<std::string_view> addresses = {};
  std::string_view binding = {}; ///< Which of the messages the queue gets.

  bool mails() const { return !addresses.empty(); }
  bool queues() const { return !binding.empty(); }
};

/// What the demo shows beside HTTP and mail.
enum class demo_extra : std::uint8_t { none, rabbitmq };

const std::vector<demo_listener>& demo_listeners(demo_extra with = demo_extra::none);

/// A report as it was published.
struct demo_publication {
  const demo_report* what;
  std::string id;
};

/// A request, a mail or a message as a receiver got it.
struct demo_arrival {
  std::string path; ///< Of a mail: the address; of a message: the queue.
  std::string id;
  std::string body;
  int status = 0; ///< What it was answered with.

  bool taken() const { return status == 200 || status == 250; }
};

/// Returns how many arrivals that are taken are due at `to`.
std::size_t due_at(const demo_listener& to);

/// Returns one sentence for everything that is not exactly as due: each due
/// report taken once (at every address), with its id and its bytes (of a mail:
/// its members, in their order); as many refusals as ordered;
/// and nothing else. Empty: all is well.
std::vector<std::string> discrepancies(const demo_listener& to,
                                       const std::vector<demo_publication>& published,
                                       const std::vector<demo_arrival>& arrived);

} // namespace fanfare
