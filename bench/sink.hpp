#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace fanfare::bench {

/// What a sink has seen since it was started or reset.
struct sink_counts {
  std::uint64_t requests = 0;
  std::uint64_t body_bytes = 0;
  std::uint64_t id_sum = 0; ///< Of the hashes of all `webhook-id` headers, wrapping around.
};

/// How a sink begins: one that is down has its port, where connects are refused.
enum class sink_state : std::uint8_t { up, down };

/// A light HTTP receiver in a process of its own: answers every request on a
/// free loopback port with an empty 200, and counts. Start it before any thread.
class sink {
public:
  /// Ends the program with a sentence if no process or socket is to be had.
  explicit sink(sink_state at_first = sink_state::up);
  /// Ends the process.
  ~sink();
  sink(const sink&) = delete;
  sink& operator=(const sink&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  sink_counts counts() const;
  /// Returns how long after they were sent the latest requests came, in ms: of
  /// those, at most a million, that say so in a field `"sent"`, in ns of the
  /// steady clock.
  std::vector<double> latencies() const;
  void reset();
  /// From now on it is up.
  void rise();

private:
  struct shared_counts;

  int port_ = 0;
  int start_ = -1; ///< The end of a pipe: what is written lets the process listen.
  pid_t process_ = -1;
  shared_counts* shared_ = nullptr;
};

/// The hash that `id_sum` adds up.
std::uint64_t id_hash(const char* text, std::size_t size);

} // namespace fanfare::bench
