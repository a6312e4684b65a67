#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>

namespace fanfare::bench {

/// Receivers that are of no use, in a process of their own: one takes requests
/// and never answers, one answers a byte a second, and at one no connect ends.
/// Start it before any thread.
class sick_receivers {
public:
  enum class kind : std::uint8_t { hanging, tarpit, blackhole };

  /// Ends the program with a sentence if no process or socket is to be had.
  sick_receivers();
  /// Ends the process.
  ~sick_receivers();
  sick_receivers(const sick_receivers&) = delete;
  sick_receivers& operator=(const sick_receivers&) = delete;

  std::string url(kind which) const {
    return "http://127.0.0.1:" + std::to_string(ports_[static_cast<std::size_t>(which)]);
  }

private:
  std::array<int, 3> ports_{};
  pid_t process_ = -1;
};

} // namespace fanfare::bench
