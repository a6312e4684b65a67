#pragma once

#include "fanfare/options.hpp"

#include <proton/ssl.hpp>

#include <array>
#include <filesystem>
#include <optional>

namespace fanfare {

/// What connections to a broker by TLS have in common: whom they trust, and what
/// they show. Reading it takes tens of milliseconds of CPU, for Proton reads all
/// of the system's authorities each time: it is read once, and again when one
/// of the files of the configuration has changed.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_tls {
public:
  /// @param how outlives this object.
  explicit amqp_tls(const messaging_options& how) : how_(how) {}

  /// Throws `proton::error` if a file of the configuration cannot be used.
  const proton::ssl_client_options& options();

private:
  using times = std::array<std::filesystem::file_time_type, 3>;

  times times_of_files() const;

  const messaging_options& how_;
  std::optional<proton::ssl_client_options> read_;
  times read_at_{}; ///< When the files were written that it was read from.
};

} // namespace fanfare
