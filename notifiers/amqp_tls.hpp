#pragma once

#include "fanfare/options.hpp"

#include <proton/ssl.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace fanfare {

/// What connections to a broker by TLS have in common: whom they trust, and what
/// they show. Reading it takes tens of milliseconds of CPU, for Proton reads all
/// of the system's authorities each time, and never frees them when one of the files
/// cannot be used: it is read once, and again when a file of the configuration
/// has changed.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_tls {
public:
  /// @param how outlives this object.
  explicit amqp_tls(const messaging_options& how) : how_(how) {}

  /// Throws `proton::error` if a file of the configuration cannot be used.
  const proton::ssl_client_options& options();

private:
  /// When each file was last changed; 0: it is not there.
  using changes = std::array<std::int64_t, 3>;

  changes changes_of_files() const;

  const messaging_options& how_;
  std::optional<proton::ssl_client_options> read_;
  std::string fault_; ///< Why it could not be read.
  changes read_at_{};
};

} // namespace fanfare
